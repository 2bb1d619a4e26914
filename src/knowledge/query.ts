import { createEnglishSlips } from './slips-en.ts'
import { createChineseSlips } from './slips-zh.ts'
import { type CutTerms, learnSynonyms } from './synonyms.ts'
import { LATIN_WORD, learnVocabulary } from './vocabulary.ts'
import type { Words } from './words.ts'

/** Characters of a query that are looked at; longer ones are stories, in which one slip matters little. */
const LONGEST_READ = 400

/** Puts right what is misspelt and says it in the library's words. */
export interface QueryReader {
  /** The query as it is searched, normalised text to normalised text: the same where nothing is wrong. Well under a millisecond. */
  read(text: string): string
  /** Learns the library's words (`texts` is walked more than once), and the dictionary of synonyms, without holding the event loop; until then the old ones count. */
  learn(texts: Iterable<string>, synonyms: readonly (readonly string[])[]): Promise<void>
}

/** Knows nothing, and changes nothing, before `learn`. */
export const createQueryReader = (words: Words): QueryReader => {
  let reading: (text: string) => string = (text) => text
  return {
    read: (text) => (text.length > LONGEST_READ ? text : reading(text)),
    learn: async (texts, synonyms) => {
      const vocabulary = await learnVocabulary(texts, words)
      const cut = await learnSynonyms(synonyms, texts)
      const latin = createEnglishSlips(vocabulary)
      const han = words.pieces === undefined ? undefined : createChineseSlips(vocabulary, words.pieces)
      reading = (text) => corrected(text, cut, latin, han)
    },
  }
}

const HAN = /\p{Script=Han}{2,}/gu

const corrected = (
  text: string,
  cut: CutTerms,
  latin: (word: string) => string,
  han: ((run: string) => string) | undefined,
): string =>
  cut(text)
    .map(({ text: piece, term, instead }) => {
      if (term) return instead ?? piece
      const spelt = piece.replace(LATIN_WORD, latin)
      return han === undefined ? spelt : spelt.replace(HAN, han)
    })
    .join('')
