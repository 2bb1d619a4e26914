import type { Heads } from '../domain/heads.ts'
import { createRandom } from '../lib/random.ts'
import { fitSoftmaxRegression } from '../lib/softmax-regression.ts'
import { fitSparseRegression } from '../lib/sparse-regression.ts'
import { createVectoriser, learnVocabulary } from '../lib/tf-idf.ts'
import { centred } from '../lib/vectors.ts'
import type { EmbeddedExample } from './rows.ts'

/** Settings of the voters; chosen on the validation files of the starter data and of public sets. */
const LINEAR = { c: 30, maxIterations: 40, tolerance: 1e-5 }
const SPARSE = { c: 60, epochs: 15, rate: 2 }
/** N-grams that stand in one example only are noise, unless there are few examples. */
const LEAST_EXAMPLES_OF_NGRAM = 2
const MOST_NGRAMS = 15_000
/** Largest magnitude of a signed byte. */
const BYTE = 127

/** The voters' parameters from examples; deterministic by seed. Every intent must have an example. */
export const fitHeads = (
  rows: readonly EmbeddedExample[],
  intents: readonly string[],
  seed: number,
): Omit<Heads, 'manifest'> => {
  const dimensions = rows[0]?.vector.length ?? 0
  const classOf = new Map(intents.map((intent, c) => [intent, c]))
  const labels = Int32Array.from(rows, ({ intent }) => classOf.get(intent) as number)
  const mean = meanOf(rows, dimensions)
  const own = new Float32Array(rows.length * dimensions)
  for (const [r, { vector }] of rows.entries()) own.set(centred(vector, mean), r * dimensions)
  const { weights, bias } = fitSoftmaxRegression(own, labels, dimensions, intents.length, LINEAR)
  return {
    mean,
    linear: { weights, bias },
    ngrams: fitNgrams(rows, labels, intents.length, seed),
    neighbours: layDown(own, labels, dimensions, intents.length),
  }
}

const meanOf = (rows: readonly EmbeddedExample[], dimensions: number): Float32Array => {
  const sum = new Float64Array(dimensions)
  for (const { vector } of rows)
    for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] as number) + (vector[i] as number)
  return Float32Array.from(sum, (value) => value / rows.length)
}

const fitNgrams = (
  rows: readonly EmbeddedExample[],
  labels: Int32Array,
  classes: number,
  seed: number,
): Heads['ngrams'] => {
  const texts = rows.map(({ text }) => text)
  const vocabulary = learnVocabulary(texts, LEAST_EXAMPLES_OF_NGRAM, MOST_NGRAMS)
  const features = vocabulary.keys.length
  const sparse = texts.map(createVectoriser(vocabulary))
  const model = fitSparseRegression(sparse, labels, features, classes, { ...SPARSE, random: createRandom(seed) })
  const weights = new Int8Array(features * classes)
  const scales = new Float32Array(features)
  for (let f = 0; f < features; f++) {
    const row = model.weights.subarray(f * classes, (f + 1) * classes)
    const scale = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / BYTE
    scales[f] = scale
    if (scale > 0) for (let c = 0; c < classes; c++) weights[f * classes + c] = Math.round((row[c] as number) / scale)
  }
  return { ...vocabulary, weights, scales, bias: model.bias }
}

/** Examples by class, then as they came; in bytes, which is enough to tell near from far. */
const layDown = (own: Float32Array, labels: Int32Array, dimensions: number, classes: number): Heads['neighbours'] => {
  const order = [...labels.keys()].sort((a, b) => (labels[a] as number) - (labels[b] as number) || a - b)
  const vectors = new Int8Array(own.length)
  const starts = new Uint32Array(classes + 1)
  for (const [place, r] of order.entries()) {
    starts[(labels[r] as number) + 1] = place + 1
    for (let i = 0; i < dimensions; i++)
      vectors[place * dimensions + i] = Math.round((own[r * dimensions + i] as number) * BYTE)
  }
  return { vectors, starts }
}
