import type { ReadOptions, ReadText } from './sourced.ts'

/** Intents are written in one word, as file names and metrics want them. */
const INTENT = /^\S+$/

/** Adds the example to the result, or the faults of its fields. */
export const checkFields = (row: unknown, at: string, { unlabelled = false }: ReadOptions, result: ReadText): void => {
  const blame = (field: string, value: unknown, fix: string): void => {
    result.faults.push({ at, text: `${field} is ${JSON.stringify(value) ?? 'missing'}; ${fix}` })
  }
  if (row === null || typeof row !== 'object' || Array.isArray(row))
    return blame('the line', row, 'write {"text","intent"}')
  const { text, intent, lang } = row as Record<string, unknown>
  const before = result.faults.length
  if (typeof text !== 'string' || text.trim() === '') blame('text', text, "write the customer's words")
  if (!unlabelled && (typeof intent !== 'string' || !INTENT.test(intent.trim())))
    blame('intent', intent, 'write one word without spaces, e.g. refund_status')
  if (lang !== undefined && lang !== '' && lang !== 'zh' && lang !== 'en')
    blame('lang', lang, 'write zh or en, or leave it out')
  if (result.faults.length > before) return
  result.examples.push({
    text: text as string,
    intent: typeof intent === 'string' ? intent.trim() : '',
    ...(lang === 'zh' || lang === 'en' ? { lang } : {}),
    at,
  })
}
