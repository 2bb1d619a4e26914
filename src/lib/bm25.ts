import { createBreathe } from './breathe.ts'
import { grown } from './growing.ts'

/** Saturation of repeated words. */
const K1 = 1.2
/** Share of the length normalisation. */
const B = 0.75
/** Lengths for which the weight of a word that occurs once is looked up rather than worked out. */
const SHORT = 64
/** Documents handled between looks at the clock. */
const STRIDE = 512

/**
 * BM25 (Robertson and Zaragoza 2009, with the idf of Lucene) over documents that come and go. Scores are those of an index made afresh of
 * the documents that count, at any time: number, lengths and document frequencies are kept exactly, and only they enter a score.
 */
export interface Bm25 {
  /** Documents that count. */
  readonly documents: number
  /** Adds a document, which neither counts nor is found before `turn`; returns its number, from 0 on. */
  append(tokens: readonly number[]): number
  /** At once: `on` count and are found from now on, `off` no longer. A document is turned on once, and off once. */
  turn(on: Iterable<number>, off: Iterable<number>): void
  /** Once, after the first documents were added: orders them by token, in slices. Nothing is found before; those added later need none. */
  pack(): Promise<void>
  /**
   * BM25 of every document that counts and has one of the tokens. The result is valid until the next call: `found` lists the documents,
   * `scores` is dense over all documents and 0 elsewhere. Repeated and unknown (negative) tokens count once and not at all.
   */
  score(query: readonly number[]): { found: Int32Array; scores: Float32Array }
  /** The same score, of one document at a time, whatever else is scored meanwhile; until documents come or go. */
  ask(query: readonly number[]): (document: number) => number
  /** ln(1 + (N − n + ½) / (n + ½)); of a token that no document has, the highest there is. */
  idf(token: number): number
}

interface Documents {
  count: number
  /** Document d has `tokens[starts[d]] … tokens[starts[d + 1] - 1]`. */
  tokens: Int32Array
  starts: Int32Array
  /** Token ids are below this. */
  vocabulary: number
}

/** By token: `documents[starts[t]] …` with the frequency of the token in each. */
interface Postings {
  starts: Int32Array
  documents: Int32Array
  frequencies: Uint16Array
}

