import type { TableMapping } from '../../domain/knowledge-import.ts'
import { type ImportText, word } from './import-texts.ts'

/** What a column can be, as docs/importing.md names it. */
export const FIELDS = [
  'question',
  'answer',
  'similar',
  'title',
  'category',
  'product',
  'id',
  'language',
  'intent',
  'enabled',
  'status',
  'source',
  'mode',
  'when',
  'orders',
  'courtesy',
  'validFrom',
  'validTo',
  'review',
] as const
/** Several columns may be one of these. */
const MANY: readonly string[] = ['similar']

/** What a person says about a table; an empty column is left out. */
export interface Chosen {
  table: string
  columns: string[]
  skipped: boolean
}

/** The guesses; a table of which surely nothing is wanted is left out. */
export const firstChoice = ({ table, columns, unsure }: TableMapping): Chosen => ({
  table,
  columns: columns.map(({ as }) => as ?? ''),
  skipped: !unsure && columns.every(({ as }) => as === undefined),
})

/** A field in the reader's words; one that this page does not know yet by its own name. */
export const fieldText = (field: string): string =>
  FIELDS.some((known) => known === field) ? word(`f_${field}` as ImportText) : field

/** What keeps a table from being read as chosen, in the reader's words. */
export const missingIn = ({ table, columns, skipped }: Chosen, found?: TableMapping): string[] => {
  if (skipped) return []
  const name = table === '' || found === undefined ? word('mapThisTable') : table
  const has = (field: string) => columns.includes(field)
  const missing = [
    ...(has('question') || has('title') ? [] : [fieldText('question')]),
    ...(has('answer') ? [] : [fieldText('answer')]),
  ]
  const twice = columns.filter((field, at) => field !== '' && !MANY.includes(field) && columns.indexOf(field) !== at)
  return [
    ...(missing.length === 0 ? [] : [word('mapMissing', { table: name, what: missing.join(word('comma')) })]),
    ...[...new Set(twice)].map((field) => word('mapTwice', { table: name, what: fieldText(field) })),
  ]
}
