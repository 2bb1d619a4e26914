import { createBreathe } from '../lib/breathe.ts'
import { dot, norm, normalised } from '../lib/vectors.ts'
import type { CreateVectorIndex, VectorIndex } from '../ports/vector-index.ts'

/** So many vectors must speak before their mean is subtracted in full. */
const MEAN_PRIOR = 20

/** Cosines of texts after their common mean is taken off, which all sentence vectors share and which tells nothing. */
export interface Semantic {
  /** Texts that have a vector. */
  readonly embedded: number
  /** The vector of a text as it came from the encoder. */
  vectorOf(text: number): Float32Array | undefined
  /** Prepares a query; the functions given are valid for it alone. */
  ask(vector: Float32Array): Question
}

export interface Question {
  /** Texts near the query, best first. */
  near(k: number): number[]
  /** Cosine with a text, -1 to 1; undefined where it has no vector. */
  cosine(text: number): number | undefined
}

/** Indexes the vectors of texts, one or none each, without holding the event loop; undefined where there is none at all. */
export const buildSemantic = async (
  vectors: readonly (Float32Array | undefined)[],
  createIndex: CreateVectorIndex,
): Promise<Semantic | undefined> => {
  const present = vectors.flatMap((vector, text) => (vector === undefined ? [] : [{ text, vector }]))
  const dimensions = present[0]?.vector.length
  if (dimensions === undefined) return undefined
  const matrix = new Float32Array(present.length * dimensions)
  const rowOf = new Int32Array(vectors.length).fill(-1)
  const breathe = createBreathe()
  const mean = new Float64Array(dimensions)
  for (const [row, { text, vector }] of present.entries()) {
    matrix.set(vector, row * dimensions)
    rowOf[text] = row
    for (let i = 0; i < dimensions; i++)
      mean[i] = (mean[i] as number) + (vector[i] as number) / (present.length + MEAN_PRIOR)
    await breathe()
  }
  const index = createIndex(dimensions, present.length)
  const inverseNorms = new Float32Array(present.length)
  for (const [row, { text, vector }] of present.entries()) {
    const centred = vector.map((x, i) => x - (mean[i] as number))
    const length = norm(centred)
    inverseNorms[row] = length === 0 ? 0 : 1 / length
    index.add(text, centred)
    await breathe()
  }
  return {
    embedded: present.length,
    vectorOf: (text) => {
      const row = rowOf[text] ?? -1
      return row < 0 ? undefined : matrix.slice(row * dimensions, (row + 1) * dimensions)
    },
    ask: (vector) => ask(vector, { matrix, rowOf, mean, inverseNorms, index }),
  }
}

interface Parts {
  matrix: Float32Array
  rowOf: Int32Array
  mean: Float64Array
  inverseNorms: Float32Array
  index: VectorIndex
}

/** With the query centred and of norm 1 as q: cos = (v − m)·q / |v − m| = (v·q − m·q) / |v − m|, so raw vectors are enough. */
const ask = (vector: Float32Array, { matrix, rowOf, mean, inverseNorms, index }: Parts): Question => {
  const dimensions = mean.length
  if (vector.length !== dimensions)
    throw new Error(
      `the query's vector has ${vector.length} numbers: the index has ${dimensions}; use the same encoder`,
    )
  const query = normalised(vector.map((x, i) => x - (mean[i] as number)))
  const offset = query.reduce((sum, x, i) => sum + x * (mean[i] as number), 0)
  return {
    near: (k) => index.search(query, k).map(({ id }) => id),
    cosine: (text) => {
      const row = rowOf[text] ?? -1
      if (row < 0) return undefined
      return (dot(matrix, row * dimensions, query) - offset) * (inverseNorms[row] as number)
    },
  }
}
