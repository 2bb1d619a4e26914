import { createBm25 } from '../lib/bm25.ts'
import type { Words } from './words.ts'

/** BM25 over texts that come and go. */
export interface Lexical {
  /** Cuts a text into words and adds it; see `Bm25` for when it counts and is found. */
  append(text: string): number
  turn(on: Iterable<number>, off: Iterable<number>): void
  pack(): Promise<void>
  /**
   * `found` lists the texts that share a word, `scores` is dense over all texts; both are valid until the next call.
   * `ideal`: what a text of mean length with every word of the query, once, would get.
   */
  score(query: string): { found: Int32Array; scores: Float32Array; ideal: number }
}

export const createLexical = (words: Words): Lexical => {
  const vocabulary = new Map<string, number>()
  const bm25 = createBm25()
  const tokenOf = (word: string): number => {
    const known = vocabulary.get(word)
    if (known !== undefined) return known
    vocabulary.set(word, vocabulary.size)
    return vocabulary.size - 1
  }
  return {
    append: (text) => bm25.append(words(text).map(tokenOf)),
    turn: bm25.turn,
    pack: bm25.pack,
    score: (query) => {
      const asked = [...new Set(words(query))].map((word) => vocabulary.get(word) ?? -1)
      const ideal = asked.reduce((sum, token) => sum + bm25.idf(token), 0)
      return { ...bm25.score(asked), ideal }
    },
  }
}
