import { minimise } from './l-bfgs.ts'

/** P(level ≥ k) = σ(weights·x − thresholds[k − 1]); thresholds rise. */
export interface OrdinalModel {
  weights: number[]
  thresholds: number[]
}

const MAX_ITERATIONS = 2_000
const TOLERANCE = 1e-8

/**
 * Proportional-odds regression (McCullagh 1980): the levels share their weights and differ in the threshold only. Minimises
 * the summed log loss + ridge/2 · |weights|², thresholds free; deterministic. `levels` are 0 to count − 1.
 */
export const fitOrdinal = (
  rows: readonly (readonly number[])[],
  levels: readonly number[],
  { count, ridge }: { count: number; ridge: number },
): OrdinalModel => {
  const d = rows[0]?.length ?? 0
  // The first threshold, and the logarithms of the steps from each to the next: so they rise whatever the step taken.
  const start = new Float64Array(d + count - 1)
  start[d] = -1
  const { at } = minimise(
    (point, gradient) => {
      const { weights, thresholds } = unpacked(point, d)
      const byThreshold = new Float64Array(count - 1)
      gradient.fill(0)
      let loss = 0
      for (const [r, row] of rows.entries()) {
        const level = levels[r] as number
        const sum = row.reduce((total, x, i) => total + x * (weights[i] as number), 0)
        const upper = level === 0 ? 1 : sigmoid(sum - (thresholds[level - 1] as number))
        const lower = level === count - 1 ? 0 : sigmoid(sum - (thresholds[level] as number))
        loss -= Math.log(Math.max(upper - lower, Number.MIN_VALUE))
        // d log(upper − lower)/d sum of logistic curves is 1 − upper − lower.
        const slope = upper + lower - 1
        for (const [i, x] of row.entries()) gradient[i] = (gradient[i] as number) + slope * x
        const share = 1 / Math.max(upper - lower, 1e-12)
        if (level > 0) byThreshold[level - 1] = (byThreshold[level - 1] as number) + share * upper * (1 - upper)
        if (level < count - 1) byThreshold[level] = (byThreshold[level] as number) - share * lower * (1 - lower)
      }
      for (let i = 0; i < d; i++) {
        loss += (ridge / 2) * (weights[i] as number) ** 2
        gradient[i] = (gradient[i] as number) + ridge * (weights[i] as number)
      }
      // Moving a threshold moves all above it.
      for (let k = 0; k < count - 1; k++) {
        const moved = byThreshold.subarray(k).reduce((total, value) => total + value, 0)
        gradient[d + k] = k === 0 ? moved : moved * Math.exp(point[d + k] as number)
      }
      return loss
    },
    start,
    { maxIterations: MAX_ITERATIONS, tolerance: TOLERANCE },
  )
  return unpacked(at, d)
}

const unpacked = (point: Float64Array, d: number): OrdinalModel => {
  const thresholds: number[] = []
  for (let k = d; k < point.length; k++)
    thresholds.push(k === d ? (point[k] as number) : (thresholds.at(-1) as number) + Math.exp(point[k] as number))
  return { weights: [...point.subarray(0, d)], thresholds }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
