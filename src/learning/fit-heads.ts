import type { Heads } from '../domain/heads.ts'
import { contrastiveAxes } from '../lib/contrastive-axes.ts'
import { fitKernelRidge } from '../lib/kernel-ridge.ts'
import { principalAxes } from '../lib/principal.ts'
import { createRandom } from '../lib/random.ts'
import { fitSoftmaxRegression } from '../lib/softmax-regression.ts'
import { fitSparseRegression } from '../lib/sparse-regression.ts'
import { createVectoriser, learnVocabulary } from '../lib/tf-idf.ts'
import { centred, dot, normalised } from '../lib/vectors.ts'
import type { EmbeddedExample } from './rows.ts'

/** Settings of the voters; chosen on the validation files of the starter data and of public sets. */
const LINEAR = { c: 30, maxIterations: 40, tolerance: 1e-5 }
/** Fewer steps are not settled; from 16 to 24 BANKING77 (validation) moves by 0.3 points. */
const KERNEL = { ridge: 0.1, steps: 16 }
/** Dimensions in which examples are compared; on BANKING77 128 of 384 lose nothing (94.4 %). */
const AXES = 128
/** How those dimensions are learnt; 200 steps of a third of the rate end at the same accuracy. */
const CONTRAST = { steps: 60, rate: 1e-3, temperature: 0.1 }
/** Among fewer intents the dimensions of greatest variance are as good or better (Braun 2017, cross-fitted: 2, 5 and 8 intents). */
const LEAST_CLASSES_TO_CONTRAST = 16
/** Examples compared with at run time: solving costs their number squared. */
const MOST_STORED = 8_000
const SPARSE = { c: 10, epochs: 15, rate: 2 }
/** N-grams that stand in one example only are noise, unless there are few examples. */
const LEAST_EXAMPLES_OF_NGRAM = 2
const FEW_EXAMPLES = 2_000
const MOST_NGRAMS = 15_000
/** Largest magnitude of a signed byte. */
const BYTE = 127

/** The voters' parameters from examples; deterministic by seed. Every intent must have an example. */
export const fitHeads = (
  rows: readonly EmbeddedExample[],
  intents: readonly string[],
  seed: number,
  mostStored = MOST_STORED,
): Omit<Heads, 'manifest'> => {
  const dimensions = rows[0]?.vector.length ?? 0
  const classOf = new Map(intents.map((intent, c) => [intent, c]))
  const labels = Int32Array.from(rows, ({ intent }) => classOf.get(intent) as number)
  const counts = Float64Array.from(rows, ({ weight }) => weight ?? 1)
  const mean = meanOf(rows, dimensions)
  const own = new Float32Array(rows.length * dimensions)
  for (const [r, { vector }] of rows.entries()) own.set(centred(vector, mean), r * dimensions)
  const { weights, bias } = fitSoftmaxRegression(own, labels, dimensions, intents.length, {
    ...LINEAR,
    weights: counts,
  })
  return {
    mean,
    linear: { weights, bias },
    ngrams: fitNgrams(rows, labels, counts, intents.length, seed),
    ...fitNear(own, labels, counts, { dimensions, classes: intents.length, most: mostStored, seed }),
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
  counts: Float64Array,
  classes: number,
  seed: number,
): Heads['ngrams'] => {
  const texts = rows.map(({ text }) => text)
  const vocabulary = learnVocabulary(texts, texts.length < FEW_EXAMPLES ? 1 : LEAST_EXAMPLES_OF_NGRAM, MOST_NGRAMS)
  const features = vocabulary.keys.length
  const sparse = texts.map(createVectoriser(vocabulary))
  const model = fitSparseRegression(sparse, labels, features, classes, {
    ...SPARSE,
    weights: counts,
    random: createRandom(seed),
  })
  return { ...vocabulary, ...inBytes(model.weights, features), bias: model.bias }
}

/** Which rows are compared with at run time: as they came, of each class the same share at most. */
const storedOf = (labels: Int32Array, classes: number, most: number): number[] => {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) counts[label] = (counts[label] as number) + 1
  let cap = Math.max(...counts)
  while (counts.reduce((sum, n) => sum + Math.min(n, cap), 0) > most && cap > 1) cap--
  const taken = new Array<number>(classes).fill(0)
  return [...labels.keys()]
    .filter((r) => {
      const label = labels[r] as number
      taken[label] = (taken[label] as number) + 1
      return (taken[label] as number) <= cap
    })
    .sort((a, b) => (labels[a] as number) - (labels[b] as number) || a - b)
}

/** Examples by class, then as they came, in the subspace; in bytes, which is enough to tell near from far. */
const fitNear = (
  own: Float32Array,
  labels: Int32Array,
  counts: Float64Array,
  { dimensions, classes, most, seed }: { dimensions: number; classes: number; most: number; seed: number },
): Pick<Heads, 'neighbours' | 'kernel'> => {
  const stored = storedOf(labels, classes, most)
  const axes = Math.min(AXES, dimensions, labels.length)
  const principal = principalAxes(own, dimensions, axes)
  const basis =
    classes < LEAST_CLASSES_TO_CONTRAST
      ? principal
      : contrastiveAxes(own, labels, dimensions, principal, { ...CONTRAST, seed })
  const inside = new Float32Array(stored.length * axes)
  const vectors = new Int8Array(stored.length * axes)
  const starts = new Uint32Array(classes + 1)
  for (const [place, r] of stored.entries()) {
    starts[(labels[r] as number) + 1] = place + 1
    const vector = own.subarray(r * dimensions, (r + 1) * dimensions)
    inside.set(
      normalised(Float32Array.from({ length: axes }, (_, a) => dot(basis, a * dimensions, vector))),
      place * axes,
    )
  }
  for (let c = 0; c < classes; c++) starts[c + 1] = Math.max(starts[c + 1] as number, starts[c] as number)
  for (const [i, x] of inside.entries()) vectors[i] = Math.round(x * BYTE)
  const answers = fitKernelRidge(
    inside,
    Int32Array.from(stored, (r) => labels[r] as number),
    axes,
    classes,
    { ...KERNEL, weights: stored.map((r) => counts[r] as number) },
  )
  return { neighbours: { axes: basis, vectors, starts }, kernel: inBytes(answers, classes) }
}

/** Each row of the matrix in units of 1/127 of its largest magnitude. */
const inBytes = (matrix: Float32Array, rows: number): { weights: Int8Array; scales: Float32Array } => {
  const width = matrix.length / rows
  const weights = new Int8Array(matrix.length)
  const scales = new Float32Array(rows)
  for (let r = 0; r < rows; r++) {
    const row = matrix.subarray(r * width, (r + 1) * width)
    const scale = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / BYTE
    scales[r] = scale
    if (scale > 0) for (let i = 0; i < width; i++) weights[r * width + i] = Math.round((row[i] as number) / scale)
  }
  return { weights, scales }
}
