import type { CellObject, Range, WorkBook } from '@e965/xlsx'
import { say } from '../../domain/said.ts'
import { isZip } from '../../lib/zip.ts'
import type { Intake } from './intake.ts'
import { MOST_ROWS } from './limits.ts'
import type { Table } from './map-table.ts'
import { safeOfficeFile } from './office-file.ts'
import { readTables } from './read-table.ts'
import type { FileResult, KnownToUploads } from './upload.ts'
import { because } from './upload.ts'

/** Rows of a sheet that are read: the header may stand lower. */
const ROWS_READ = MOST_ROWS + 11
/** Columns of a sheet that are read. */
const COLUMNS_READ = 100

/**
 * A workbook (XLSX, XLS, ODS) to the intake: a table each sheet that is not hidden, merged cells filled down, values as they are
 * shown, dates as `2026-11-01 00:00`. Macros are never run, nor read.
 */
export const readWorkbook = async (
  bytes: Uint8Array,
  name: string,
  known: KnownToUploads,
  intake: Intake,
): Promise<FileResult> => {
  const read = await workbookTables(bytes, name, known, intake)
  return 'reason' in read ? read : readTables(read.tables, known, intake)
}

/** Its tables, for who knows what they mean. */
export const workbookTables = async (
  bytes: Uint8Array,
  name: string,
  known: Pick<KnownToUploads, 'progress'> = {},
  intake?: Pick<Intake, 'notice'>,
): Promise<{ tables: Table[] } | Unread> => {
  const safe = isZip(bytes) ? safeOfficeFile(bytes) : bytes
  if ('reason' in safe) return safe
  known.progress?.(0, 1)
  const { read } = await import('@e965/xlsx')
  let workbook: WorkBook
  try {
    workbook = read(safe, {
      ...{ dense: true, cellDates: true, UTC: true, sheetRows: ROWS_READ },
      ...{ cellFormula: false, cellHTML: false, cellNF: false, cellStyles: false, bookVBA: false },
    })
  } catch (error) {
    return broken(error as Error)
  }
  const tables = tablesOf(workbook, name, intake)
  return tables.length === 0 ? because('sheets_empty') : { tables }
}

type Unread = Required<Pick<FileResult, 'reason' | 'said'>> & Pick<FileResult, 'code'>

const broken = ({ message }: Error): Unread =>
  /password|encrypt/i.test(message)
    ? { code: 'unprocessable', ...because('locked') }
    : { code: 'unprocessable', ...because('workbook_broken') }

const tablesOf = (workbook: WorkBook, name: string, intake?: Pick<Intake, 'notice'>): Table[] => {
  const shown = workbook.SheetNames.filter((_, i) => {
    const hidden = (workbook.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0
    if (hidden) intake?.notice(say('sheet_hidden', { sheet: workbook.SheetNames[i] ?? '' }))
    return !hidden
  })
  const filled = shown.flatMap((sheet) => {
    const records = recordsOf(workbook, sheet)
    return records.length === 0 ? [] : [{ sheet, records }]
  })
  return filled.map(({ sheet, records }) => ({
    name: filled.length === 1 ? name : [name, sheet].filter((word) => word !== '').join(' › '),
    records,
  }))
}

const recordsOf = ({ Sheets }: WorkBook, sheet: string): { line: number; cells: string[] }[] => {
  const { '!data': data = [], '!merges': merges = [] } = (Sheets[sheet] ?? {}) as {
    '!data'?: (CellObject | undefined)[][]
    '!merges'?: Range[]
  }
  const rows = Array.from({ length: Math.min(data.length, ROWS_READ) }, (_, i) =>
    Array.from({ length: Math.min(data[i]?.length ?? 0, COLUMNS_READ) }, (_, column) => textOf(data[i]?.[column])),
  )
  for (const { s, e } of merges) fillDown(rows, s, e)
  return rows.flatMap((cells, i) => (cells.some((cell) => cell.trim() !== '') ? [{ line: i + 1, cells }] : []))
}

/** A cell that reaches over several rows says the same in each; over columns it stays one. */
const fillDown = (rows: string[][], { r, c }: Range['s'], end: Range['e']): void => {
  const value = rows[r]?.[c] ?? ''
  if (value === '' || c >= COLUMNS_READ) return
  for (let row = r + 1; row <= Math.min(end.r, rows.length - 1); row++) {
    const cells = rows[row]
    if (cells === undefined || cells.every((cell) => cell === '')) continue
    while (cells.length <= c) cells.push('')
    cells[c] = value
  }
}

const textOf = (cell: CellObject | undefined): string => {
  if (cell === undefined || cell.t === 'e' || cell.v === undefined) return ''
  if (cell.v instanceof Date) return dateOf(cell.v)
  if (cell.t === 'b') return String(cell.v)
  return cell.t === 's' ? String(cell.v) : (cell.w ?? String(cell.v))
}

/** A day, or a time by the clock on the wall. */
const dateOf = (value: Date): string => {
  if (Number.isNaN(value.getTime())) return ''
  const [day = '', time = ''] = value.toISOString().split('T')
  return time.startsWith('00:00') ? day : `${day} ${time.slice(0, 5)}`
}
