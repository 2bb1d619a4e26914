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
  const typical = mostTypical(group.flatMap(({ row }) => (row.answer === undefined ? [] : [row.answer])))
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
    },
  }
}

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

/**
 * The answer whose words are closest (cosine of counts) to those of all answers together; fewer placeholders and fewer long numbers,
 * which are somebody's order, go before closeness.
 */
const mostTypical = (answers: readonly string[]): string | undefined => {
  const sum = new Map<string, number>()
  const counted = answers.map((answer) => ({ answer, words: countWords(answer) }))
  for (const { words } of counted) for (const [word, n] of words) sum.set(word, (sum.get(word) ?? 0) + n)
  const scored = counted.map(({ answer, words }) => ({
    answer,
    own: /\d{5}/.test(answer) ? 1 : 0,
    open: answer.split('{{').length,
    close: closeness(words, sum),
  }))
  const fewest = Math.min(...scored.map(({ own }) => own))
  return scored
    .filter(({ own }) => own === fewest)
    .toSorted((a, b) => b.close - a.close)
    .slice(0, CLOSEST)
    .toSorted((a, b) => a.open - b.open || b.close - a.close)[0]?.answer
}

/** Of so many typical answers, the one with fewest placeholders is taken. */
const CLOSEST = 5

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
