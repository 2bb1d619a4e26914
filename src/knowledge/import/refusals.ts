import { english } from '../../domain/english.ts'
import type { RefusedRow } from '../../domain/knowledge-import.ts'
import type { Blame } from '../faults.ts'

/** Longest piece of a wrong value that is repeated, characters. */
const SHOWN = 60

/**
 * Collects refused rows in `list`. `nameOf` gives the name that the file itself has for a column; `table` is the sheet, or the file
 * inside an archive, empty for a plain file.
 */
export const createRefusals = (
  nameOf: (column: string) => string | undefined,
  list: RefusedRow[] = [],
  table = '',
): { list: RefusedRow[]; at: (row: number) => Blame } => {
  return {
    list,
    at: (row) => (column, value, fix) => {
      const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
      const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown
      const text = typeof fix === 'string' ? fix : english(fix)
      const reason = cut === '' ? `${column} ${text}` : `${column} ${JSON.stringify(cut)}: ${text}`
      const name = column === 'row' ? undefined : (nameOf(column) ?? column)
      list.push({
        row,
        ...(name === undefined ? {} : { column: name }),
        reason,
        ...(typeof fix === 'string' ? {} : { said: fix }),
        ...(cut === '' ? {} : { value: cut }),
        ...(table === '' ? {} : { table }),
      })
    },
  }
}
