/** Saturation of repeated words. */
const K1 = 1.2
/** Share of the length normalisation. */
const B = 0.75

/** Documents as token ids: document d has `tokens[starts[d]] … tokens[starts[d + 1] - 1]`. */
export interface TokenisedDocuments {
  tokens: Int32Array
  /** One more than there are documents. */
  starts: Int32Array
  /** Token ids are below this. */
  vocabulary: number
}

export interface Bm25 {
  readonly documents: number
  /**
   * BM25 of every document that has one of the tokens. The result is valid until the next call: `found` lists the documents,
   * `scores` is dense over all documents and 0 elsewhere. Repeated and unknown (negative) tokens count once and not at all.
   */
  score(query: readonly number[]): { found: Int32Array; scores: Float32Array }
  /** ln(1 + (N − n + ½) / (n + ½)); of a token that no document has, the highest there is. */
  idf(token: number): number
}

/**
 * BM25 (Robertson and Zaragoza 2009, with the idf of Lucene) over compressed postings with precomputed impacts:
 * a query only adds numbers into a dense accumulator.
 */
export const createBm25 = (input: TokenisedDocuments): Bm25 => {
  const count = input.starts.length - 1
  const { starts, documents, impacts } = buildPostings(input)
  const idf = (token: number): number => {
    const n = token < 0 || token >= input.vocabulary ? 0 : at(starts, token + 1) - at(starts, token)
    return Math.log(1 + (count - n + 0.5) / (n + 0.5))
  }
  const scores = new Float32Array(count)
  const found = new Int32Array(count)
  let foundCount = 0
  return {
    documents: count,
    idf,
    score: (query) => {
      for (let i = 0; i < foundCount; i++) scores[at(found, i)] = 0
      foundCount = 0
      for (const token of new Set(query)) {
        if (token < 0 || token >= input.vocabulary) continue
        const end = at(starts, token + 1)
        for (let p = at(starts, token); p < end; p++) {
          const document = at(documents, p)
          if (scores[document] === 0) found[foundCount++] = document
          scores[document] = at(scores, document) + at(impacts, p)
        }
      }
      return { found: found.subarray(0, foundCount), scores }
    },
  }
}

interface Postings {
  starts: Int32Array
  documents: Int32Array
  impacts: Float32Array
}

/** Counting sort by token; within a token documents ascend, so repeats in one document meet and are merged. */
const buildPostings = ({ tokens, starts: documentStarts, vocabulary }: TokenisedDocuments): Postings => {
  const count = documentStarts.length - 1
  const last = new Int32Array(vocabulary).fill(-1)
  const sizes = new Int32Array(vocabulary + 1)
  for (let d = 0; d < count; d++)
    for (let i = at(documentStarts, d); i < at(documentStarts, d + 1); i++) {
      const token = at(tokens, i)
      if (last[token] === d) continue
      last[token] = d
      sizes[token] = at(sizes, token) + 1
    }
  const starts = new Int32Array(vocabulary + 1)
  for (let t = 0; t < vocabulary; t++) starts[t + 1] = at(starts, t) + at(sizes, t)
  const total = at(starts, vocabulary)
  const documents = new Int32Array(total)
  const impacts = new Float32Array(total)
  fillPostings({ tokens, starts: documentStarts, vocabulary }, starts, documents, impacts)
  weigh(documentStarts, starts, documents, impacts)
  return { starts, documents, impacts }
}

/** Puts the documents and, for now, the term frequencies in place. */
const fillPostings = (
  input: TokenisedDocuments,
  starts: Int32Array,
  documents: Int32Array,
  frequencies: Float32Array,
) => {
  const next = starts.slice()
  for (let d = 0; d < input.starts.length - 1; d++)
    for (let i = at(input.starts, d); i < at(input.starts, d + 1); i++) {
      const token = at(input.tokens, i)
      const p = at(next, token)
      const seen = p > at(starts, token) && documents[p - 1] === d
      const slot = seen ? p - 1 : p
      documents[slot] = d
      frequencies[slot] = at(frequencies, slot) + 1
      if (!seen) next[token] = p + 1
    }
}

/** Frequencies to impacts, in place. */
const weigh = (documentStarts: Int32Array, starts: Int32Array, documents: Int32Array, impacts: Float32Array): void => {
  const count = documentStarts.length - 1
  const mean = Math.max(1, at(documentStarts, count)) / Math.max(1, count)
  for (let t = 0; t < starts.length - 1; t++) {
    const n = at(starts, t + 1) - at(starts, t)
    const idf = Math.log(1 + (count - n + 0.5) / (n + 0.5))
    for (let p = at(starts, t); p < at(starts, t + 1); p++) {
      const d = at(documents, p)
      const length = at(documentStarts, d + 1) - at(documentStarts, d)
      const frequency = at(impacts, p)
      impacts[p] = (idf * frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / mean))
    }
  }
}

/** Typed arrays are always read inside their bounds here. */
const at = (array: Int32Array | Float32Array, index: number): number => array[index] as number
