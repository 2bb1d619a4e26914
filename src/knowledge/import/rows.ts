import type { AnswerVariant, Article } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { checkSlots, parseCondition } from '../answers.ts'
import { ORDER_WORDS } from '../article.ts'
import type { Blame } from '../faults.ts'
import { isDay, isMoment } from '../time.ts'
import type { Column } from './columns.ts'
import { LONGEST_ANSWER, LONGEST_QUESTION, MOST_SIMILAR } from './limits.ts'
import { type ArticlePatch, idOfName, idOfQuestion, intentOfName } from './patch.ts'
import type { KnownToUploads } from './upload.ts'

/** A row of a table, or a line of JSON, by what its columns mean; texts are trimmed, empty ones left out. */
export type Row = Partial<Record<Column, string>>

/** What one row says; rows of one article are put together later. */
export interface Entry {
  row: number
  id: string
  retire: boolean
  language: Language
  question: string
  similar: string[]
  answer: AnswerVariant
  title?: string
  fields: NonNullable<ArticlePatch['fields']>
}

const LANGUAGE_NAMES: Readonly<Record<string, Language>> = {
  ...Object.fromEntries(
    'zh zh-cn zh_cn zh-hans cn chinese 中文 简体中文 汉语 中'.split(' ').map((name) => [name, 'zh']),
  ),
  ...Object.fromEntries('en en-us en-gb en_us english 英文 英语 英'.split(' ').map((name) => [name, 'en'])),
}
const MODE_NAMES: Readonly<Record<string, Article['mode']>> = {
  ...{ auto: 'auto', 自动: 'auto', 自动回复: 'auto' },
  ...{ suggest: 'suggest', 建议: 'suggest', 推荐: 'suggest', 人工: 'suggest' },
  ...{ off: 'off', 关闭: 'off', 不回复: 'off' },
}
const RETIRED = new Set(
  'retired retire deleted delete removed inactive disabled archived off 下线 已下线 停用 已停用 删除 已删除 失效'.split(
    ' ',
  ),
)
const TRUE_NAMES = new Set('true yes 1 是'.split(' '))

/** One row to an Entry; undefined and blame where it cannot be used. `blame` takes the column, its value and the fix. */
export const readRow = (row: number, cells: Row, { shop, file }: KnownToUploads, blame: Blame): Entry | undefined => {
  let faults = 0
  const count: Blame = (column, value, fix) => {
    faults++
    blame(column, value, fix)
  }
  const question = (cells.question ?? '').replaceAll(/\s+/g, ' ')
  const asked = cells.question ?? cells.title ?? ''
  const id = cells.id !== undefined ? idOfName(cells.id, file) : idOfQuestion(asked)
  const retire = RETIRED.has((cells.status ?? '').toLowerCase())
  if (asked === '' && !(cells.id !== undefined && (retire || cells.when !== undefined)))
    count('question', '', 'is empty: write the question')
  const answer = cells.answer ?? ''
  if (!retire) checkAnswer(answer, shop, count)
  if (question.length > LONGEST_QUESTION)
    count(
      'question',
      question,
      `is longer than ${LONGEST_QUESTION} characters: shorten it, or put the details into the answer`,
    )
  const similar = splitSimilar(cells.similar ?? '')
  if (similar.length > MOST_SIMILAR) count('similar', `${similar.length} phrasings`, `keep the best ${MOST_SIMILAR}`)
  const language = readLanguage(cells.language, `${asked}${answer}`, count)
  const when = cells.when === undefined ? undefined : parseCondition(cells.when, count)
  const fields = readFields(cells, count)
  if (faults > 0) return undefined
  const title = cells.title === undefined ? {} : { title: cells.title }
  return {
    row,
    id,
    retire,
    language,
    question,
    similar,
    answer: when === undefined ? { text: answer } : { when, text: answer },
    fields,
    ...title,
  }
}

const checkAnswer = (answer: string, shop: ReadonlySet<string> | undefined, blame: Blame): void => {
  if (answer === '') blame('answer', '', 'is empty: write the answer')
  if (answer.length > LONGEST_ANSWER)
    blame('answer', answer, `is longer than ${LONGEST_ANSWER} characters: split it into several questions`)
  checkSlots('answer', answer, shop, blame)
}

/** Phrasings of one cell: a line each; on one line divided by |, or else by semicolons. */
export const splitSimilar = (cell: string): string[] => {
  const divider = /[\r\n]/.test(cell) ? /[\r\n]+/ : /[|｜]/.test(cell) ? /[|｜]/ : /[;；]/
  return cell
    .split(divider)
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

const readLanguage = (named: string | undefined, text: string, blame: Blame): Language => {
  if (named === undefined) return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  const language = LANGUAGE_NAMES[named.toLowerCase()]
  if (language === undefined) blame('language', named, 'use zh or en')
  return language ?? 'zh'
}

const readFields = (cells: Row, blame: Blame): Entry['fields'] => {
  const fields: Entry['fields'] = {}
  if (cells.intent !== undefined) fields.intent = intentOfName(cells.intent)
  if (cells.source !== undefined) fields.source = cells.source
  if (cells.courtesy !== undefined) fields.courtesy = TRUE_NAMES.has(cells.courtesy.toLowerCase())
  if (cells.mode !== undefined) {
    const mode = MODE_NAMES[cells.mode.toLowerCase()]
    if (mode === undefined) blame('mode', cells.mode, 'use auto, suggest or off')
    else fields.mode = mode
  }
  if (cells.orders !== undefined) {
    const words = cells.orders.split(/[\s,，、|]+/)
    for (const word of words)
      if (!ORDER_WORDS.includes(word)) blame('orders', word, `use words of ${ORDER_WORDS.join(', ')}`)
    fields.orders = words as NonNullable<Article['orders']>
  }
  for (const name of ['validFrom', 'validTo'] as const) {
    const value = cells[name]
    if (value === undefined) continue
    if (!isMoment(value)) blame(name, value, 'write an ISO time with its zone: 2026-11-01T00:00:00+08:00')
    fields[name] = value
  }
  if (cells.review !== undefined) {
    if (!isDay(cells.review)) blame('review', cells.review, 'write a date: 2027-05-01')
    fields.review = cells.review
  }
  return fields
}
