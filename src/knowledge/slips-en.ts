import { isEnglishWord } from '../lib/english-words.ts'
import { typedApart } from '../lib/typed-apart.ts'
import { isWrittenWord } from '../lib/written-words.ts'
import { stem } from './stem.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Shortest word that is looked at, and from which length on two keystrokes may be wrong, letters. */
const SHORTEST = 5
const LONG = 8
/** Texts in which a word must stand before a slip is taken for it. */
const KNOWN = 2

/**
 * Misspelt English words put right by the library's own: the one the fewest keystrokes away, the commonest of several. A word that the
 * library or the common vocabulary has, in any of its forms, stays.
 */
export const createEnglishSlips = ({ latin, stems }: Vocabulary): ((word: string) => string) => {
  const byStart = new Map<string, { word: string; count: number }[]>()
  for (const [word, count] of latin) {
    if (count < KNOWN || word.length < SHORTEST || word.includes("'")) continue
    const start = startOf(word)
    const known = byStart.get(start)
    if (known === undefined) byStart.set(start, [{ word, count }])
    else known.push({ word, count })
  }
  const isRight = (word: string): boolean =>
    latin.has(word) ||
    isEnglishWord(word) ||
    isWrittenWord(word) ||
    stems.has(stem(word)) ||
    forms(word).some(isWrittenWord)
  const starts = (word: string): string[] => [...new Set([word.charAt(0), word.charAt(1)])]

  return (word) => {
    if (word.length < SHORTEST || word.includes("'") || isRight(word)) return word
    let most = word.length < LONG ? 1 : 2
    let best = { word, count: 0 }
    for (const start of starts(word))
      for (const candidate of byStart.get(start) ?? []) {
        if (start !== word.charAt(0) && candidate.word.charAt(1) !== word.charAt(0)) continue
        if (isForm(word, candidate.word)) continue
        const apart = typedApart(word, candidate.word, most)
        if (apart > most || (apart === most && candidate.count <= best.count)) continue
        most = apart
        best = candidate
      }
    return best.word
  }
}

const startOf = (word: string): string => word.charAt(0)

/** What a word may be a form of: refunds, refunded, refunding, stopped. */
const forms = (word: string): string[] => {
  const bare = word.replace(/(?:s|es|d|ed|er|ers|ing|ly|al|ment)$/, '')
  return [bare, `${bare}e`, bare.replace(/i$/, 'y'), bare.replace(/(.)\1$/, '$1'), stem(word)]
}

/** currency is no slip of current, nor withdrawal of withdraw: they differ in the ending. */
const isForm = (a: string, b: string): boolean => {
  const shared = Math.min(a.length, b.length) - 1
  return a.slice(0, shared) === b.slice(0, shared)
}
