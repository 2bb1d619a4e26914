import { minimise } from '../src/lib/l-bfgs.ts'
import { sigmoid } from '../src/lib/logistic.ts'
import { centred, dot } from '../src/lib/vectors.ts'

export interface LabelledVector {
  vector: Float32Array
  labels: readonly string[]
}

/** Probabilities from which a label may be said; labels are rare, so with few examples an even chance is seldom reached. */
const BARS = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5]
/** Parts of the training rows, each judged once by heads of the others, to choose among the bars. */
const PARTS = 4
/** Weight of the error against the penalty, as C in liblinear; that of the encoder's own figures. */
const C = 30
const MAX_ITERATIONS = 60
const TOLERANCE = 1e-3

/**
 * One logistic regression a label over vectors centred on the training mean; the labels that a vector is likely to have. The bar is the
 * one with the best micro-F1 in cross-validation over the training rows.
 */
export const fitOneVsRest = (
  rows: readonly LabelledVector[],
  labels: readonly string[],
): ((vector: Float32Array) => string[]) => {
  const parts = Array.from({ length: PARTS }, (_, part) => {
    const chances = fitChances(
      rows.filter((__, i) => i % PARTS !== part),
      labels,
    )
    return rows
      .filter((__, i) => i % PARTS === part)
      .map((row) => ({ chances: chances(row.vector), right: row.labels }))
  }).flat()
  const f1 = (bar: number): number =>
    microF1(parts.map(({ chances, right }) => ({ said: saidAt(chances, labels, bar), right })))
  const bar = BARS.toSorted((a, b) => f1(b) - f1(a))[0] as number
  const chances = fitChances(rows, labels)
  return (vector) => saidAt(chances(vector), labels, bar)
}

/** Over all messages together: each label said or due counts once. */
export const microF1 = (rows: readonly { said: readonly string[]; right: readonly string[] }[]): number => {
  let hits = 0
  let all = 0
  for (const { said, right } of rows) {
    hits += said.filter((label) => right.includes(label)).length
    all += said.length + right.length
  }
  return all === 0 ? 1 : (2 * hits) / all
}

const saidAt = (chances: readonly number[], labels: readonly string[], bar: number): string[] =>
  labels.filter((_, i) => (chances[i] as number) >= bar)

const fitChances = (
  rows: readonly LabelledVector[],
  labels: readonly string[],
): ((vector: Float32Array) => number[]) => {
  const dimensions = rows[0]?.vector.length ?? 0
  const mean = new Float32Array(dimensions)
  for (const { vector } of rows)
    for (let i = 0; i < dimensions; i++) mean[i] = (mean[i] as number) + (vector[i] as number) / rows.length
  const own = rows.map(({ vector }) => centred(vector, mean))
  const heads = labels.map((label) =>
    fitBinary(
      own,
      rows.map((row) => row.labels.includes(label)),
    ),
  )
  return (vector) => {
    const asked = centred(vector, mean)
    return heads.map(({ weights, bias }) => sigmoid(dot(weights, 0, asked) + bias))
  }
}

interface Head {
  weights: Float32Array
  bias: number
}

/** ½ |w|² + C Σ log(1 + exp(-y (w·x + b))); the bias is free. */
const fitBinary = (rows: readonly Float32Array[], outcomes: readonly boolean[]): Head => {
  const dimensions = rows[0]?.length ?? 0
  const { at } = minimise(
    (place, gradient) => {
      const weights = Float32Array.from(place.subarray(0, dimensions))
      const bias = place[dimensions] as number
      let value = 0
      for (let i = 0; i < dimensions; i++) {
        gradient[i] = place[i] as number
        value += 0.5 * (place[i] as number) ** 2
      }
      gradient[dimensions] = 0
      for (const [r, row] of rows.entries()) {
        const score = dot(weights, 0, row) + bias
        const p = sigmoid(score)
        const outcome = outcomes[r] === true ? 1 : 0
        value -= C * Math.log(Math.max(1e-12, outcome === 1 ? p : 1 - p))
        const error = C * (p - outcome)
        for (let i = 0; i < dimensions; i++) gradient[i] = (gradient[i] as number) + error * (row[i] as number)
        gradient[dimensions] = (gradient[dimensions] as number) + error
      }
      return value
    },
    new Float64Array(dimensions + 1),
    { maxIterations: MAX_ITERATIONS, tolerance: TOLERANCE },
  )
  return { weights: Float32Array.from(at.subarray(0, dimensions)), bias: at[dimensions] as number }
}
