import { factorise, solveInPlace } from './cholesky.ts'

/** Distance in cosine at which the likeness of two texts has fallen to 1/e. */
const WIDTH = 0.5
/** What is added to the diagonal: how far a single text is doubted. */
const DOUBT = 0.1

/**
 * Weights of the texts nearest to a query, in the order given: (K + λI) w = k with the kernel exp((cosine − 1) / width). Added up
 * over the texts of a class they are the estimate of kernel ridge regression that the query is of that class, about 0 to 1: of many
 * texts that say the same each counts for less, and one that stands between two classes speaks for neither. Fitted on the
 * neighbours alone (local learning, Bottou and Vapnik 1992), so that nothing has to be trained when texts change.
 * @param near cosines with the query @param between cosines among the texts, row by row
 */
export const ridgeWeights = (near: ArrayLike<number>, between: ArrayLike<number>): Float64Array => {
  const n = near.length
  const kernel = new Float64Array(n * n)
  for (let i = 0; i < n * n; i++) kernel[i] = likeness(between[i] as number)
  for (let i = 0; i < n; i++) kernel[i * n + i] = 1 + DOUBT
  const weights = Float64Array.from(near, likeness)
  factorise(kernel, n)
  solveInPlace(kernel, n, weights)
  return weights
}

const likeness = (cosine: number): number => Math.exp((cosine - 1) / WIDTH)
