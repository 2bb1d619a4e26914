import type { AnswerVariant, Article } from '../../domain/article.ts'
import { LANGUAGES } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { csvCell } from '../../lib/delimited.ts'
import { escapeFormula } from './formulas.ts'

const HEADER =
  'id lang title question similar answer when intent mode source orders courtesy valid_from valid_to review'

/**
 * Articles as CSV in UTF-8 with a byte order mark, one row per language and variant of the answer; importing it again changes nothing.
 * Cells that a spreadsheet would run as formulas get a leading apostrophe.
 */
export const exportCsv = (articles: readonly Article[]): string => {
  const rows = [HEADER.split(' '), ...articles.flatMap(rowsOf)]
  return `\uFEFF${rows.map((cells) => cells.map((cell) => csvCell(escapeFormula(cell))).join(',')).join('\r\n')}\r\n`
}

const rowsOf = (article: Article): string[][] =>
  LANGUAGES.flatMap((language) => {
    const variants = article.answers[language].toSorted(
      (a, b) => Number(a.when !== undefined) - Number(b.when !== undefined),
    )
    return variants.map((variant, i) => rowOf(article, language, variant, i === 0))
  })

/** Everything stands in the first row of an article and language; further ones only add a condition and its answer. */
const rowOf = (article: Article, language: Language, { text, when }: AnswerVariant, first: boolean): string[] => {
  const condition = when === undefined ? '' : `${when.slot} is ${when.values.join(' | ')}`
  const [question = '', ...similar] = article.questions[language]
  if (!first) return [article.id, language, '', question, '', text, condition, ...Array<string>(8).fill('')]
  return [
    ...[article.id, language, article.title[language], question, joinSimilar(similar), text, condition],
    ...[article.intent, article.mode, article.source ?? '', (article.orders ?? []).join(' ')],
    ...[article.courtesy ? 'true' : '', article.validFrom ?? '', article.validTo ?? '', article.review ?? ''],
  ]
}

/** Divided by bars; where one of them has a bar, a line each, and the break at the end tells so. See `splitSimilar`. */
const joinSimilar = (similar: readonly string[]): string => {
  const barred = similar.some((text) => /[|｜]/.test(text)) || (similar.length === 1 && /[;；]/.test(similar[0] ?? ''))
  return barred ? `${similar.join('\n')}\n` : similar.join(' | ')
}