/** An empty index: packed postings of the first documents, a list a token of those that came later, and a flag for each that counts. */
export const createBm25 = (): Bm25 => {
  const all: Documents = { count: 0, tokens: new Int32Array(0), starts: new Int32Array(1), vocabulary: 0 }
  let packed: Postings | undefined
  const later = new Map<number, number[]>()
  let counts = new Uint8Array(0)
  let having = new Int32Array(0)
  let seenIn = new Int32Array(0)
  let documents = 0
  let length = 0
  let scores = new Float32Array(0)
  let found = new Int32Array(0)
  let foundCount = 0
  let norms = new Float64Array(0)
  let longest = 0

  const idfOf = (n: number): number => Math.log(1 + (documents - n + 0.5) / (n + 0.5))
  const havingOf = (token: number): number => (token < 0 || token >= having.length ? 0 : at(having, token))

  const count = (document: number, by: 1 | -1): void => {
    const [from, to] = [at(all.starts, document), at(all.starts, document + 1)]
    // Numbers of documents from 1 on, negative when they go: each visit has a mark of its own.
    const mark = by * (document + 1)
    for (let i = from; i < to; i++) {
      const token = at(all.tokens, i)
      if (seenIn[token] === mark) continue
      seenIn[token] = mark
      having[token] = at(having, token) + by
    }
    counts[document] = by === 1 ? 1 : 0
    documents += by
    length += by * (to - from)
  }

  const addPosting = (token: number, document: number): void => {
    const list = later.get(token)
    if (list === undefined) later.set(token, [document, 1])
    else if (list.at(-2) === document) list[list.length - 1] = (list.at(-1) as number) + 1
    else list.push(document, 1)
  }

  const reckonNorms = (): void => {
    const mean = Math.max(1, length) / Math.max(1, documents)
    norms = Float64Array.from({ length: longest + 1 }, (_, words) => K1 * (1 - B + (B * words) / mean))
  }

  const once = new Float32Array(SHORT)
  const addToken = (token: number): void => {
    const n = havingOf(token)
    if (n === 0) return
    const factor = idfOf(n)
    for (let words = 1; words < Math.min(SHORT, norms.length); words++)
      once[words] = (factor * (K1 + 1)) / (1 + (norms[words] as number))
    const addTo = (document: number, frequency: number): void => {
      const words = at(all.starts, document + 1) - at(all.starts, document)
      const impact =
        frequency === 1 && words < SHORT
          ? at(once, words)
          : Math.fround((factor * frequency * (K1 + 1)) / (frequency + (norms[words] as number)))
      if (scores[document] === 0) found[foundCount++] = document
      scores[document] = at(scores, document) + impact
    }
    if (packed !== undefined && token < packed.starts.length - 1) {
      const end = at(packed.starts, token + 1)
      for (let p = at(packed.starts, token); p < end; p++) {
        const document = at(packed.documents, p)
        if (counts[document] === 1) addTo(document, at(packed.frequencies, p))
      }
    }
    const list = later.get(token) ?? []
    for (let p = 0; p < list.length; p += 2) {
      const document = list[p] as number
      if (counts[document] === 1) addTo(document, list[p + 1] as number)
    }
  }

  return {
    get documents() {
      return documents
    },
    append: (tokens) => {
      const document = all.count++
      const from = at(all.starts, document)
      all.tokens = grown(all.tokens, from + tokens.length)
      all.starts = grown(all.starts, document + 2)
      all.tokens.set(tokens, from)
      all.starts[document + 1] = from + tokens.length
      longest = Math.max(longest, tokens.length)
      for (const token of tokens) {
        all.vocabulary = Math.max(all.vocabulary, token + 1)
        if (packed !== undefined) addPosting(token, document)
      }
      return document
    },
    turn: (on, off) => {
      counts = grown(counts, all.count)
      having = grown(having, all.vocabulary)
      seenIn = grown(seenIn, all.vocabulary)
      for (const document of on) count(document, 1)
      for (const document of off) count(document, -1)
      scores = grown(scores, all.count)
      found = grown(found, all.count)
      reckonNorms()
    },
    pack: async () => {
      all.tokens = all.tokens.slice(0, at(all.starts, all.count))
      all.starts = all.starts.slice(0, all.count + 1)
      packed = await packPostings(all)
    },
    score: (query) => {
      for (let i = 0; i < foundCount; i++) scores[at(found, i)] = 0
      foundCount = 0
      for (const token of new Set(query)) addToken(token)
      return { found: found.subarray(0, foundCount), scores }
    },
    ask: (query) => {
      const asked = [...new Set(query)].filter((token) => havingOf(token) > 0)
      if (asked.length === 0) return () => 0
      const places = new Map(asked.map((token, place) => [token, place]))
      const factors = asked.map((token) => idfOf(havingOf(token)))
      const frequencies = new Int32Array(asked.length)
      return (document) => {
        if (counts[document] !== 1) return 0
        const [from, to] = [at(all.starts, document), at(all.starts, document + 1)]
        frequencies.fill(0)
        for (let i = from; i < to; i++) {
          const place = places.get(at(all.tokens, i))
          if (place !== undefined) frequencies[place] = at(frequencies, place) + 1
        }
        let score = 0
        // In the order and the precision of `score`, so that both come to the same bits.
        for (const [place, factor] of factors.entries()) {
          const frequency = at(frequencies, place)
          if (frequency === 0) continue
          score = Math.fround(
            score + Math.fround((factor * frequency * (K1 + 1)) / (frequency + (norms[to - from] as number))),
          )
        }
        return score
      }
    },
    idf: (token) => idfOf(havingOf(token)),
  }
}

/** Counting sort by token; within a token documents ascend, so repeats in one document meet and are merged. */
const packPostings = async ({ tokens, starts: documentStarts, count, vocabulary }: Documents): Promise<Postings> => {
  const breathe = createBreathe()
  const last = new Int32Array(vocabulary).fill(-1)
  const starts = new Int32Array(vocabulary + 1)
  // Functions of their own: after each pause of an asynchronous one its loops begin anew in the interpreter.
  const countTokens = (d: number): void => {
    for (let i = at(documentStarts, d); i < at(documentStarts, d + 1); i++) {
      const token = at(tokens, i)
      if (last[token] === d) continue
      last[token] = d
      starts[token + 1] = at(starts, token + 1) + 1
    }
  }
  await each(count, countTokens, breathe)
  for (let t = 0; t < vocabulary; t++) starts[t + 1] = at(starts, t) + at(starts, t + 1)
  const documents = new Int32Array(at(starts, vocabulary))
  const frequencies = new Uint16Array(documents.length)
  const next = starts.slice()
  const fill = (d: number): void => {
    for (let i = at(documentStarts, d); i < at(documentStarts, d + 1); i++) {
      const token = at(tokens, i)
      const p = at(next, token)
      const seen = p > at(starts, token) && documents[p - 1] === d
      const slot = seen ? p - 1 : p
      documents[slot] = d
      frequencies[slot] = at(frequencies, slot) + 1
      if (!seen) next[token] = p + 1
    }
  }
  await each(count, fill, breathe)
  return { starts, documents, frequencies }
}

const each = async (
  count: number,
  step: (n: number) => void,
  breathe: () => Promise<void> | undefined,
): Promise<void> => {
  for (let from = 0; from < count; from += STRIDE) {
    for (let n = from; n < Math.min(count, from + STRIDE); n++) step(n)
    await breathe()
  }
}

/** Typed arrays are always read inside their bounds here. */
const at = (array: Int32Array | Uint16Array | Float32Array, index: number): number => array[index] as number
