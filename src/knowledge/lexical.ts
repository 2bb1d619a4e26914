import { createBm25 } from '../lib/bm25.ts'
import { codesIn } from './codes.ts'
import type { Words } from './words.ts'

/** How often a code counts beside a word that is as rare: who names one wants that very thing. */
const CODE_COUNTS = 3

/** BM25 over texts that come and go. */
export interface Lexical {
  /** Cuts a text into words and adds it; see `Bm25` for when it counts and is found. */
  append(text: string): number
  turn(on: Iterable<number>, off: Iterable<number>): void
  pack(): Promise<void>
  score(query: string): WordScores
}

export interface WordScores {
  /** The texts that share a word; valid until the next query. */
  found: Int32Array
  /** Dense over all texts; valid until the next query. */
  scores: Float32Array
  /** The same score of one text; valid until texts come or go. */
  of(text: number): number
  /** What a text of mean length with every word of the query, once, would get. */
  ideal: number
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
    append: (text) => bm25.append((words.known?.(text) ?? cutText(words, text)).map(tokenOf)),
    turn: bm25.turn,
    pack: bm25.pack,
    score: (query) => {
      const codes = codesIn(query).filter((code) => vocabulary.has(code))
      const asked = [...new Set([...words(query), ...codes])].map((word) => vocabulary.get(word) ?? -1)
      const named = codes.map((code) => vocabulary.get(code) as number)
      const more = named.length === 0 ? [] : scored(bm25.score(named))
      const found = bm25.score(asked)
      for (const { text, score } of more)
        found.scores[text] = (found.scores[text] as number) + (CODE_COUNTS - 1) * score
      const [own, ofNamed] = [bm25.ask(asked), bm25.ask(named)]
      const of = (text: number): number => Math.fround(own(text) + (CODE_COUNTS - 1) * ofNamed(text))
      const ideal = asked.reduce((sum, token) => sum + bm25.idf(token) * (named.includes(token) ? CODE_COUNTS : 1), 0)
      return { ...found, of, ideal }
    },
  }
}

/** What a text is found by: its words, and its codes; a number that is no word for the others is one of these all the same. */
export const cutText = (words: Words, text: string): string[] => {
  const cut = words(text)
  const codes = codesIn(text).filter((code) => !cut.includes(code))
  return codes.length === 0 ? cut : [...cut, ...codes]
}

const scored = ({ found, scores }: { found: Int32Array; scores: Float32Array }): { text: number; score: number }[] =>
  Array.from(found, (text) => ({ text, score: scores[text] as number }))
