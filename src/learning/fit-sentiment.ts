import { SENTIMENT_LEVELS, type SentimentLevel } from '../domain/understanding.ts'
import { factorise, solveInPlace } from '../lib/cholesky.ts'
import { fitOrdinal } from '../lib/ordinal-regression.ts'
import { rounded } from '../lib/rounded.ts'
import { dot } from '../lib/vectors.ts'
import { foldsOf } from './folds.ts'

/** A labelled message as the pipeline reads it. */
export interface SentimentRow {
  level: SentimentLevel
  /** What its words say, by name; the same names in every row. */
  features: Readonly<Record<string, number>>
  vector: Float32Array
}

export interface FittedSentiment {
  vector: { weights: number[]; offset: number }
  full: { weights: Record<string, number>; thresholds: number[] }
  withoutEncoder: { weights: Record<string, number>; thresholds: number[] }
}

/** Strength of the penalties. Five-fold on the 150 development messages: log loss 0.785, 0.782, 0.783, 0.806 for 3, 6, 10, 20. */
const VECTOR_RIDGE = 6
/** 0.918, 0.913, 0.937, 0.968 for 0.1, 0.3, 1, 2 without vectors. */
const LEVEL_RIDGE = 0.3
const FOLDS = 5
const SEED = 1

/**
 * Weights from labelled messages: how bad a vector sounds by ridge regression on the number of the level, then the levels by
 * proportional odds on that and on the words. The regression is cross-fitted for the second step, so that it is trusted as
 * much as it deserves on messages it has not seen. Deterministic.
 */
export const fitSentiment = (rows: readonly SentimentRow[]): FittedSentiment => {
  const levels = rows.map(({ level }) => SENTIMENT_LEVELS.indexOf(level))
  const vectors = rows.map(({ vector }) => vector)
  const names = Object.keys(rows[0]?.features ?? {})
  const words = rows.map(({ features }) => names.map((name) => features[name] ?? 0))
  const folds = foldsOf(
    rows.map(({ level }) => level),
    FOLDS,
    SEED,
  )
  const unseen = new Array<number>(rows.length).fill(0)
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = folds.flatMap((other, i) => (other === fold ? [] : [i]))
    const { weights, offset } = fitRidge(pick(vectors, others), pick(levels, others))
    for (const [i, other] of folds.entries())
      if (other === fold) unseen[i] = dot(weights, 0, vectors[i] as Float32Array) + offset
  }
  const options = { count: SENTIMENT_LEVELS.length, ridge: LEVEL_RIDGE }
  const full = fitOrdinal(
    words.map((row, i) => [...row, unseen[i] as number]),
    levels,
    options,
  )
  const withoutEncoder = fitOrdinal(words, levels, options)
  const { weights, offset } = fitRidge(vectors, levels)
  return {
    vector: { weights: [...weights].map(rounded), offset: rounded(offset) },
    full: named(full, [...names, 'vector']),
    withoutEncoder: named(withoutEncoder, names),
  }
}

const named = ({ weights, thresholds }: ReturnType<typeof fitOrdinal>, names: readonly string[]) => ({
  weights: Object.fromEntries(names.map((name, i) => [name, rounded(weights[i] ?? 0)])),
  thresholds: thresholds.map(rounded),
})

/** Ridge regression in its dual form: fewer rows than dimensions. The mean is not penalised. */
const fitRidge = (
  vectors: readonly Float32Array[],
  targets: readonly number[],
): { weights: Float32Array; offset: number } => {
  const n = vectors.length
  const dimensions = vectors[0]?.length ?? 0
  const mean = new Float32Array(dimensions)
  for (const vector of vectors) for (const [i, x] of vector.entries()) mean[i] = (mean[i] as number) + x / n
  const rows = vectors.map((vector) => vector.map((x, i) => x - (mean[i] as number)))
  const middle = targets.reduce((sum, target) => sum + target / n, 0)
  const kernel = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      kernel[i * n + j] = dot(rows[i] as Float32Array, 0, rows[j] as Float32Array) + (i === j ? VECTOR_RIDGE : 0)
  factorise(kernel, n)
  const dual = Float64Array.from(targets, (target) => target - middle)
  solveInPlace(kernel, n, dual)
  const weights = new Float32Array(dimensions)
  for (const [r, row] of rows.entries())
    for (const [i, x] of row.entries()) weights[i] = (weights[i] as number) + (dual[r] as number) * x
  return { weights, offset: middle - dot(weights, 0, mean) }
}

const pick = <T>(items: readonly T[], at: readonly number[]): T[] => at.map((i) => items[i] as T)
