import type { AnswerVariant, Article } from '../../domain/article.ts'
import { LANGUAGES } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { csvCell } from '../../lib/delimited.ts'
import { escapeFormula } from './formulas.ts'
import { MOST_SIMILAR } from './limits.ts'

/** What stands in the first row of an article and language only. */
const FIELDS = 'intent mode source orders courtesy valid_from valid_to review audience channels owner cards'.split(' ')
const HEADER = ['id', 'lang', 'title', 'question', 'similar', 'answer', 'when', ...FIELDS]

/**
 * Articles as CSV in UTF-8 with a byte order mark, one row per language and variant of the answer; importing it again changes nothing.
 * Cells that a spreadsheet would run as formulas get a leading apostrophe.
 */
export const exportCsv = (articles: readonly Article[]): string => `${csvHead()}${articles.map(csvRows).join('')}`

/** The same without holding the event loop. */
export const exportCsvInSlices = async (articles: readonly Article[]): Promise<string> => {
  const breathe = createBreathe()
  let text = csvHead()
  for (const article of articles) {
    text += csvRows(article)
    await breathe()
  }
  return text
}

const csvHead = (): string => `\uFEFF${lineOf(HEADER)}`

const csvRows = (article: Article): string =>
  LANGUAGES.flatMap((language) => rowsOf(article, language))
    .map(lineOf)
    .join('')

const lineOf = (cells: readonly string[]): string =>
  `${cells.map((cell) => csvCell(escapeFormula(cell))).join(',')}\r\n`

/** A language without an answer has a row where its words are its own. */
const rowsOf = (article: Article, language: Language): string[][] => {
  const { title, questions, answers } = article
  const variants: (AnswerVariant | undefined)[] = answers[language].toSorted(
    (a, b) => Number(a.when !== undefined) - Number(b.when !== undefined),
  )
  const own = questions[language].length > 0 || title.zh !== title.en
  if (variants.length === 0 && own) variants.push(undefined)
  const [question = '', ...similar] = questions[language]
  const id = [article.id, language]
  const none = FIELDS.map(() => '')
  const first = variants
    .slice(0, 1)
    .map((variant) => [
      ...[...id, title[language], question, joinSimilar(similar.slice(0, MOST_SIMILAR)), ...answerCells(variant)],
      ...fieldsOf(article),
    ])
  const others = variants.slice(1).map((variant) => [...id, '', question, '', ...answerCells(variant), ...none])
  const more = chunks(similar.slice(MOST_SIMILAR), MOST_SIMILAR + 1).map(([one = '', ...rest]) => [
    ...[...id, '', one, joinSimilar(rest), ...answerCells(variants[0]), ...none],
  ])
  return [...first, ...others, ...more]
}

const answerCells = (variant: AnswerVariant | undefined): string[] =>
  variant === undefined
    ? ['', '']
    : [variant.text, variant.when === undefined ? '' : `${variant.when.slot} is ${variant.when.values.join(' | ')}`]

const fieldsOf = (article: Article): string[] => {
  const {
    intent,
    mode,
    source,
    orders = [],
    courtesy,
    validFrom,
    validTo,
    review,
    audience,
    channels,
    owner,
    cards,
  } = article
  return [
    ...[intent, mode, source ?? '', orders.join(' '), courtesy ? 'true' : ''],
    ...[validFrom ?? '', validTo ?? '', review ?? '', audience ?? '', (channels ?? []).join(' '), owner ?? ''],
    cards === undefined ? '' : JSON.stringify(cards),
  ]
}

/** Divided by bars; where one of them has a bar, a line each, and the break at the end tells so. See `splitSimilar`. */
const joinSimilar = (similar: readonly string[]): string => {
  const barred = similar.some((text) => /[|｜]/.test(text)) || (similar.length === 1 && /[;；]/.test(similar[0] ?? ''))
  return barred ? `${similar.join('\n')}\n` : similar.join(' | ')
}

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
