import { createBreathe } from '../lib/breathe.ts'
import { stem } from './stem.ts'
import type { Words } from './words.ts'

/** What the texts of the library are made of. */
export interface Vocabulary {
  /** Chinese words of two characters and more, and in how many texts each stands. */
  han: ReadonlyMap<string, number>
  /** Every two Han characters that stand side by side. */
  pairs: ReadonlySet<string>
  /** Han characters that stand for themselves, as the dictionary cuts, and in how many texts each does. */
  alone: ReadonlyMap<string, number>
  /** Words of letters as they are written, and in how many texts each stands. */
  latin: ReadonlyMap<string, number>
  stems: ReadonlySet<string>
}

/** Characters of the longest Chinese word that is kept. */
const LONGEST_HAN = 5
const HAN_RUN = /\p{Script=Han}{2,}/gu
/** Not a part of a code: ax200 is none. */
export const LATIN_WORD = /(?<![a-z\d'-])[a-z]+(?:'[a-z]+)*(?![a-z\d-])/g

/** Reads normalised texts without holding the event loop. */
export const learnVocabulary = async (texts: Iterable<string>, words: Words): Promise<Vocabulary> => {
  const han = new Map<string, number>()
  const pairs = new Set<string>()
  const alone = new Map<string, number>()
  const latin = new Map<string, number>()
  const stems = new Set<string>()
  const breathe = createBreathe()
  for (const text of texts) {
    for (const word of new Set(words(text))) if (isHan(word)) han.set(word, (han.get(word) ?? 0) + 1)
    for (const [run] of text.matchAll(HAN_RUN)) {
      for (let i = 1; i < run.length; i++) pairs.add(run.slice(i - 1, i + 1))
      for (const piece of words.pieces?.(run) ?? [])
        if (piece.length === 1) alone.set(piece, (alone.get(piece) ?? 0) + 1)
    }
    for (const word of new Set(text.match(LATIN_WORD))) {
      latin.set(word, (latin.get(word) ?? 0) + 1)
      stems.add(stem(word.replaceAll("'", '')))
    }
    await breathe()
  }
  return { han, pairs, alone, latin, stems }
}

const isHan = (word: string): boolean =>
  word.length >= 2 && word.length <= LONGEST_HAN && /^\p{Script=Han}+$/u.test(word)
