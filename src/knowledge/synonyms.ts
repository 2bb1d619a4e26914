import { type Said, say } from '../domain/said.ts'
import { createAutomaton } from '../lib/aho-corasick.ts'
import { createBreathe } from '../lib/breathe.ts'
import { refusing } from './refusing.ts'

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
  const refuse = (field: string, said: Said): never => {
    throw refusing('bad_input', said, { field })
  }
  if (groups.length > MOST_GROUPS) refuse('groups', say('synonym_groups', { count: groups.length, most: MOST_GROUPS }))
  const seen = new Map<string, number>()
  return groups.map((terms, group) => {
    const own = [...new Set(terms.map(normalise))]
    if (own.length < 2) refuse(`groups[${group}]`, say('synonym_few', { group }))
    if (own.length > MOST_TERMS)
      refuse(`groups[${group}]`, say('synonym_many', { group, count: own.length, most: MOST_TERMS }))
    for (const [term, word] of own.entries()) {
      const field = `groups[${group}][${term}]`
      if (word === '') refuse(field, say('synonym_empty', { group, term }))
      if ([...word].length > LONGEST_TERM) refuse(field, say('synonym_long', { group, term, most: LONGEST_TERM }))
      const other = seen.get(word)
      if (other !== undefined) refuse(field, say('synonym_twice', { group, term, word: JSON.stringify(word), other }))
      seen.set(word, group)
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
