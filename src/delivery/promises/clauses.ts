import {
  AFTERWARDS,
  ASKS,
  CONDITION,
  CUSTOMERS_PART,
  DENIED,
  GENERAL,
  GUESS,
  NOT_DENIED,
  PAST,
  PAST_EN,
  SET_IN_MOTION,
  TAG,
  WILL,
} from './words.ts'

/** A part of a sentence, with its place in the text; whether something may be promised in it. */
export interface Clause {
  text: string
  start: number
  end: number
  promises: boolean
}

/** The sentences of a text as their clauses. */
export const sentencesOf = (text: string): Clause[][] =>
  [...text.matchAll(SENTENCE)].flatMap((match) => {
    const clauses = clausesOf(match[0], match.index)
    return clauses.length === 0 ? [] : [judged(clauses)]
  })

/** A full stop inside a number or before a lower-case letter ends nothing: 15.5元, "p.m. tomorrow". */
const SENTENCE = /(?:[^。！!？?；;\n.]|\.(?!\s+[A-Z]|\s*$|\s*\n))+[。！!？?；;.]*/g
/** A comma inside a number divides nothing: ¥1,299. */
const CLAUSE = /(?:[^，,\s]|,(?=\d{3})|\s(?!and (?:i|we|it|he|she|they|you)\b)|^\s)+[，,]?/gi

const clausesOf = (sentence: string, from: number): Omit<Clause, 'promises'>[] =>
  [...sentence.matchAll(CLAUSE)].flatMap((match) => {
    const lead = match[0].length - match[0].trimStart().length
    const words = match[0].replace(/[，,\s]+$/, '').trimStart()
    const start = from + match.index + lead
    return words === '' ? [] : [{ text: words, start, end: start + words.length }]
  })

const judged = (all: readonly Omit<Clause, 'promises'>[]): Clause[] => {
  const tagged = all.length > 1 && TAG.test(all.at(-1)?.text ?? '')
  const clauses = tagged ? all.slice(0, -1) : all
  const whole = clauses.map(({ text }) => text).join(' ')
  const asked = /[?？]$/.test(whole)
  const nothing = asked || GENERAL.test(whole) || CONDITION.test(whole)
  const depends = clauses.findIndex(({ text }) => AFTERWARDS.test(text))
  return clauses.map((clause, i) => ({
    ...clause,
    promises: !nothing && (depends < 0 || i < depends) && mayPromise(clause.text),
  }))
}

const mayPromise = (text: string): boolean => {
  const plain = text.replace(NOT_DENIED, ' ')
  if (ASKS.test(plain) || GUESS.test(plain) || DENIED.test(plain) || CUSTOMERS_PART.test(plain)) return false
  if (PAST.test(plain) && !SET_IN_MOTION.test(plain)) return false
  return !PAST_EN.test(plain) || WILL.test(plain)
}
