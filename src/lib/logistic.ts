import { factorise, solveInPlace } from './cholesky.ts'

const MAX_STEPS = 50
const TOLERANCE = 1e-9

/** 1 / (1 + e^-x). */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** log(p / (1 - p)), p kept off 0 and 1. */
export const logit = (p: number): number => {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, p))
  return Math.log(inside / (1 - inside))
}

/**
 * Binary logistic regression by Newton's method with weights per row and an L2 penalty ½ ridge |coefficients|²; the intercept is free.
 * @returns intercept first, then one coefficient per feature
 */
export const fitLogistic = (
  rows: readonly (readonly number[])[],
  outcomes: readonly boolean[],
  options: { ridge: number; weights?: readonly number[] },
): number[] => {
  const d = (rows[0]?.length ?? 0) + 1
  const beta = new Float64Array(d)
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = new Float64Array(d)
    const hessian = new Float64Array(d * d)
    for (const [r, row] of rows.entries())
      addRow([1, ...row], outcomes[r] === true, options.weights?.[r] ?? 1, beta, gradient, hessian)
    for (let i = 0; i < d; i++) {
      // A trace on the intercept keeps the matrix solvable when all outcomes are alike.
      const ridge = i === 0 ? 1e-3 : options.ridge
      gradient[i] = (gradient[i] as number) + ridge * (beta[i] as number)
      hessian[i * d + i] = (hessian[i * d + i] as number) + ridge
    }
    factorise(hessian, d)
    solveInPlace(hessian, d, gradient)
    let moved = 0
    for (let i = 0; i < d; i++) {
      // Newton oversteps far from the minimum: one step changes a coefficient by 2 at most.
      const change = Math.max(-2, Math.min(2, gradient[i] as number))
      beta[i] = (beta[i] as number) - change
      moved = Math.max(moved, Math.abs(change))
    }
    if (moved < TOLERANCE) break
  }
  return [...beta]
}

const addRow = (
  row: readonly number[],
  outcome: boolean,
  weight: number,
  beta: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void => {
  const d = beta.length
  const p = sigmoid(row.reduce((sum, x, i) => sum + x * (beta[i] as number), 0))
  const error = weight * (p - (outcome ? 1 : 0))
  const curvature = weight * p * (1 - p)
  for (let i = 0; i < d; i++) {
    const x = row[i] as number
    gradient[i] = (gradient[i] as number) + error * x
    for (let j = 0; j <= i; j++)
      hessian[i * d + j] = (hessian[i * d + j] as number) + curvature * x * (row[j] as number)
  }
}
