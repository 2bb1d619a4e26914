import { type Found, findAll } from './find.ts'

/** Letters and digits of an example; a shorter number could be anything. */
const LEAST_LENGTH = 5
const MOST_LENGTH = 40
/** Digits that the last run may have: numbers that are counted up grow. */
const MOST_LAST_DIGITS = 12
/** A number of digits alone is told from others by its length: it grows by so many. */
const MOST_MORE_DIGITS = 2

/**
 * Order numbers of a shop's own form, told by examples with commas between them (`HAM-2026-4127`): the same letters and digits in the same runs, the last
 * run of digits shorter or longer; in any case, with or without what divides them. The value is written as the example is.
 * @throws Error naming `orderNumber`, the example and the fix
 */
export const createOwnNumberFinder = (examples: string): ((text: string) => Found[]) => {
  const forms = examples
    .split(/[,，]/)
    .map((example) => example.trim())
    .filter((example) => example !== '')
    .map(formOf)
  return (text) =>
    forms.flatMap(({ pattern, written }) =>
      findAll('order_number', text, pattern, ({ groups }) => written(Object.values(groups ?? {}))),
    )
}

interface Form {
  pattern: RegExp
  /** The runs of a match as the shop writes them. */
  written(runs: string[]): string
}

const formOf = (example: string): Form => {
  const runs = example.match(/[a-z]+|\d+/gi) ?? []
  const said = runs.join('').length
  if (
    !/^[a-z\d]+(?:[-_/. ]?[a-z\d]+)*$/i.test(example) ||
    !/\d/.test(example) ||
    said < LEAST_LENGTH ||
    said > MOST_LENGTH
  )
    throw new Error(
      `orderNumber is ${JSON.stringify(example)}: write an order number of yours, e.g. HAM-2026-4127: letters and digits, ${LEAST_LENGTH} to ${MOST_LENGTH} of them, divided by - _ / . or a blank; several with commas between them`,
    )
  const dividers = example.split(/[a-z]+|\d+/i)
  const isUpper = example === example.toUpperCase()
  const body = runs.map((run, at) => `(?<run${at}>${runPattern(run, at === runs.length - 1, runs.length === 1)})`)
  return {
    pattern: new RegExp(`(?<![a-z\\d])${body.join('[-_/. ]?')}(?![a-z\\d])`, 'gi'),
    written: (found) => runs.map((run, at) => `${cased(found[at] ?? run, isUpper)}${dividers[at + 1] ?? ''}`).join(''),
  }
}

const runPattern = (run: string, isLast: boolean, isAlone: boolean): string => {
  if (!/\d/.test(run)) return `[a-z]{${run.length}}`
  if (isAlone) return `\\d{${run.length},${run.length + MOST_MORE_DIGITS}}`
  return isLast ? `\\d{1,${Math.max(run.length, MOST_LAST_DIGITS)}}` : `\\d{${run.length}}`
}

const cased = (run: string, isUpper: boolean): string => (isUpper ? run.toUpperCase() : run.toLowerCase())
