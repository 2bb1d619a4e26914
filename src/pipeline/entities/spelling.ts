import { isEnglishWord } from '../../lib/english-words.ts'
import type { Slices } from '../../lib/slices.ts'

/** A text without blanks and hyphens, lower case, its misspelt words set right; `starts` and `ends` are places in the text. */
export interface Spelt {
  units: string
  starts: number[]
  ends: number[]
}

/**
 * Reads a text with an ear for the English words of `names`: a word one slip from exactly one of them (a letter more, less,
 * other, or two swapped), and no English word itself, becomes that one. Words are compared by what is left when one
 * letter is taken out (Garbe's symmetric deletes), so the number of names does not matter.
 */
export function* growSpelling(names: readonly string[]): Slices<(text: string) => Spelt> {
  const known = new Set<string>()
  const near = new Map<string, string[]>()
  for (const name of names) {
    yield
    for (const word of name.toLowerCase().match(WORDS) ?? []) {
      if (known.has(word)) continue
      known.add(word)
      if (word.length < SHORTEST) continue
      for (const form of new Set([word, ...withoutOne(word)])) near.set(form, [...(near.get(form) ?? []), word])
    }
  }
  const corrected = (word: string): string => {
    if (word.length < SHORTEST - 1 || word.length > LONGEST || known.has(word) || isEnglishWord(word)) return word
    if (known.has(word.replace(/e?s$/, ''))) return word
    const candidates = new Set([word, ...withoutOne(word)].flatMap((form) => near.get(form) ?? []))
    const right = [...candidates].filter((candidate) => isOneSlip(word, candidate))
    return right.length === 1 || right.every((one) => one.startsWith(right[0] ?? '')) ? (right[0] ?? word) : word
  }
  return (text) => {
    const spelt: Spelt = { units: '', starts: [], ends: [] }
    const put = (units: string, start: (i: number) => number, end: (i: number) => number): void => {
      spelt.units += units
      for (let i = 0; i < units.length; i++) {
        spelt.starts.push(start(i))
        spelt.ends.push(end(i))
      }
    }
    const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    for (const { 0: piece, index } of lower.matchAll(PIECES)) {
      const word = /^[a-z]/.test(piece) ? corrected(piece) : piece
      if (word === piece)
        put(
          piece,
          (i) => index + i,
          (i) => index + i + 1,
        )
      else
        put(
          word,
          () => index,
          () => index + piece.length,
        )
    }
    return spelt
  }
}

const WORDS = /[a-z]+/g
/** Words, and every other character but blanks, hyphens and apostrophes. */
const PIECES = /[a-z]+|[^a-z\s\-_']/gu
/** Letters of a word that may be misspelt; nobody knows what a slip in a shorter one was meant to be. */
const SHORTEST = 6
const LONGEST = 30

const withoutOne = (word: string): string[] =>
  Array.from({ length: word.length }, (_, i) => word.slice(0, i) + word.slice(i + 1))

/** One letter more, less, other, or two neighbours swapped; the first letter is right unless it is one of the swapped. */
const isOneSlip = (word: string, right: string): boolean => {
  if (word === right || Math.abs(word.length - right.length) > 1) return false
  let start = 0
  while (start < word.length && word[start] === right[start]) start++
  const [a, b] = [word.slice(start), right.slice(start)]
  if (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)) return true
  return start > 0 && (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1))
}
