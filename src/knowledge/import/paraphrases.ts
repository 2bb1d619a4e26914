import type { Row } from './rows.ts'

interface LinedRow {
  line: number
  row: Row
}

/** Rows an intent, on average, from which a file is a collection of utterances and not a list of questions. */
const ROWS_AN_INTENT = 25
/** Share of different answers from which they are different wordings and not the shop's one answer. */
const WORDINGS = 0.5
/** Phrasings of one article that are kept. */
const MOST_PHRASINGS = 1_000

/**
 * Collections of utterances with an intent and a wording of the answer each (Bitext, exports of trained bots): one row an intent, with
 * all its phrasings and the most typical answer. Any other rows are given back as they are.
 */
export const mergeParaphrases = (rows: readonly LinedRow[]): readonly LinedRow[] => {
  const groups = new Map<string, LinedRow[]>()
  for (const lined of rows) {
    const key = `${lined.row.intent ?? ''} ${lined.row.language ?? ''}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [lined])
    else group.push(lined)
  }
  const isCollection =
    rows.length >= ROWS_AN_INTENT * groups.size &&
    rows.every(({ row }) => row.id === undefined && row.intent !== undefined && row.when === undefined)
  const answers = new Set(rows.map(({ row }) => row.answer))
  if (!isCollection || answers.size < WORDINGS * rows.length) return rows
  return Array.from(groups.values(), mergeGroup)
}

const mergeGroup = (group: readonly LinedRow[]): LinedRow => {
  const first = group[0] as LinedRow
  const typical = mostTypical(
    group.flatMap(({ row: { question = '', answer } }) => (answer === undefined ? [] : [{ question, answer }])),
  )
  const phrasings = distinct(group.flatMap(({ row }) => (row.question === undefined ? [] : [row.question])))
  const [question = '', ...similar] = phrasings.slice(0, MOST_PHRASINGS)
  const { answer: _, question: __, similar: ___, ...fields } = first.row
  return {
    line: first.line,
    row: {
      ...fields,
      id: `faq ${first.row.intent} ${first.row.language ?? ''}`,
      title: fields.title ?? (first.row.intent ?? '').replaceAll(/[_-]+/g, ' '),
      question,
      similar: `${similar.map((text) => text.replaceAll(/\s+/g, ' ')).join('\n')}\n`,
      ...(typical === undefined ? {} : { answer: typical }),
      ...(typical !== undefined && SOMEBODYS_NUMBER.test(typical) ? { mode: 'suggest' } : {}),
    },
  }
}

/** An order's number that every wording has: an agent puts in the right one. */
const SOMEBODYS_NUMBER = /\d{5}/

/** Phrasings that differ in more than a number. */
const distinct = (texts: readonly string[]): string[] => {
  const seen = new Map<string, string>()
  for (const text of texts) {
    const key = text
      .toLowerCase()
      .replaceAll(/[\d\p{P}\s]+/gu, ' ')
      .trim()
    if (!seen.has(key)) seen.set(key, text)
  }
  return [...seen.values()]
}

/** Share of the answers, the closest ones, among which the plainest is taken. */
const TYPICAL_SHARE = 0.3
/** A word in less than this share of the answers belongs to one customer: a name, a sum; one that was taken up from the question, sooner. */
const RARE_SHARE = 0.02
const TAKEN_UP_SHARE = 0.15
/** A number of three digits and more is somebody's order or money, and counts as so many words. */
const NUMBER_WEIGHT = 10

/**
 * Of the answers whose words are closest (cosine of counts) to those of all answers together, the one with fewest placeholders and
 * fewest words and numbers that are one customer's.
 */
const mostTypical = (pairs: readonly { question: string; answer: string }[]): string | undefined => {
  const sum = new Map<string, number>()
  const heard = new Map<string, number>()
  const counted = pairs.map(({ question, answer }) => ({
    answer,
    words: countWords(answer),
    taken: new Set(countWords(question).keys()),
  }))
  for (const { words } of counted)
    for (const [word, n] of words) {
      sum.set(word, (sum.get(word) ?? 0) + n)
      heard.set(word, (heard.get(word) ?? 0) + 1)
    }
  const isOwn = (word: string, taken: ReadonlySet<string>): boolean =>
    (heard.get(word) ?? 0) <= (taken.has(word) ? TAKEN_UP_SHARE : RARE_SHARE) * pairs.length
  const scored = counted.map(({ answer, words, taken }) => ({
    answer,
    own:
      answer.split('{{').length +
      NUMBER_WEIGHT * (answer.match(/\d{3,}/g)?.length ?? 0) +
      Array.from(words.keys()).filter((word) => isOwn(word, taken)).length,
    close: closeness(words, sum),
  }))
  return scored
    .toSorted((a, b) => b.close - a.close)
    .slice(0, Math.ceil(TYPICAL_SHARE * pairs.length))
    .toSorted((a, b) => a.own - b.own || b.close - a.close)[0]?.answer
}

const countWords = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}|[\p{L}\p{N}]+/gu))
    counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const closeness = (words: ReadonlyMap<string, number>, sum: ReadonlyMap<string, number>): number => {
  let dot = 0
  let square = 0
  for (const [word, n] of words) {
    dot += n * (sum.get(word) ?? 0)
    square += n * n
  }
  return square === 0 ? 0 : dot / Math.sqrt(square)
}
