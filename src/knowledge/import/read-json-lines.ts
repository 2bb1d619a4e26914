import { z } from 'zod'
import type { Audience } from '../../domain/article.ts'
import { say } from '../../domain/said.ts'
import { CONDITION_VALUES, checkSlots } from '../answers.ts'
import { AUDIENCES, ORDER_WORDS, readAllCards, readChannels } from '../article-fields.ts'
import type { Blame } from '../faults.ts'
import { isDay, isMoment } from '../time.ts'
import { type Column, columnOf } from './columns.ts'
import type { Intake } from './intake.ts'
import { LONGEST_ANSWER, LONGEST_QUESTION, MOST_ROWS } from './limits.ts'
import type { Table } from './map-table.ts'
import { type ArticlePatch, idOfName, idOfQuestion, intentOfName } from './patch.ts'
import { readTables } from './read-table.ts'
import type { Row } from './rows.ts'
import type { FileResult, KnownToUploads } from './upload.ts'
import { because } from './upload.ts'

type JsonObject = Record<string, unknown>

/** An object and the line, or the place in its list, from 1. */
export interface PlacedObject {
  row: number
  value: JsonObject
}

/** Columns that objects may always speak of. */
const COLUMNS: ReadonlySet<Column> = new Set<Column>(['similar', 'when'])

/** One JSON object a line: `{question, answer, …}` with the names of table columns, or a whole article with texts per language. */
export const readJsonLines = (text: string, name: string, known: KnownToUploads, intake: Intake): FileResult => {
  const lines = text.split('\n').map((line, i) => ({ line: line.trim(), row: i + 1 }))
  const filled = lines.filter(({ line }) => line !== '')
  if (filled.length === 0) return because('file_empty_lines')
  if (filled.length > MOST_ROWS) return because('lines_most', { most: MOST_ROWS })
  const { blame } = intake.part({ name, columns: COLUMNS })
  const objects = filled.flatMap(({ line, row }) => {
    const value = readObject(line, blame(row))
    return value === undefined ? [] : [{ row, value }]
  })
  return readObjects(objects, name, known, intake)
}

/** Objects to the intake: by the names of their keys; where those tell nothing, as a table whose header they are. */
export const readObjects = (
  objects: readonly PlacedObject[],
  name: string,
  known: KnownToUploads,
  intake: Intake,
): FileResult => {
  const part = intake.part({ name, columns: COLUMNS })
  const chosen = known.mapping?.some(({ table }) => table === name) ?? false
  const plain = objects.filter(({ value }) => !isArticleLike(value))
  if (plain.length > 0 && (chosen || !plain.some(({ value }) => namesBoth(value))))
    return readTables([tableOf(plain, name)], known, intake)
  for (const { row, value } of objects) {
    if (!isArticleLike(value)) part.add(row, rowOf(value))
    else {
      const patch = readArticle(row, value, known, part.blame(row))
      if (patch !== undefined) part.addWhole(patch)
    }
  }
  return {}
}

const namesBoth = (value: JsonObject): boolean => {
  const columns = Object.keys(value).map((key) => columnOf(key))
  return (
    (columns.includes('answer') && (columns.includes('question') || columns.includes('title'))) ||
    columns.includes('status')
  )
}

/** Most keys that make a table. */
const MOST_KEYS = 100

const tableOf = (objects: readonly PlacedObject[], name: string): Table => {
  const keys = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))].slice(0, MOST_KEYS)
  const records = objects.map(({ row, value }) => ({
    line: row,
    cells: keys.map((key) => (Object.hasOwn(value, key) ? textOf(value[key]) : '')),
  }))
  return { name, records: [{ line: 0, cells: keys }, ...records] }
}

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(textOf).join('\n')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const readObject = (line: string, blame: Blame): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    if (isObject(value)) return value
  } catch {
    // blamed below like every other line that is no object
  }
  blame('row', line, say('row_json'))
  return undefined
}

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isArticleLike = ({ questions, answers }: JsonObject): boolean =>
  isPerLanguage(questions) || isPerLanguage(answers)

