import { say } from '../../domain/said.ts'
import { parseDelimited, sniffDelimiter } from '../../lib/delimited.ts'
import type { Column } from './columns.ts'
import { unescapeFormula } from './formulas.ts'
import type { Intake } from './intake.ts'
import { MOST_ROWS } from './limits.ts'
import { type MappedTable, mapTable, type Table } from './map-table.ts'
import { mergeParaphrases } from './paraphrases.ts'
import type { Row } from './rows.ts'
import type { FileResult, KnownToUploads } from './upload.ts'
import { because } from './upload.ts'

/** Rows between two words about progress. */
const PROGRESS_EVERY = 500

/** Delimited text to the intake: comma, tab, semicolon or bar. `name`: its name inside an archive, else empty. */
export const readDelimited = (text: string, name: string, known: KnownToUploads, intake: Intake): FileResult => {
  const bad: number[] = []
  const { records } = parseDelimited(text, sniffDelimiter(text), (line) => bad.push(line))
  const part = intake.part({ name, columns: new Set() })
  for (const line of bad) part.blame(line)('row', '', say('row_quote'))
  return readTables([{ name, records }], known, intake)
}

/** Tables of one file to the intake. Those that nobody can read stay out while others can; where none can, the mapping is unsure. */
export const readTables = (tables: readonly Table[], known: KnownToUploads, intake: Intake): FileResult => {
  const filled = tables.filter(({ records }) => records.length > 0)
  if (filled.length === 0) return because('file_empty')
  const rows = filled.reduce((sum, { records }) => sum + records.length, 0)
  if (rows - filled.length > MOST_ROWS) return because('rows_most', { most: MOST_ROWS })
  const mapped = filled.map((table) => mapTable(table, choiceFor(table, known)))
  if (mapped.every(({ mapping }) => mapping.columns.length < 2))
    return because('file_columns', {
      what: mapped.some(({ columns }) => columns.includes('question')) ? 'answer' : 'question',
    })
  const hopeless = mapped.filter((table) => isHopeless(table) && mapped.some((other) => !other.mapping.unsure))
  for (const { mapping } of hopeless) intake.notice(say('table_left_out', { table: mapping.table }))
  const used = mapped.filter((table) => !hopeless.includes(table))
  for (const { mapping } of hopeless) mapping.unsure = false
  let done = 0
  for (const table of used) done = addTable(table, intake, done, rows, known)
  return { mapping: mapped.map(({ mapping }) => mapping) }
}

const choiceFor = ({ name }: Table, { mapping }: KnownToUploads) => mapping?.find(({ table }) => table === name)

/** No column was guessed, or there is only one: a sheet of remarks, not a table that somebody has to explain. */
const isHopeless = ({ mapping }: MappedTable): boolean =>
  mapping.unsure && (mapping.columns.length < 2 || mapping.columns.every(({ as }) => as === undefined))

const addTable = (
  { mapping, columns, headers, body }: MappedTable,
  intake: Intake,
  before: number,
  total: number,
  { progress }: KnownToUploads,
): number => {
  const asked = columns.includes('question') || columns.includes('title')
  if (mapping.unsure || !asked || !columns.includes('answer')) return before + body.length
  const names = new Map<Column, string>()
  for (const [i, column] of columns.entries())
    if (column !== undefined && !names.has(column)) names.set(column, headers[i] ?? '')
  const part = intake.part({
    name: mapping.table,
    columns: new Set(names.keys()),
    nameOf: (column) => names.get(column as Column),
  })
  const rows = body.flatMap(({ line, cells }) => {
    const row = rowOf(columns, cells)
    return row === undefined ? [] : [{ line, row }]
  })
  const merged = mergeParaphrases(rows)
  intake.mended('paraphrases', rows.length - merged.length)
  for (const [i, { line, row }] of merged.entries()) {
    if (i % PROGRESS_EVERY === 0) progress?.(before + Math.round((body.length * i) / merged.length), total)
    part.add(line, row)
  }
  return before + body.length
}

/** The first filled cell of a column counts, further ones of `similar` are added; undefined for a row without any cell of ours. */
const rowOf = (columns: readonly (Column | undefined)[], cells: readonly string[]): Row | undefined => {
  const row: Row = {}
  for (const [i, column] of columns.entries()) {
    const value = unescapeFormula(cells[i] ?? '')
    if (column === undefined || value.trim() === '') continue
    if (column === 'similar') row.similar = row.similar === undefined ? value : `${row.similar}\n${value}`
    else row[column] ??= value.trim()
  }
  return Object.keys(row).length === 0 ? undefined : row
}
