import { resolve } from 'node:path'
import { type Ask, chunksOf, isAskable, type OnCall, type Opened } from './asking.ts'
import type { SqlHandler } from './definition.ts'
import { SourceFault } from './fault.ts'
import { createGuard } from './guard.ts'
import type { TypeMapping } from './mapping.ts'
import { entriesOf, type SourceRow } from './rows.ts'
import { OPERATION_NAMES, OPERATIONS, type OperationName, type TypeName } from './shapes.ts'

/** A database opened for reading; `placeholder` is how it writes its nth parameter, from 1. */
export interface SqlReader {
  /** @throws Error with what the database said */
  read(statement: string, values: readonly string[], signal: AbortSignal): Promise<SourceRow[]>
  placeholder(n: number): string
  /** Connects ahead, so that the first customer after a start does not wait for it; what fails is told by the first read. */
  warm?(): void
  close(): void
}

/** Where a database server is: its address, what proves us, PEM of its issuer, and the milliseconds that one query has. */
export interface SqlServer {
  connection: string
  password: string | undefined
  ca: string | undefined
  deadlineMs: number
}

/** Opens a file of SQLite, or a server; opening itself may wait for the first read. */
export type OpenSql = (where: { file: string } | SqlServer) => SqlReader

export interface SqlParts {
  name: string
  handler: SqlHandler
  folder: string
  mappings: Partial<Record<TypeName, TypeMapping | undefined>>
  openSql: OpenSql
  onCall: OnCall
}

/** A database: the file's own SELECTs, ids as parameters only. */
export const openSqlSource = ({ name, handler, folder, mappings, openSql, onCall }: SqlParts): Opened => {
  const { file, connection = '', password, ca, operations, deadlineMs } = handler
  const database = openSql(
    file === undefined ? { connection, password, ca, deadlineMs } : { file: resolve(folder, file) },
  )
  database.warm?.()
  const guard = createGuard({ source: name, deadlineMs, onCall })
  const askOf = (operation: OperationName, { statement, batch }: { statement: string; batch: number }): Ask => {
    const single = /\{id\}/.test(statement)
    const ask = (ids: readonly string[], signal: AbortSignal) =>
      guard.run(signal, async (by) => {
        const bound = bind(statement, ids, database.placeholder)
        const rows = await database.read(bound.statement, bound.values, by).catch((cause: Error) => {
          // What a database says names tables and columns, never a row.
          throw by.aborted
            ? by.reason
            : new SourceFault('unreachable', `the database says: ${cause.message}`, { cause })
        })
        const entries = entriesOf(rows, operation, mappings[OPERATIONS[operation].type])
        return { entries, at: '' }
      })
    return async (ids, signal) => {
      const askable = ids.filter(isAskable)
      if (!single) return Promise.all(chunksOf(askable, batch).map((chunk) => ask(chunk, signal)))
      return Promise.all(askable.map(async (id) => ({ ...(await ask([id], signal)), asked: id })))
    }
  }
  const asks = Object.fromEntries(
    OPERATION_NAMES.flatMap((operation) => {
      const written = operations[operation]
      return written === undefined ? [] : [[operation, askOf(operation, written)]]
    }),
  )
  return { asks, rows: true, state: guard.state, close: database.close }
}

/** `{id}` and `{ids}` as parameters. A placeholder that stands twice is sent twice. */
const bind = (
  statement: string,
  ids: readonly string[],
  placeholder: SqlReader['placeholder'],
): { statement: string; values: string[] } => {
  const values: string[] = []
  const bound = statement.replaceAll(/\{ids?\}/g, () =>
    ids
      .map((id) => {
        values.push(id)
        return placeholder(values.length)
      })
      .join(', '),
  )
  return { statement: bound, values }
}