const isPerLanguage = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).every((key) => key === 'zh' || key === 'en')

const rowOf = (value: JsonObject): Row => {
  const row: Row = {}
  for (const [key, given] of Object.entries(value)) {
    const column = columnOf(key)
    if (column === undefined || given === null) continue
    const texts = (Array.isArray(given) ? given : [given])
      .map((item) => String(item).trim())
      .filter((item) => item !== '')
    if (column === 'question' && texts.length > 1) row.similar = [row.similar ?? '', ...texts.slice(1)].join('\n')
    const joined = column === 'question' ? texts[0] : texts.join(column === 'similar' ? '\n' : ' ')
    if (joined === undefined || joined === '') continue
    if (column === 'similar') row.similar = `${joined}\n${row.similar ?? ''}`
    else row[column] ??= joined
  }
  return row
}

const perLanguage = <T extends z.ZodType>(schema: T) => z.strictObject({ zh: schema.optional(), en: schema.optional() })
const question = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_QUESTION)
  .transform((text) => text.replaceAll(/\s+/g, ' '))
const answerText = z.string().trim().min(1).max(LONGEST_ANSWER)
const condition = z
  .strictObject({ slot: z.enum(['order.status', 'refund.status']), values: z.array(z.string()).min(1) })
  .refine(
    ({ slot, values }) => values.every((value) => CONDITION_VALUES[slot].includes(value)),
    'use the words of that status',
  )
const variants = z.union([
  answerText.transform((text) => [{ text }]),
  z.array(z.strictObject({ text: answerText, when: condition.optional() })),
])
const moment = z.string().refine(isMoment, 'write an ISO time with its zone: 2026-11-01T00:00:00+08:00')
const articleLike = z.object({
  id: z.string().min(1).optional(),
  intent: z.string().min(1).optional(),
  title: perLanguage(question).optional(),
  questions: perLanguage(z.array(question)).default({}),
  answers: perLanguage(variants),
  mode: z.enum(['auto', 'suggest', 'off']).optional(),
  source: z.string().optional(),
  courtesy: z.boolean().optional(),
  orders: z.array(z.enum(ORDER_WORDS as [string, ...string[]])).optional(),
  validFrom: moment.optional(),
  validTo: moment.optional(),
  review: z.string().refine(isDay, 'write a date: 2027-05-01').optional(),
  audience: z.enum(AUDIENCES as [Audience, ...Audience[]]).optional(),
  owner: z.string().optional(),
  channels: z.array(z.string()).optional(),
  cards: z.unknown().optional(),
})

const readArticle = (
  row: number,
  value: JsonObject,
  { shop, file }: KnownToUploads,
  blame: Blame,
): ArticlePatch | undefined => {
  const parsed = articleLike.safeParse(value)
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      blame(issue.path.join('.') || 'row', '', say('json_value', { message: issue.message }))
    return undefined
  }
  const { id, intent, title, questions, answers, channels, cards, ...fields } = JSON.parse(
    JSON.stringify(parsed.data),
  ) as z.infer<typeof articleLike>
  let faults = 0
  const count: Blame = (...fault) => {
    faults++
    blame(...fault)
  }
  const more = { ...readChannels(channels, count), ...readAllCards(cards, shop, count) }
  for (const { text } of [...(answers.zh ?? []), ...(answers.en ?? [])]) checkSlots('answers', text, shop, count)
  const given = Object.values(answers)
  if (given.length > 0 && given.every((list) => list?.length === 0)) count('answers', '', say('row_answer_any'))
  const asked = questions.zh?.[0] ?? questions.en?.[0] ?? title?.zh ?? title?.en
  if (id === undefined && asked === undefined) blame('questions', '', say('row_question_or_id'))
  if (faults > 0 || (id === undefined && asked === undefined)) return undefined
  return {
    row,
    id: id === undefined ? idOfQuestion(asked ?? '') : idOfName(id, file),
    questions,
    answers,
    ...(title === undefined ? {} : { title }),
    fields: { ...fields, ...more, ...(intent === undefined ? {} : { intent: intentOfName(intent) }) },
  } as ArticlePatch
}
