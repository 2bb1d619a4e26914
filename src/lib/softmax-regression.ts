import { factorise, solveInPlace } from './cholesky.ts'
import { createDots, roundUp4 } from './dots.ts'
import { minimise, type Objective } from './l-bfgs.ts'
import { softmax } from './softmax.ts'

export interface LinearModel {
  classes: number
  dimensions: number
  /** Row-major, classes × dimensions. */
  weights: Float32Array
  bias: Float32Array
}

export interface RegressionOptions {
  /** Inverse strength of the L2 penalty: the loss is C × summed log loss + ½ |weights|², biases free (scikit-learn's convention). */
  c: number
  maxIterations: number
  /** Stops when no component of the mean gradient is larger. */
  tolerance: number
  /** How much each row counts; default 1 each. */
  weights?: ArrayLike<number>
}

/**
 * Multinomial logistic regression by L-BFGS; deterministic on every CPU.
 * @param rows row-major, labels.length × dimensions
 */
export const fitSoftmaxRegression = (
  rows: Float32Array,
  labels: ArrayLike<number>,
  dimensions: number,
  classes: number,
  options: RegressionOptions,
): LinearModel & { iterations: number; gradientNorm: number } => {
  const problem = {
    rows,
    labels,
    dimensions,
    classes,
    lambda: 1 / (options.c * labels.length),
    counts: Float64Array.from({ length: labels.length }, (_, r) => options.weights?.[r] ?? 1),
  }
  const found = minimise(lossOf(problem), new Float64Array(classes * (dimensions + 1)), {
    maxIterations: options.maxIterations,
    tolerance: options.tolerance,
    precondition: preconditionerOf(problem),
  })
  const weights = new Float32Array(classes * dimensions)
  const bias = new Float32Array(classes)
  for (let k = 0; k < classes; k++) {
    const from = k * (dimensions + 1)
    weights.set(found.at.subarray(from, from + dimensions), k * dimensions)
    bias[k] = found.at[from + dimensions] as number
  }
  return { classes, dimensions, weights, bias, iterations: found.iterations, gradientNorm: found.gradientNorm }
}

/** Probabilities of one row. */
export const probabilitiesOf = (model: LinearModel, row: Float32Array): Float64Array => {
  const { classes, dimensions, weights } = model
  const logits = Float64Array.from(model.bias)
  for (let k = 0; k < classes; k++) {
    const from = k * dimensions
    let even = 0
    let odd = 0
    for (let i = 0; i < dimensions; i += 2) {
      even += (weights[from + i] as number) * (row[i] as number)
      if (i + 1 < dimensions) odd += (weights[from + i + 1] as number) * (row[i + 1] as number)
    }
    logits[k] = (logits[k] as number) + even + odd
  }
  softmax(logits)
  return logits
}

interface Problem {
  rows: Float32Array
  labels: ArrayLike<number>
  dimensions: number
  classes: number
  lambda: number
  counts: Float64Array
}

/** Rows scored together. */
const BLOCK = 256

/** Mean log loss plus penalty; weights in single precision, sums in double. */
const lossOf = ({ rows, labels, dimensions, classes, lambda, counts }: Problem): Objective => {
  const n = labels.length
  const d = dimensions + 1
  const wide = roundUp4(d)
  const tall = roundUp4(classes)
  const blocks = Math.ceil(n / BLOCK)
  const dots = createDots((2 * blocks * BLOCK + 2 * tall) * wide + 3 * BLOCK * tall)
  const x = dots.floats(blocks * BLOCK * wide)
  // Block by block the same rows again, each block transposed, for the gradient.
  const turned = dots.floats(blocks * BLOCK * wide)
  for (let r = 0; r < n; r++)
    for (let i = 0; i < d; i++) {
      const value = i === dimensions ? 1 : (rows[r * dimensions + i] as number)
      x[r * wide + i] = value
      turned[(Math.floor(r / BLOCK) * wide + i) * BLOCK + (r % BLOCK)] = value
    }
  const weights = dots.floats(tall * wide)
  const logits = dots.floats(BLOCK * tall)
  const errors = dots.floats(tall * BLOCK)
  const product = dots.floats(tall * wide)
  const p = new Float64Array(classes)
  return (at, gradient) => {
    for (let k = 0; k < classes; k++) weights.set(at.subarray(k * d, (k + 1) * d), k * wide)
    gradient.fill(0)
    let loss = 0
    for (let block = 0; block < blocks; block++) {
      const from = block * BLOCK * wide
      dots.run(x.subarray(from, from + BLOCK * wide), weights, logits, BLOCK, tall, wide)
      errors.fill(0)
      for (let t = 0; t < BLOCK && block * BLOCK + t < n; t++) {
        const label = labels[block * BLOCK + t] as number
        for (let k = 0; k < classes; k++) p[k] = logits[t * tall + k] as number
        const own = p[label] as number
        const count = counts[block * BLOCK + t] as number
        loss += count * (softmax(p) - own)
        for (let k = 0; k < classes; k++) errors[k * BLOCK + t] = count * ((p[k] as number) - (k === label ? 1 : 0))
      }
      dots.run(errors, turned.subarray(from, from + BLOCK * wide), product, tall, wide, BLOCK)
      for (let k = 0; k < classes; k++)
        for (let i = 0; i < d; i++)
          gradient[k * d + i] = (gradient[k * d + i] as number) + (product[k * wide + i] as number) / n
    }
    return loss / n + penalise(at, gradient, d, lambda)
  }
}

const penalise = (at: Float64Array, gradient: Float64Array, d: number, lambda: number): number => {
  let sum = 0
  for (let i = 0; i < at.length; i++) {
    if (i % d === d - 1) continue
    const w = at[i] as number
    sum += w * w
    gradient[i] = (gradient[i] as number) + lambda * w
  }
  return (lambda * sum) / 2
}

/** A trace keeps the factor positive definite where dimensions are constant. */
const RIDGE = 1e-9

/**
 * Inverse of XᵀX / (n × classes) + λ, the curvature where all classes are equally likely (cf. the bound of Böhning & Lindsay 1988):
 * with it dimensions that go together do not cost iterations.
 */
const preconditionerOf = ({
  rows,
  labels,
  dimensions,
  classes,
  lambda,
}: Problem): ((gradient: Float64Array) => void) => {
  const n = labels.length
  const d = dimensions + 1
  const wide = roundUp4(d)
  const long = roundUp4(n)
  const dots = createDots(long * wide + wide * wide)
  const turned = dots.floats(wide * long)
  for (let r = 0; r < n; r++)
    for (let i = 0; i < d; i++) turned[i * long + r] = i === dimensions ? 1 : (rows[r * dimensions + i] as number)
  const product = dots.floats(wide * wide)
  dots.run(turned, turned, product, wide, wide, long)
  const curvature = new Float64Array(d * d)
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++)
      curvature[i * d + j] = (product[i * wide + j] as number) / (n * classes) + (i === j ? lambda + RIDGE : 0)
  factorise(curvature, d)
  return (gradient) => {
    for (let k = 0; k < classes; k++) solveInPlace(curvature, d, gradient.subarray(k * d, (k + 1) * d))
  }
}
