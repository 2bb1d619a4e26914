export interface CsvRow {
  /** Line of the file that the row begins on, from 1. */
  line: number
  cells: string[]
}

/**
 * Rows of RFC 4180: quoted cells may hold commas, line breaks and doubled quotes; a byte order mark and empty lines are skipped.
 * @throws Error with the line of a quote that is never closed
 */
export const parseCsv = (text: string): CsvRow[] => {
  const rows: CsvRow[] = []
  let line = 1
  let row: CsvRow = { line, cells: [] }
  let cell = ''
  let quotedSince = 0
  const endRow = (): void => {
    row.cells.push(cell)
    if (row.cells.length > 1 || cell.trim() !== '') rows.push(row)
    cell = ''
    row = { line, cells: [] }
  }
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let i = start; i < text.length; i++) {
    const unit = text[i] as string
    if (unit === '\n') line++
    if (quotedSince > 0) {
      if (unit !== '"') cell += unit
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else quotedSince = 0
    } else if (unit === '"' && cell === '') quotedSince = line
    else if (unit === ',') {
      row.cells.push(cell)
      cell = ''
    } else if (unit === '\n') endRow()
    else if (unit !== '\r') cell += unit
  }
  if (quotedSince > 0) throw new Error(`line ${quotedSince}: a quote is opened and never closed; close it, or double it where it is meant as a character`)
  if (cell !== '' || row.cells.length > 0) endRow()
  return rows
}
