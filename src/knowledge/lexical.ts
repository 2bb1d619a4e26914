import { createBm25 } from '../lib/bm25.ts'
import { createBreathe, nextRound } from '../lib/breathe.ts'
import type { Words } from './words.ts'

/** BM25 over texts. */
export interface Lexical {
  /**
   * `found` lists the texts that share a word, `scores` is dense over all texts; both are valid until the next call.
   * `ideal`: what a text of mean length with every word of the query, once, would get.
   */
  score(query: string): { found: Int32Array; scores: Float32Array; ideal: number }
}

/** Cuts all texts into words, without holding the event loop, and indexes them. */
export const buildLexical = async (texts: readonly string[], words: Words): Promise<Lexical> => {
  const vocabulary = new Map<string, number>()
  const tokens: number[] = []
  const starts = new Int32Array(texts.length + 1)
  const breathe = createBreathe()
  for (const [i, text] of texts.entries()) {
    for (const word of words(text)) {
      const token = vocabulary.get(word) ?? vocabulary.size
      if (token === vocabulary.size) vocabulary.set(word, token)
      tokens.push(token)
    }
    starts[i + 1] = tokens.length
    await breathe()
  }
  await nextRound()
  const bm25 = createBm25({ tokens: Int32Array.from(tokens), starts, vocabulary: vocabulary.size })
  return {
    score: (query) => {
      const asked = [...new Set(words(query))].map((word) => vocabulary.get(word) ?? -1)
      const ideal = asked.reduce((sum, token) => sum + bm25.idf(token), 0)
      return { ...bm25.score(asked), ideal }
    },
  }
}
