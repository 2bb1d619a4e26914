import { parseDelimited, sniffDelimiter } from '../../lib/delimited.ts'
import { type Column, columnOf, namesOf } from './columns.ts'
import { unescapeFormula } from './formulas.ts'
import { createGather } from './gather.ts'
import { MOST_ROWS } from './limits.ts'
import { createRefusals } from './refusals.ts'
import { type Row, readRow } from './rows.ts'
import { failed, type KnownToUploads, type ReadUpload } from './upload.ts'

/** CSV with comma, semicolon or tab and a header in either language to patches. */
export const readTable = (text: string, known: KnownToUploads): ReadUpload => {
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  const header = records[0]
  if (header === undefined) return failed('the file is empty: write a header and a row for each question')
  const columns = header.cells.map((cell) => columnOf(cell))
  const missing = missingColumn(columns)
  if (missing !== undefined)
    return failed(`no column of the ${missing} in the first line: name one of them ${namesOf(missing)}`)
  if (records.length - 1 > MOST_ROWS) return failed(`more than ${MOST_ROWS} rows: split the file`)
  const names = new Map(
    columns.flatMap((column, i) => (column === undefined ? [] : [[column, header.cells[i] ?? ''] as const])),
  )
  const refusals = createRefusals((column) => names.get(column as Column)?.trim())
  const gather = createGather(new Set(names.keys()))
  for (const { line, cells } of records.slice(1)) {
    const row = rowOf(columns, cells)
    if (row === undefined) continue
    const entry = readRow(line, row, known, refusals.at(line))
    if (entry !== undefined) gather.add(entry, refusals.at(line))
  }
  if (openQuote !== undefined)
    refusals.at(openQuote)('row', '', 'a quote that opens here is never closed: double the quotes inside a quoted cell')
  return { patches: gather.patches(), refused: refusals.list }
}

/** Questions may stand in a column for titles. */
const missingColumn = (columns: readonly (Column | undefined)[]): Column | undefined => {
  if (!columns.includes('question') && !columns.includes('title')) return 'question'
  return columns.includes('answer') ? undefined : 'answer'
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
