import { catalogueColumns } from '../../lib/catalogue-columns.ts'
import { decodeText } from '../../lib/decode-text.ts'
import { parseDelimited, sniffDelimiter, type TextRecord } from '../../lib/delimited.ts'
import { cleanLine } from '../clean.ts'
import { unescapeFormula } from '../import/formulas.ts'
import { MOST_ROWS } from '../import/limits.ts'
import { workbookTables } from '../import/read-workbook.ts'
import { because, type ReadUpload } from '../import/upload.ts'

/** A file of products: its columns under our names where they are ours, attributes under their own. */
export interface FileTable {
  columns: string[]
  /** `line`: in the file, the header is 1 where nothing stands above it. */
  rows: TextRecord[]
  /** Columns that no slot can name. */
  unusable: string[]
}

/** Why a file of products is not read. */
export type UnreadProducts = Required<Pick<ReadUpload, 'reason' | 'said'>> & Pick<ReadUpload, 'code'>

/** Records that are looked at for the header: titles may stand above. */
const HEADER_WITHIN = 10
const MOST_COLUMNS = 100

/** Reads a table, or the first sheet of a workbook that has products. Never throws for what is in the file. */
export const readProductRows = async (
  type: 'table' | 'workbook',
  bytes: Uint8Array,
  file: string,
): Promise<FileTable | UnreadProducts> => {
  if (type === 'workbook') {
    const read = await workbookTables(bytes, file)
    if ('reason' in read) return read
    for (const { records } of read.tables) {
      const table = tableOf(records)
      if (table !== undefined) return checked(table)
    }
    return because('products_header')
  }
  const text = decodeText(bytes)?.text
  if (text === undefined) return because('file_encoding', { file })
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  if (openQuote !== undefined) return because('products_quote', { line: openQuote })
  const table = tableOf(records)
  return table === undefined ? because('products_header') : checked(table)
}

const checked = (table: FileTable): FileTable | UnreadProducts => {
  if (table.rows.length > MOST_ROWS) return because('rows_most', { most: MOST_ROWS })
  return table.rows.length === 0 ? because('products_none') : table
}

/** The header is the first record that has a column of SKUs. Of columns with the same name the first counts. */
const tableOf = (records: readonly TextRecord[]): FileTable | undefined => {
  const at = records
    .slice(0, HEADER_WITHIN)
    .findIndex(({ cells }) => catalogueColumns(cells.map(cellOf)).columns.includes('sku'))
  const header = records[at]
  if (header === undefined) return undefined
  const { columns, unusable } = catalogueColumns(header.cells.slice(0, MOST_COLUMNS).map(cellOf))
  const bad = new Set(unusable)
  const isUsed = (name: string, i: number): boolean =>
    name !== '' && columns.indexOf(name) === i && !bad.has(name.replace(/_(?:zh|en)$/, ''))
  const used = columns.flatMap((name, i) => (isUsed(name, i) ? [i] : []))
  const rows = records.slice(at + 1).map(({ line, cells }) => ({
    line,
    cells: used.map((i) => cellOf(cells[i] ?? '')),
  }))
  return {
    columns: used.map((i) => columns[i] as string),
    rows: rows.filter(({ cells }) => cells.some((cell) => cell !== '')),
    unusable,
  }
}

/** As it was before a download kept it from being a formula. */
const cellOf = (cell: string): string => cleanLine(unescapeFormula(cell))
