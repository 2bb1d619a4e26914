import { Refusal } from '../domain/errors.ts'
import { createAutomaton } from '../lib/aho-corasick.ts'
import { createBreathe } from '../lib/breathe.ts'

/** Limits of the dictionary: groups, terms a group, characters a term. */
const MOST_GROUPS = 500
const MOST_TERMS = 20
const LONGEST_TERM = 40
/** A term that the library has gives way to one of its group that stands in so many times more texts. */
const COMMONER = 3

/** The groups in normalised form. Throws a `Refusal` that names the group, the term and the fix. */
export const checkedSynonyms = (
  groups: readonly (readonly string[])[],
  normalise: (text: string) => string,
): string[][] => {
  const refuse = (field: string, why: string): never => {
    throw new Refusal('bad_input', `${field}: ${why}`, { field })
  }
  if (groups.length > MOST_GROUPS) refuse('groups', `${groups.length} groups: at most ${MOST_GROUPS} are kept`)
  const seen = new Map<string, number>()
  return groups.map((terms, g) => {
    const own = [...new Set(terms.map(normalise))]
    if (own.length < 2) refuse(`groups[${g}]`, 'needs two different terms or more')
    if (own.length > MOST_TERMS) refuse(`groups[${g}]`, `${own.length} terms: at most ${MOST_TERMS} a group`)
    for (const [t, term] of own.entries()) {
      const field = `groups[${g}][${t}]`
      if (term === '') refuse(field, 'is empty: write a word')
      if ([...term].length > LONGEST_TERM) refuse(field, `is longer than ${LONGEST_TERM} characters: shorten it`)
      const other = seen.get(term)
      if (other !== undefined)
        refuse(field, `${JSON.stringify(term)} stands in groups[${other}] too: put the two together`)
      seen.set(term, g)
    }
    return own
  })
}

/** A piece of a text; `instead` of what was written where it is a term that the library says otherwise. */
export interface TermPiece {
  text: string
  term: boolean
  instead?: string
}

/** Cuts a text at the terms of the dictionary, the longest first. */
export type CutTerms = (text: string) => TermPiece[]

/** Counts the terms in the library's texts, without holding the event loop: the commonest of a group is the one that finds most. */
export const learnSynonyms = async (
  groups: readonly (readonly string[])[],
  texts: Iterable<string>,
): Promise<CutTerms> => {
  const terms = groups.flat()
  if (terms.length === 0) return (text) => [{ text, term: false }]
  const automaton = createAutomaton(terms)
  const counts = new Float64Array(terms.length)
  const breathe = createBreathe()
  for (const text of texts) {
    for (const { pattern } of matches(text)) counts[pattern] = (counts[pattern] as number) + 1
    await breathe()
  }
  function matches(text: string): { pattern: number; from: number; to: number }[] {
    const found: { pattern: number; from: number; to: number }[] = []
    automaton.scan(text, (pattern, to) => {
      const from = to - (terms[pattern] as string).length
      if (isWhole(text, from, to)) found.push({ pattern, from, to })
    })
    return found
  }
  const instead = new Map<number, string>()
  let first = 0
  for (const group of groups) {
    const own = group.map((_, t) => counts[first + t] as number)
    const most = Math.max(...own)
    for (const [t, count] of own.entries())
      if (most > count * COMMONER) instead.set(first + t, group[own.indexOf(most)] as string)
    first += group.length
  }
  return (text) => {
    const pieces: TermPiece[] = []
    let done = 0
    const put = (from: number, to: number): void => {
      if (to > from) pieces.push({ text: text.slice(from, to), term: false })
    }
    for (const { pattern, from, to } of matches(text).sort((a, b) => a.from - b.from || b.to - a.to)) {
      if (from < done) continue
      put(done, from)
      const other = instead.get(pattern)
      pieces.push({ text: text.slice(from, to), term: true, ...(other === undefined ? {} : { instead: other }) })
      done = to
    }
    put(done, text.length)
    return pieces
  }
}

/** Letters and digits end a term only where no other follows: "card" is not in "cardboard". */
const isWhole = (text: string, from: number, to: number): boolean =>
  !(isLatin(text[from - 1]) && isLatin(text[from])) && !(isLatin(text[to - 1]) && isLatin(text[to]))

const isLatin = (character: string | undefined): boolean => character !== undefined && /[a-z0-9]/.test(character)
