import type { RefusedRow } from '../../domain/knowledge-import.ts'
import { csvCell } from '../../lib/delimited.ts'
import { escapeFormula } from './formulas.ts'

/** Refused rows as CSV in UTF-8 with a byte order mark: the table where a file has several, line, column, reason. */
export const refusedCsv = (refused: readonly RefusedRow[]): string => {
  const rows = refused.map(({ table, row, column, reason }) => [table ?? '', String(row), column ?? '', reason])
  const lines = [['table', 'row', 'column', 'reason'], ...rows].map((cells) =>
    cells.map((cell) => csvCell(escapeFormula(cell))).join(','),
  )
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
