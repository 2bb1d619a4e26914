import type { Column } from './columns.ts'
import { looksAsked } from './questions.ts'

/** Which columns hold questions and answers by what stands in them, and whether that is sure enough to go on. */
export interface ContentGuess {
  question?: number
  answer?: number
  sure: boolean
}

/** Rows that are looked at. */
const SAMPLE = 200
/** Fewer rows than these tell nothing. */
const FEWEST_ROWS = 3
/** Share of filled cells below which a column is a remark. */
const FILLED = 0.5
/** Share of different cells below which a column names a kind, a person or a state. */
const VARIED = 0.6
/** Share of cells that ask, from which a column is that of the questions. */
const ASKS = 0.5
/** Characters of a cell, on average, below which it names somebody or something. */
const SHORTEST_TEXT = 3
/** How many times the next column an answer is as long, to be sure. */
const LONGER = 1.5

/**
 * Guesses the columns that `known` does not name: questions ask and are short, answers are long and do not. `known` are columns told
 * by their header; they are never guessed again.
 */
export const guessColumns = (
  rows: readonly (readonly string[])[],
  known: readonly (Column | undefined)[],
  width: number,
): ContentGuess => {
  const sample = rows.slice(0, SAMPLE)
  const free = Array.from({ length: width }, (_, i) => i).filter((i) => known[i] === undefined)
  const texts = free.map((i) => describe(sample, i)).filter(isText)
  const named = (column: Column): number | undefined => {
    const i = known.indexOf(column)
    return i < 0 ? undefined : i
  }
  const askedAlready = named('question') ?? named('title')
  const answerAlready = named('answer')
  const asked = askedAlready === undefined ? chooseQuestion(texts, answerAlready === undefined) : undefined
  const question = askedAlready ?? asked?.column
  const rest = texts.filter(({ column }) => column !== question)
  const answered = answerAlready === undefined ? chooseAnswer(rest) : undefined
  const answer = answerAlready ?? answered?.column
  const sure =
    sample.length >= FEWEST_ROWS &&
    (askedAlready !== undefined || asked?.sure === true) &&
    (answerAlready !== undefined || answered?.sure === true)
  return { ...(question === undefined ? {} : { question }), ...(answer === undefined ? {} : { answer }), sure }
}

interface Described {
  column: number
  filled: number
  varied: number
  /** Characters of a filled cell. */
  length: number
  asks: number
  /** Share of numbers, dates, addresses of pages and single words of code. */
  data: number
}

const DATA = /^(?:[\d\s.,:/\-+%¥$年月日时分秒]+|https?:\S+|[\w-]+@[\w.-]+|true|false|yes|no|是|否|[\w-]{1,24})$/i

const describe = (sample: readonly (readonly string[])[], column: number): Described => {
  const cells = sample.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '')
  const share = (fits: (cell: string) => boolean): number =>
    cells.length === 0 ? 0 : cells.filter(fits).length / cells.length
  return {
    column,
    filled: sample.length === 0 ? 0 : cells.length / sample.length,
    varied: cells.length === 0 ? 0 : new Set(cells).size / cells.length,
    length: cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(cells.length, 1),
    asks: share(looksAsked),
    data: share((cell) => DATA.test(cell)),
  }
}

const isText = ({ filled, varied, data, length }: Described): boolean =>
  filled >= FILLED && varied >= VARIED && data < 0.5 && length >= SHORTEST_TEXT

const chooseQuestion = (texts: readonly Described[], answerIsOpen: boolean) => {
  const [best, next] = texts.toSorted((a, b) => b.asks - a.asks || a.length - b.length)
  if (best === undefined || (answerIsOpen && texts.length < 2)) return undefined
  if (best.asks >= ASKS) return { column: best.column, sure: next === undefined || next.asks <= best.asks / 2 }
  const shortest = texts.reduce((one, other) => (other.length < one.length ? other : one))
  return { column: shortest.column, sure: false }
}

const chooseAnswer = (texts: readonly Described[]) => {
  const [best, next] = texts.filter(({ asks }) => asks < ASKS).toSorted((a, b) => b.length - a.length)
  if (best === undefined) return undefined
  return { column: best.column, sure: next === undefined || best.length >= LONGER * next.length }
}
