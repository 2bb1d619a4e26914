export interface CsvRecord {
  /** Line of the file that the record begins on, from 1. */
  line: number
  cells: string[]
}

export interface CsvText {
  records: CsvRecord[]
  /** Line of a quote that is never closed; the last record holds what follows it. */
  openQuote?: number
}

/** Delimiters that spreadsheets write, in the order that wins a tie. */
const DELIMITERS = [',', ';', '\t'] as const

/** Records of RFC 4180: quoted cells may hold delimiters, line breaks and doubled quotes; a byte order mark and empty lines are skipped. */
export const parseCsv = (text: string, delimiter = ','): CsvText => {
  const records: CsvRecord[] = []
  let line = 1
  let record: CsvRecord = { line, cells: [] }
  let cell = ''
  let quotedSince = 0
  const endRecord = (): void => {
    record.cells.push(cell)
    if (record.cells.length > 1 || cell.trim() !== '') records.push(record)
    cell = ''
    record = { line, cells: [] }
  }
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length; i++) {
    const unit = text[i] as string
    const lineBreak = unit === '\n' || (unit === '\r' && text[i + 1] !== '\n')
    if (lineBreak) line++
    if (quotedSince > 0) {
      if (unit !== '"') cell += unit
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else quotedSince = 0
    } else if (unit === '"' && cell.trim() === '') {
      cell = ''
      quotedSince = line
    } else if (unit === delimiter) {
      record.cells.push(cell)
      cell = ''
    } else if (lineBreak) endRecord()
    else if (unit !== '\r') cell += unit
  }
  if (cell !== '' || record.cells.length > 0) endRecord()
  return quotedSince > 0 ? { records, openQuote: quotedSince } : { records }
}

/** The delimiter that stands most often in the first line, outside of quotes. */
export const sniffDelimiter = (text: string): string => {
  const header = (text.split(/\r?\n|\r/, 1)[0] ?? '').replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** A cell as it is written: quoted where it must be. */
export const csvCell = (value: string): string => (/[",;\t\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value)
