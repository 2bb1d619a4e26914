import type { ReadOptions, ReadText } from './sourced.ts'

/** Adds the example to the result, or the faults of its fields. */
export const checkFields = (row: unknown, at: string, { unlabelled = false }: ReadOptions, result: ReadText): void => {
  const blame = (field: string, value: unknown, fix: string): void => {
    result.faults.push({ at, text: `${field} is ${shortened(JSON.stringify(value) ?? 'missing')}; ${fix}` })
  }
  if (row === null || typeof row !== 'object' || Array.isArray(row))
    return blame('the line', row, 'write {"text","intent"}')
  const { text, intent, lang, tags, source } = row as Record<string, unknown>
  const before = result.faults.length
  // A message to be judged may be anything, also nothing; an example must teach something.
  if (typeof text !== 'string' || (!unlabelled && text.trim() === '')) blame('text', text, "write the customer's words")
  else if (!unlabelled && text.includes('\0')) blame('text', text, 'take the NUL character out')
  if (!unlabelled && (typeof intent !== 'string' || intent.trim() === ''))
    blame('intent', intent, 'write its name, e.g. refund_status')
  else if (!unlabelled && !isName(intent as string))
    blame(
      'intent',
      intent,
      `write a name of at most ${LONGEST_NAME} characters on one line, and no word of JavaScript's own`,
    )
  if (!unlabelled && lang !== undefined && lang !== '' && lang !== 'zh' && lang !== 'en')
    blame('lang', lang, 'write zh or en, or leave it out')
  if (result.faults.length > before) return
  result.examples.push({
    text: text as string,
    intent: typeof intent === 'string' ? intent.trim() : '',
    ...(lang === 'zh' || lang === 'en' ? { lang } : {}),
    at,
    ...sliceFields(tags, source),
  })
}

/** Fields that are read; others are left alone, and warned about. */
export const FIELDS: ReadonlySet<string> = new Set(['text', 'intent', 'lang', 'tags', 'source'])

const LONGEST_NAME = 128
const SHOWN = 80

/** Names that every object has already (constructor, toString) would be taken for settings of an intent. */
const isName = (intent: string): boolean => {
  const name = intent.trim()
  return name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name) && !(name in {})
}

const shortened = (json: string): string => (json.length > SHOWN ? `${json.slice(0, SHOWN)}…` : json)

/** Tags as a list, or in one cell with spaces, commas or semicolons between; other shapes say nothing. */
const sliceFields = (tags: unknown, source: unknown): { tags?: string[]; source?: string } => {
  const list = typeof tags === 'string' ? tags.split(/[\s,;]+/) : Array.isArray(tags) ? tags.map(String) : []
  const named = list.filter((tag) => tag !== '')
  return {
    ...(named.length === 0 ? {} : { tags: named }),
    ...(typeof source === 'string' && source.trim() !== '' ? { source: source.trim() } : {}),
  }
}
