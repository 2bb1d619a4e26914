import { resolve } from 'node:path'
import { ValueError } from '../../lib/value-error.ts'
import { type Ask, chunksOf, isAskable, type OnCall, type Opened } from './asking.ts'
import type { SqlHandler } from './definition.ts'
import { SourceFault } from './fault.ts'
import { createGuard } from './guard.ts'
import type { TypeMapping } from './mapping.ts'
import { entriesOf, type SourceRow } from './rows.ts'
import { OPERATION_NAMES, OPERATIONS, type OperationName, type TypeName } from './shapes.ts'

/** A database opened for reading; `placeholder` is how it writes its nth parameter, from 1. */
export interface SqlReader {
  /** @throws ValueError where one of `values` is none of its column; Error with what the database said */
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
          if (by.aborted) throw by.reason
          const [fault, unfit] =
            cause instanceof ValueError ? (['invalid', ids] as const) : (['unreachable', []] as const)
          throw new SourceFault(fault, `the database says: ${cause.message}`, { unfit, cause })
        })
        const entries = entriesOf(rows, operation, mappings[OPERATIONS[operation].type])
        return { entries, at: '' }
      })
    return async (ids, signal) => {
      const askable = ids.filter(isAskable)
      if (!single)
        return Promise.all(
          chunksOf(askable, batch).map((chunk) =>
            ask(chunk, signal).catch(async (fault: SourceFault) => {
              throw fault.unfit.length < 2 ? fault : await narrowed(fault, (some) => ask(some, signal))
            }),
          ),
        )
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

/** The same fault with only those ids that it is about, found by halves; another one where that comes instead. */
const narrowed = async (
  fault: SourceFault,
  ask: (ids: readonly string[]) => Promise<unknown>,
): Promise<SourceFault> => {
  const { unfit } = fault
  const faults = await Promise.all(
    chunksOf(unfit, Math.ceil(unfit.length / 2)).map((half) =>
      ask(half).then(
        () => undefined,
        (of: SourceFault) => (of.unfit.length < 2 ? of : narrowed(of, ask)),
      ),
    ),
  )
  const found = faults.filter((one) => one !== undefined)
  const other = found.find((one) => one.unfit.length === 0)
  return (
    other ?? new SourceFault(fault.fault, fault.message, { unfit: found.flatMap((one) => one.unfit), cause: fault })
  )
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
