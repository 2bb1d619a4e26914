import type { Random } from './random.ts'
import { shuffled } from './random.ts'
import { softmax } from './softmax.ts'
import type { SparseRow } from './tf-idf.ts'

export interface SparseModel {
  classes: number
  /** Row-major, features × classes: the weights of one feature lie together. */
  weights: Float32Array
  bias: Float32Array
}

export interface SparseOptions {
  /** Inverse strength of the L2 penalty, as in scikit-learn. */
  c: number
  epochs: number
  rate: number
  random: Random
  /** How much each row counts; default 1 each. */
  weights?: ArrayLike<number>
}

/**
 * Multinomial logistic regression on sparse rows by AdaGrad (Duchi et al. 2011) with one step size per feature, in a seeded order.
 * The penalty is paid when a feature is met, in parts of its frequency, so that a step costs only the features of its row.
 */
export const fitSparseRegression = (
  rows: readonly SparseRow[],
  labels: ArrayLike<number>,
  features: number,
  classes: number,
  options: SparseOptions,
): SparseModel => {
  const weights = new Float32Array(features * classes)
  const bias = new Float32Array(classes)
  const steepness = new Float32Array(features).fill(1e-8)
  const frequency = new Float32Array(features)
  for (const row of rows) for (const feature of row.features) frequency[feature] = (frequency[feature] as number) + 1
  const model = { classes, weights, bias }
  const order = [...rows.keys()]
  for (let epoch = 0; epoch < options.epochs; epoch++)
    for (const r of shuffled(order, options.random)) {
      const row = rows[r] as SparseRow
      const error = sparseProbabilities(model, row)
      const label = labels[r] as number
      error[label] = (error[label] as number) - 1
      const count = options.weights?.[r] ?? 1
      let square = 0
      for (let k = 0; k < classes; k++) {
        const e = count * (error[k] as number)
        error[k] = e
        square += e * e
      }
      for (let f = 0; f < row.features.length; f++) {
        const feature = row.features[f] as number
        const value = row.values[f] as number
        const steep = (steepness[feature] as number) + square * value * value
        steepness[feature] = steep
        const step = options.rate / Math.sqrt(steep)
        const keep = 1 - Math.min(0.5, step / (options.c * (frequency[feature] as number)))
        const change = step * value
        const from = feature * classes
        for (let k = 0; k < classes; k++)
          weights[from + k] = (weights[from + k] as number) * keep - change * (error[k] as number)
      }
    }
  return model
}

/** Probabilities of one row. */
export const sparseProbabilities = ({ classes, weights, bias }: SparseModel, row: SparseRow): Float64Array => {
  const logits = Float64Array.from(bias)
  for (let f = 0; f < row.features.length; f++) {
    const from = (row.features[f] as number) * classes
    const value = row.values[f] as number
    for (let k = 0; k < classes; k++) logits[k] = (logits[k] as number) + value * (weights[from + k] as number)
  }
  softmax(logits)
  return logits
}
