import type { Pool, PoolConnection, RowDataPacket } from 'mysql2/promise'
import { parseDatabaseAddress } from '../../lib/database-address.ts'
import { untilAborted } from '../../lib/until-aborted.ts'

/** Connections to one server at once; the rest wait. */
const MAX_CONNECTIONS = 8
/** Milliseconds by which the server gives a query up later than its asker did, so that it is the asker who says why. */
const SERVER_LATER_MS = 200
/** Prepared statements that a connection keeps: each length of an IN list is one. */
const KEPT_STATEMENTS = 100

/** Where somebody else's server is, and how long one query may take. */
export interface QueryServerParts {
  /** See lib/database-address.ts. */
  connection: string
  /** In place of one in `connection`. */
  password?: string | undefined
  /** PEM of the issuer that is trusted besides the public ones; with it TLS is spoken, whatever `sslmode` says. */
  ca?: string | undefined
  deadlineMs: number
}

/** A MySQL or MariaDB server of somebody else's, read only: every transaction of our sessions refuses to write. */
export interface QueryServer {
  /** All rows; dates as they stand there, `0000-00-00` as none. @throws Error with what the server said, its values left out */
  read(statement: string, values: readonly string[], signal: AbortSignal): Promise<Record<string, unknown>[]>
  placeholder(n: number): string
  /** Connects ahead; what fails is told by the first query. */
  warm(): void
  close(): void
}

/** Connects when it is warmed or first asked, and loads the driver only then: a shop without MySQL has not got it in memory. */
export const openQueryServer = (parts: QueryServerParts): QueryServer => {
  const prepared = new WeakSet<object>()
  let opening: Promise<Pool> | undefined
  const open = (): Promise<Pool> => {
    opening ??= openPool(parts)
    return opening
  }

  const ask = async (connection: PoolConnection, statement: string, values: readonly string[]) => {
    if (!prepared.has(connection.connection)) {
      await prepare(connection, parts.deadlineMs + SERVER_LATER_MS)
      prepared.add(connection.connection)
    }
    const [rows] = await connection.execute<RowDataPacket[]>(statement, [...values])
    return rows.map(plain)
  }
  return {
    read: async (statement, values, signal) => {
      const pool = await open()
      const connection = await pool.getConnection().catch((error: Error) => Promise.reject(told(error)))
      let isOver = false
      const end = (broken: boolean): void => {
        if (isOver) return
        isOver = true
        signal.removeEventListener('abort', abort)
        if (broken) connection.destroy()
        else connection.release()
      }
      // Its connection is given up with it; the server ends the query by its own clock.
      const abort = (): void => end(true)
      signal.addEventListener('abort', abort, { once: true })
      try {
        signal.throwIfAborted()
        const rows = await untilAborted(ask(connection, statement, values), signal)
        end(false)
        return rows
      } catch (error) {
        end(true)
        throw signal.aborted ? signal.reason : told(error as Error)
      }
    },
    placeholder: () => '?',
    warm: () =>
      void open()
        .then((pool) => pool.getConnection())
        .then((connection) => connection.release())
        .catch(() => undefined),
    close: () => void opening?.then((pool) => pool.end()).catch(() => undefined),
  }
}

const openPool = async ({ connection, password, ca, deadlineMs }: QueryServerParts): Promise<Pool> => {
  const { createPool } = await import('mysql2/promise')
  const { kind: _, tls, host, ...address } = parseDatabaseAddress(connection)
  return createPool({
    ...address,
    ...(host.startsWith('/') ? { socketPath: host } : { host }),
    ...(password === undefined ? {} : { password }),
    ...(tls || ca !== undefined ? { ssl: { ...(ca === undefined ? {} : { ca }) } } : {}),
    connectionLimit: MAX_CONNECTIONS,
    connectTimeout: deadlineMs,
    maxPreparedStatements: KEPT_STATEMENTS,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  })
}

/** A session that refuses to write, whatever the user may, and ends a query by its own clock. The two products name that clock differently. */
const prepare = async (connection: PoolConnection, limitMs: number): Promise<void> => {
  await connection.query('SET SESSION TRANSACTION READ ONLY')
  const [rows] = await connection.query<RowDataPacket[]>('SELECT @@version AS version')
  const isMaria = /maria/i.test(String(rows[0]?.['version']))
  await connection.query(
    isMaria ? `SET SESSION max_statement_time = ${limitMs / 1_000}` : `SET SESSION max_execution_time = ${limitMs}`,
  )
}

/** What to do, by the code of a server or of a connection. Class 42 names what of the statement is wrong; the words of others may quote an id or an address. */
const WORDS: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: 'it refuses the user or the password',
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: 'the statement writes: sources are only read',
  ER_COLUMNACCESS_DENIED_ERROR: 'this user may not read one of the columns',
  ER_CON_COUNT_ERROR: 'it has no connection left for us',
  ER_DBACCESS_DENIED_ERROR: 'this user may not use the database',
  ER_HOST_NOT_PRIVILEGED: 'it refuses this user from here',
  ER_QUERY_INTERRUPTED: 'the query took too long',
  ER_QUERY_TIMEOUT: 'the query took too long',
  ER_SECURE_TRANSPORT_REQUIRED: 'it takes us with TLS only: write sslmode=require',
  ER_TABLEACCESS_DENIED_ERROR: 'this user may not read one of the tables',
  HANDSHAKE_NO_SSL_SUPPORT: 'it speaks no TLS: turn it on there, or write sslmode=disable where the way is safe',
  PROTOCOL_CONNECTION_LOST: 'the connection was cut',
}

/** MariaDB's ER_STATEMENT_TIMEOUT, a number for which the driver has no name. */
const MARIA_STATEMENT_TIMEOUT = 1969

const told = (error: Error & { code?: string; errno?: number; sqlState?: string }): Error => {
  const { errno, sqlState = '', message } = error
  const code = errno === MARIA_STATEMENT_TIMEOUT ? 'ER_QUERY_TIMEOUT' : (error.code ?? '')
  return new Error(WORDS[code] ?? (sqlState.startsWith('42') ? message : wordsOfConnection(code)), { cause: error })
}

const wordsOfConnection = (code: string): string =>
  /CERT|SELF_SIGNED|UNABLE_TO_|HANDSHAKE_SSL_ERROR/.test(code)
    ? `its certificate is not accepted (${code}): renew it, or name the file of its issuer as ca`
    : `code ${code || 'unknown'}`

/** What MySQL writes into columns that must have a date and have none. */
const ZERO_DATE = /^0000-00-00( 00:00:00(\.0+)?)?$/

const plain = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && ZERO_DATE.test(value) ? null : value,
    ]),
  )
