import type { Intake } from './intake.ts'
import { MOST_ROWS } from './limits.ts'
import { type PlacedObject, readObjects } from './read-json-lines.ts'
import { readTables } from './read-table.ts'
import type { FileResult, KnownToUploads } from './upload.ts'
import { because } from './upload.ts'

/** Levels of a document that are looked through for the list of questions. */
const DEEPEST = 6

/**
 * A JSON document to the intake: the longest list of objects in it (`[…]`, `{"faqs": […]}`, `{"data": {"items": […]}}`), a list of
 * lists as a table, or one object of questions and answers (`{"怎么退货": "点申请"}`).
 */
export const readJson = (text: string, name: string, known: KnownToUploads, intake: Intake): FileResult => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return because('json_broken', { message: (error as Error).message.slice(0, 120) })
  }
  const lists = findLists(value, 0)
  const longest = lists.reduce<unknown[]>((one, list) => (list.length > one.length ? list : one), [])
  if (longest.length > MOST_ROWS) return because('entries_most', { most: MOST_ROWS })
  if (longest.length > 0 && longest.every(Array.isArray)) {
    const records = longest.map((cells, i) => ({
      line: i + 1,
      cells: (cells as unknown[]).map((cell) => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell))),
    }))
    return readTables([{ name, records }], known, intake)
  }
  const objects = longest.flatMap((item, i): PlacedObject[] =>
    isObject(item) ? [{ row: i + 1, value: unfold(item) }] : [],
  )
  if (objects.length > 0) return readObjects(objects, name, known, intake)
  if (isObject(value)) return readObjects(pairsOf(value), name, known, intake)
  return because('json_list')
}

type JsonObject = Record<string, unknown>

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const findLists = (value: unknown, depth: number): unknown[][] => {
  if (depth > DEEPEST || value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) {
    const holds = value.some((item) => isObject(item) || Array.isArray(item))
    return holds ? [value] : []
  }
  return Object.values(value).flatMap((inner) => findLists(inner, depth + 1))
}

/** schema.org and Zendesk lay the answer one level deeper. */
const unfold = (item: JsonObject): JsonObject => {
  const { name, acceptedAnswer } = item
  if (typeof name !== 'string' || acceptedAnswer === undefined) return item
  const answer: unknown = Array.isArray(acceptedAnswer) ? acceptedAnswer[0] : acceptedAnswer
  return { question: name, answer: isObject(answer) ? answer['text'] : answer }
}

const pairsOf = (value: JsonObject): PlacedObject[] => {
  const texts = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const whole = isArticleOrRow(value)
  if (whole) return [{ row: 1, value }]
  return texts.map(([question, answer], i) => ({ row: i + 1, value: { question, answer } }))
}

const isArticleOrRow = (value: JsonObject): boolean =>
  ['question', 'answer', 'questions', 'answers'].some((key) => Object.hasOwn(value, key))
