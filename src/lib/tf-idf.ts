import { countNgrams } from './ngrams.ts'

/** Known n-grams, ascending by key; the index is the feature's number. */
export interface Vocabulary {
  keys: Uint32Array
  idf: Float32Array
}

export interface SparseRow {
  features: Int32Array
  /** L2 norm 1, or empty. */
  values: Float32Array
  /** Share of the text's n-grams that the vocabulary has. */
  known: number
}

/** The n-grams that stand in at least `least` of the texts, the most frequent `most` of them. */
export const learnVocabulary = (texts: readonly string[], least: number, most: number): Vocabulary => {
  const frequency = new Map<number, number>()
  for (const text of texts)
    for (const key of countNgrams(text).keys()) frequency.set(key, (frequency.get(key) ?? 0) + 1)
  const kept = [...frequency]
    .filter(([, documents]) => documents >= least)
    .sort(([a, m], [b, n]) => n - m || a - b)
    .slice(0, most)
    .sort(([a], [b]) => a - b)
  return {
    keys: Uint32Array.from(kept, ([key]) => key),
    idf: Float32Array.from(kept, ([, documents]) => Math.log((1 + texts.length) / (1 + documents)) + 1),
  }
}

/** Text to a row of tf-idf, tf by 1 + log; a closure so that the keys are looked up in constant time. */
export const createVectoriser = ({ keys, idf }: Vocabulary): ((text: string) => SparseRow) => {
  const numberOf = new Map<number, number>()
  keys.forEach((key, i) => {
    numberOf.set(key, i)
  })
  return (text) => {
    const features: number[] = []
    const values: number[] = []
    let square = 0
    const counts = countNgrams(text)
    for (const [key, count] of counts) {
      const feature = numberOf.get(key)
      if (feature === undefined) continue
      const value = (1 + Math.log(count)) * (idf[feature] as number)
      features.push(feature)
      values.push(value)
      square += value * value
    }
    const norm = Math.sqrt(square)
    return {
      features: Int32Array.from(features),
      values: Float32Array.from(values, (value) => value / norm),
      known: counts.size === 0 ? 0 : features.length / counts.size,
    }
  }
}
