import type { AnswerVariant, Article, Audience } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { say } from '../../domain/said.ts'
import { checkSlots, parseCondition } from '../answers.ts'
import { ORDER_WORDS, readAllCards, readChannels } from '../article-fields.ts'
import { cleanMarkdown, cleanText } from '../clean.ts'
import type { Blame } from '../faults.ts'
import { isDay, momentOf } from '../time.ts'
import type { Column } from './columns.ts'
import { looksLikeHtml, markdownOf } from './html.ts'
import { LONGEST_ANSWER, LONGEST_QUESTION, MOST_SIMILAR } from './limits.ts'
import type { Mended } from './mended.ts'
import { type ArticlePatch, idOfName, idOfQuestion, intentOfName } from './patch.ts'
import { settlePlaceholders } from './placeholders.ts'
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
  /** Absent: a row of phrasings, whose article is answered in another one. */
  answer?: AnswerVariant
  title?: string
  fields: NonNullable<ArticlePatch['fields']>
}

const LANGUAGE_NAMES: ReadonlyMap<string, Language> = new Map([
  ...'zh zh-cn zh_cn zh-hans cn chinese 中文 简体中文 汉语 中'.split(' ').map((name) => [name, 'zh'] as const),
  ...'en en-us en-gb en_us english 英文 英语 英'.split(' ').map((name) => [name, 'en'] as const),
])
const MODE_NAMES: ReadonlyMap<string, Article['mode']> = new Map([
  ...'auto 自动 自动回复'.split(' ').map((name) => [name, 'auto'] as const),
  ...'suggest 建议 推荐 人工'.split(' ').map((name) => [name, 'suggest'] as const),
  ...'off 关闭 不回复'.split(' ').map((name) => [name, 'off'] as const),
])
const RETIRED = new Set(
  'retired retire deleted delete removed inactive disabled archived off 下线 已下线 停用 已停用 删除 已删除 失效'.split(
    ' ',
  ),
)
const TRUE_NAMES = new Set('true yes 1 是'.split(' '))
const FALSE_NAMES = new Set('false no n 0 否 不启用 未启用 停用 禁用 关闭 无效 下架 off disabled inactive'.split(' '))
/** Longest cell that is looked into, characters: none of ours comes near. */
const LONGEST_CELL = 200_000

/** One row to an Entry; undefined and blame where it cannot be used. `blame` takes the column, its value and the fix. */
export const readRow = (
  row: number,
  raw: Row,
  { shop, file, timeZone }: KnownToUploads,
  blame: Blame,
  mended: (kind: Mended, count?: number) => void,
): Entry | undefined => {
  let faults = 0
  const count: Blame = (column, value, fix) => {
    faults++
    blame(column, value, fix)
  }
  const cells = cleanCells(raw, count, mended)
  if (cells === undefined) return undefined
  const question = (cells.question ?? '').replaceAll(/\s+/g, ' ')
  const asked = cells.question ?? cells.title ?? ''
  const about = cells.product === undefined ? asked : `${cells.product} ${asked}`
  const id = cells.id !== undefined ? idOfName(cells.id, file) : idOfQuestion(about)
  const retire = RETIRED.has((cells.status ?? '').toLowerCase()) || FALSE_NAMES.has((cells.enabled ?? '').toLowerCase())
  if (asked === '' && !(cells.id !== undefined && (retire || cells.when !== undefined)))
    count('question', '', say('row_question'))
  const settled = settlePlaceholders(cells.answer ?? '', shop)
  mended('placeholders', settled.count)
  const asksOnly = settled.text === '' && cells.id !== undefined && cells.language !== undefined && asked !== ''
  if (!retire && !asksOnly) checkAnswer(settled.text, shop, count)
  if (question.length > LONGEST_QUESTION)
    count('question', question, say('too_long_either', { most: LONGEST_QUESTION }))
  const similar = splitSimilar(cells.similar ?? '')
  if (similar.length > MOST_SIMILAR)
    count('similar', `${similar.length} phrasings`, say('keep_best', { most: MOST_SIMILAR }))
  const language = readLanguage(cells.language, `${asked}${settled.text}`, count)
  const when = cells.when === undefined ? undefined : parseCondition(cells.when, count)
  const fields = readFields(cells, { timeZone, shop }, count)
  if (faults > 0) return undefined
  // Who says how it is to be answered has seen what is open.
  if (settled.open && fields.mode === undefined) {
    mended('open')
    fields.mode = 'suggest'
  }
  const title = titleOf(cells, asked)
  return {
    row,
    id,
    retire,
    language,
    question,
    similar,
    ...(asksOnly ? {} : { answer: { ...(when === undefined ? {} : { when }), text: settled.text } }),
    fields,
    ...(title === undefined ? {} : { title }),
  }
}

