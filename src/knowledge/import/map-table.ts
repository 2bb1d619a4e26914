import type { MappedColumn, TableChoice, TableMapping } from '../../domain/knowledge-import.ts'
import { say } from '../../domain/said.ts'
import type { TextRecord } from '../../lib/delimited.ts'
import { refusing } from '../refusing.ts'
import { COLUMNS, type Column, columnOf } from './columns.ts'
import { guessColumns } from './guess-columns.ts'
import { looksAsked } from './questions.ts'

/** A CSV file, a sheet, a table of a page: records in order, the header among the first or nowhere. */
export interface Table {
  /** Empty for a plain file. */
  name: string
  records: readonly TextRecord[]
}

export interface MappedTable {
  mapping: TableMapping
  columns: (Column | undefined)[]
  headers: string[]
  /** The records below the header. */
  body: readonly TextRecord[]
}

/** Records that are looked at for the header: titles and remarks may stand above. */
const HEADER_WITHIN = 10
/** Rows and characters of a cell that a mapping shows. */
const ROWS_SHOWN = 20
const CELL_SHOWN = 200
/** Most columns that are read. */
const MOST_COLUMNS = 100

/**
 * Which column of a table is what: as `choice` says, else by the names in the header, else by what stands in them. Unsure where
 * neither names nor contents tell the question and the answer.
 */
export const mapTable = ({ name, records }: Table, choice?: TableChoice): MappedTable => {
  const at = findHeader(records)
  const body = records.slice(at + 1)
  const width = Math.min(
    MOST_COLUMNS,
    records.reduce((most, { cells }) => Math.max(most, cells.length), 0),
  )
  const headers = Array.from({ length: width }, (_, i) => (at < 0 ? letterOf(i) : (records[at]?.cells[i] ?? '').trim()))
  const mapped = choice === undefined ? guess(headers, at, body, width) : chosen(choice, headers)
  const preview = body
    .slice(0, ROWS_SHOWN)
    .map(({ cells }) => headers.map((_, i) => (cells[i] ?? '').slice(0, CELL_SHOWN)))
  return {
    mapping: { table: name, columns: mapped.columns, preview, unsure: mapped.unsure },
    columns: mapped.columns.map(({ as }) => as as Column | undefined),
    headers,
    body,
  }
}

/** A, B, …, Z, AA: as spreadsheets name columns. */
export const letterOf = (column: number): string =>
  (column >= 26 ? letterOf(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))

const isAsked = (columns: readonly (Column | undefined)[]): boolean =>
  columns.includes('question') || columns.includes('title')

/** Index of the header among the first records, -1 where there is none: the one that names most columns, or a first one that is no row. */
const findHeader = (records: readonly TextRecord[]): number => {
  let best = -1
  let most = 0
  for (const [i, { cells }] of records.slice(0, HEADER_WITHIN).entries()) {
    const columns = cells.map((cell) => columnOf(cell))
    const named = new Set(columns.filter((column) => column !== undefined)).size
    const enough = named >= 2 || (i === 0 && named === 1 && !cells.some(looksAsked))
    if (enough && named > most) {
      best = i
      most = named
    }
  }
  if (best >= 0) return best
  return looksLikeHeader(records) ? 0 : -1
}

/** Longest name of a column, characters. */
const LONGEST_NAME = 16

const looksLikeHeader = ([first, ...body]: readonly TextRecord[]): boolean => {
  if (first === undefined || body.length === 0) return false
  const filled = first.cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (filled.length < 2 || new Set(filled).size < filled.length) return false
  if (filled.some((cell) => cell.length > LONGEST_NAME || looksAsked(cell) || /[。.!！]$|^\d+$/.test(cell)))
    return false
  const lengths = body.slice(0, ROWS_SHOWN).flatMap(({ cells }) => cells.map((cell) => cell.length))
  const longest = Math.max(...filled.map((cell) => cell.length))
  return Math.max(...lengths) > longest
}

const guess = (headers: readonly string[], at: number, body: readonly TextRecord[], width: number) => {
  const byName = headers.map((header) => (at < 0 ? undefined : columnOf(header)))
  const named = fillIndexes(byName, headers)
  const content = guessColumns(
    body.map(({ cells }) => cells),
    named,
    width,
  )
  const columns = headers.map((header, i): MappedColumn => {
    const name = named[i]
    if (name !== undefined) return { header, as: name, by: 'name' }
    const guessed = i === content.question ? 'question' : i === content.answer ? 'answer' : undefined
    return guessed === undefined ? { header } : { header, as: guessed, by: 'content' }
  })
  return { columns, unsure: !(isAsked(named) && named.includes('answer')) && !content.sure }
}

/** Columns without a name behind `q` and `a` are further phrasings, as FastGPT writes them. */
const fillIndexes = (columns: readonly (Column | undefined)[], headers: readonly string[]): (Column | undefined)[] => {
  const after = columns.indexOf('answer')
  const open = columns[0] === 'question' && after === 1
  return columns.map((column, i) => (open && i > after && headers[i] === '' ? 'similar' : column))
}

/**
 * Holds what a person says against the tables of an upload.
 * @throws Refusal bad_input: no such table, no such column, no question or no answer
 */
export const checkChoices = (choices: readonly TableChoice[], mapping: readonly TableMapping[]): void => {
  for (const choice of choices) {
    const found = mapping.find(({ table }) => table === choice.table)
    if (found === undefined)
      throw refusing(
        'bad_input',
        say('table_unknown', {
          table: JSON.stringify(choice.table),
          names: mapping.map(({ table }) => JSON.stringify(table)).join(', '),
        }),
        { field: 'tables' },
      )
    chosen(
      choice,
      found.columns.map(({ header }) => header),
    )
  }
}

const chosen = ({ table, columns }: TableChoice, headers: readonly string[]) => {
  const where = table === '' ? 'tables' : `tables, ${table}`
  const read = headers.map((header, i): MappedColumn => {
    const given = columns[i] ?? ''
    if (given === '') return { header }
    const as = COLUMNS.find((name) => name === given) ?? columnOf(given)
    if (as === undefined)
      throw refusing(
        'bad_input',
        say('column_unknown', {
          ...{ where, column: letterOf(i), given: JSON.stringify(given), names: COLUMNS.join(', ') },
        }),
        { field: 'tables' },
      )
    return { header, as, by: 'person' }
  })
  const said = read.map(({ as }) => as as Column | undefined)
  if (said.every((as) => as === undefined)) return { columns: read, unsure: false }
  if (!isAsked(said) || !said.includes('answer'))
    throw refusing('bad_input', say('columns_missing', { where }), { field: 'tables' })
  return { columns: read, unsure: false }
}
