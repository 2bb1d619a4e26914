import type { RefusedRow } from '../../domain/knowledge-import.ts'
import { csvCell } from '../../lib/delimited.ts'
import { escapeFormula } from './formulas.ts'

/** Refused rows as CSV in UTF-8 with a byte order mark: line, column, reason. */
export const refusedCsv = (refused: readonly RefusedRow[]): string => {
  const rows = refused.map(({ row, column, reason }) => [String(row), column ?? '', reason])
  const lines = [['row', 'column', 'reason'], ...rows].map((cells) =>
    cells.map((cell) => csvCell(escapeFormula(cell))).join(','),
  )
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