/** Without what cannot be seen, HTML as Markdown; undefined and blame for a cell beyond all measure. */
const cleanCells = (raw: Row, blame: Blame, mended: (kind: Mended) => void): Row | undefined => {
  const cells: Row = {}
  for (const [name, text] of Object.entries(raw) as [Column, string][]) {
    if (text.length > LONGEST_CELL) {
      blame(name, text, say('cell_too_long', { length: text.length, most: LONGEST_CELL }))
      return undefined
    }
    const visible = cleanText(text)
    if (visible.length < text.replaceAll(/\r\n?/g, '\n').length) mended('invisible')
    if (name === 'answer') cells.answer = cleanAnswer(visible, mended)
    else cells[name] = name === 'similar' ? visible : visible.trim()
    if (cells[name] === '') delete cells[name]
  }
  return cells
}

/** An answer far too long for a row is refused later, as it is: looking for links in it takes time. */
const cleanAnswer = (text: string, mended: (kind: Mended) => void): string => {
  const html = looksLikeHtml(text)
  if (html) mended('html')
  const markdown = html ? markdownOf(text) : text.trim()
  return markdown.length > 2 * LONGEST_ANSWER ? markdown : cleanMarkdown(markdown)
}

/** What the question is about stands before it, so that it is found by the product's or the folder's name too. */
const titleOf = ({ title, product, category }: Row, asked: string): string | undefined => {
  const about = product ?? category
  if (title !== undefined || about === undefined || asked === '') return title
  return `${about}${/\p{Script=Han}/u.test(about) ? '：' : ': '}${asked}`
    .replaceAll(/\s+/g, ' ')
    .slice(0, LONGEST_QUESTION)
}

const checkAnswer = (answer: string, shop: ReadonlySet<string> | undefined, blame: Blame): void => {
  if (answer === '') blame('answer', '', say('row_answer'))
  if (answer.length > LONGEST_ANSWER) blame('answer', answer, say('too_long_questions', { most: LONGEST_ANSWER }))
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
  const language = LANGUAGE_NAMES.get(named.toLowerCase())
  if (language === undefined) blame('language', named, say('language_names'))
  return language ?? 'zh'
}

const AUDIENCE_NAMES: ReadonlyMap<string, Audience> = new Map([
  ...'everyone all public 所有人 全部 公开'.split(' ').map((name) => [name, 'everyone'] as const),
  ...'identified members customers 会员 已登录 登录用户'.split(' ').map((name) => [name, 'identified'] as const),
  ...'agents internal 客服 内部'.split(' ').map((name) => [name, 'agents'] as const),
])

const readFields = (
  cells: Row,
  { timeZone, shop }: { timeZone: string | undefined; shop: ReadonlySet<string> | undefined },
  blame: Blame,
): Entry['fields'] => {
  const fields: Entry['fields'] = {}
  if (cells.intent !== undefined) fields.intent = intentOfName(cells.intent)
  if (cells.source !== undefined) fields.source = cells.source
  if (cells.courtesy !== undefined) fields.courtesy = TRUE_NAMES.has(cells.courtesy.toLowerCase())
  if (cells.mode !== undefined) {
    const mode = MODE_NAMES.get(cells.mode.toLowerCase())
    if (mode === undefined) blame('mode', cells.mode, say('mode_names'))
    else fields.mode = mode
  }
  if (cells.orders !== undefined) {
    const words = cells.orders.split(/[\s,，、|]+/)
    for (const word of words)
      if (!ORDER_WORDS.includes(word)) blame('orders', word, say('words_of', { names: ORDER_WORDS.join(', ') }))
    fields.orders = words as NonNullable<Article['orders']>
  }
  for (const name of ['validFrom', 'validTo'] as const) {
    const value = cells[name]
    if (value === undefined) continue
    // a day is its first minute: so it stands in a spreadsheet
    const moment = momentOf(isDay(value) ? `${value} 00:00` : value, timeZone)
    if (moment === undefined) blame(name, value, say('moment_form'))
    else fields[name] = moment
  }
  if (cells.audience !== undefined) {
    const audience = AUDIENCE_NAMES.get(cells.audience.toLowerCase())
    if (audience === undefined) blame('audience', cells.audience, say('audience_names'))
    else fields.audience = audience
  }
  if (cells.channels !== undefined)
    Object.assign(fields, readChannels(cells.channels.toLowerCase().split(/[\s,，、|]+/), blame))
  if (cells.owner !== undefined) fields.owner = cells.owner
  if (cells.cards !== undefined) Object.assign(fields, readCardsCell(cells.cards, shop, blame))
  if (cells.review !== undefined) {
    if (!isDay(cells.review)) blame('review', cells.review, say('date_form'))
    fields.review = cells.review
  }
  return fields
}

const readCardsCell = (cell: string, shop: ReadonlySet<string> | undefined, blame: Blame): Pick<Article, 'cards'> => {
  try {
    return readAllCards(JSON.parse(cell), shop, blame)
  } catch {
    blame('cards', cell, say('cards_json'))
    return {}
  }
}
