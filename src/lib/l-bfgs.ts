/** Value and gradient of a smooth function; the gradient is written into `gradient`. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number

export interface MinimiseOptions {
  maxIterations: number
  /** Stops when no component of the gradient is larger. */
  tolerance: number
  /** Pairs of steps remembered. */
  memory?: number
  /** Writes an approximation of inverse-Hessian × gradient over its argument; a good one saves most iterations. */
  precondition?: (gradient: Float64Array) => void
}

export interface Minimum {
  at: Float64Array
  value: number
  iterations: number
  /** Largest component of the gradient. */
  gradientNorm: number
}

const DEFAULT_MEMORY = 8
/** Armijo constant: the share of the promised decrease that a step must bring. */
const SUFFICIENT_DECREASE = 1e-4
const MAX_HALVINGS = 30

/**
 * Minimises from `start` by limited-memory BFGS with backtracking (Nocedal & Wright, Numerical Optimization, alg. 7.5).
 * Deterministic: the same function and start give the same bits.
 */
export const minimise = (objective: Objective, start: Float64Array, options: MinimiseOptions): Minimum => {
  const memory = options.memory ?? DEFAULT_MEMORY
  const pairs: Pair[] = []
  let at: Float64Array = start.slice()
  let gradient: Float64Array = new Float64Array(at.length)
  let value = objective(at, gradient)
  let iterations = 0
  let gradientNorm = largest(gradient)
  while (iterations < options.maxIterations && gradientNorm > options.tolerance) {
    const direction = descend(gradient, pairs, options.precondition)
    const step = search(objective, at, value, gradient, direction)
    if (step === undefined) {
      if (pairs.length === 0) break
      pairs.length = 0
      continue
    }
    remember(pairs, memory, at, gradient, step)
    at = step.at
    gradient = step.gradient
    value = step.value
    gradientNorm = largest(gradient)
    iterations++
  }
  return { at, value, iterations, gradientNorm }
}

interface Pair {
  step: Float64Array
  change: Float64Array
  inverse: number
}

interface Step {
  at: Float64Array
  gradient: Float64Array
  value: number
}

const descend = (
  gradient: Float64Array,
  pairs: readonly Pair[],
  precondition: MinimiseOptions['precondition'],
): Float64Array => {
  const direction = gradient.slice()
  const weights: number[] = []
  for (const pair of pairs.toReversed()) {
    const weight = pair.inverse * inner(pair.step, direction)
    weights.push(weight)
    addScaled(direction, pair.change, -weight)
  }
  const last = pairs.at(-1)
  if (precondition !== undefined) precondition(direction)
  else if (last !== undefined) scale(direction, 1 / (last.inverse * inner(last.change, last.change)))
  else scale(direction, 1 / Math.max(1, Math.sqrt(inner(gradient, gradient))))
  for (const pair of pairs) {
    const weight = weights.pop() ?? 0
    addScaled(direction, pair.step, weight - pair.inverse * inner(pair.change, direction))
  }
  scale(direction, -1)
  return direction
}

const search = (
  objective: Objective,
  at: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): Step | undefined => {
  const slope = inner(gradient, direction)
  if (!(slope < 0)) return undefined
  let length = 1
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    const next = at.slice()
    addScaled(next, direction, length)
    const nextGradient = new Float64Array(at.length)
    const nextValue = objective(next, nextGradient)
    if (nextValue <= value + SUFFICIENT_DECREASE * length * slope)
      return { at: next, gradient: nextGradient, value: nextValue }
    length /= 2
  }
  return undefined
}

const remember = (pairs: Pair[], memory: number, at: Float64Array, gradient: Float64Array, step: Step): void => {
  const moved = step.at.slice()
  addScaled(moved, at, -1)
  const change = step.gradient.slice()
  addScaled(change, gradient, -1)
  const curvature = inner(moved, change)
  // Without positive curvature the update would lose descent.
  if (!(curvature > 1e-12 * inner(change, change))) return
  pairs.push({ step: moved, change, inverse: 1 / curvature })
  if (pairs.length > memory) pairs.shift()
}

const inner = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

const addScaled = (to: Float64Array, from: Float64Array, factor: number): void => {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (from[i] as number)
}

const scale = (values: Float64Array, factor: number): void => {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * factor
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
