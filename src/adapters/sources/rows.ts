import type { TypeMapping } from './mapping.ts'
import { createKeyReader } from './read-entry.ts'
import { IDENTITY, OPERATIONS, type OperationName } from './shapes.ts'

/** A row of a table, by its columns. */
export type SourceRow = Readonly<Record<string, unknown>>

/**
 * Rows that have the same id (as the type is mapped) are one entry: the first one's columns, and all of them as `rows`, so that a join of
 * orders with their lines is mapped by `lines: {path: $.rows, fields: …}`. Rows without an id are left out; of types without one each row is an entry.
 */
export const entriesOf = (
  rows: readonly SourceRow[],
  operation: OperationName,
  mapping: TypeMapping | undefined,
): SourceRow[] => {
  const { type } = OPERATIONS[operation]
  const id = IDENTITY[type]
  if (id === undefined) return [...rows]
  const idOf = createKeyReader(type, mapping, id)
  const grouped = new Map<string, SourceRow[]>()
  for (const row of rows) {
    const of = idOf(row)
    if (of === undefined) continue
    const before = grouped.get(of)
    if (before === undefined) grouped.set(of, [row])
    else before.push(row)
  }
  return [...grouped.values()].map((group) => ({ ...group[0], rows: group }))
}
