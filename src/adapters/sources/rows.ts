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
  const entries = collectEntries(operation, mapping)
  for (const row of rows) entries.add(row)
  return entries.all()
}

/** The same row by row, for who rests between them. */
export const collectEntries = (
  operation: OperationName,
  mapping: TypeMapping | undefined,
): { add(row: SourceRow): void; all(): SourceRow[] } => {
  const { type } = OPERATIONS[operation]
  const id = IDENTITY[type]
  if (id === undefined) {
    const alone: SourceRow[] = []
    return { add: (row) => void alone.push(row), all: () => alone }
  }
  const idOf = createKeyReader(type, mapping, id)
  const grouped = new Map<string, SourceRow[]>()
  return {
    add: (row) => {
      const of = idOf(row)
      if (of === undefined) return
      const before = grouped.get(of)
      if (before === undefined) grouped.set(of, [row])
      else before.push(row)
    },
    all: () => [...grouped.values()].map((group) => ({ ...group[0], rows: group })),
  }
}
