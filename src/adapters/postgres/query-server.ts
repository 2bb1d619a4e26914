import type { Pool, PoolClient, types } from 'pg'
import { parseDatabaseAddress } from '../../lib/database-address.ts'
import { ValueError } from '../../lib/value-error.ts'

/** Connections to one server at once; the rest wait. */
const MAX_CONNECTIONS = 8
/** Milliseconds by which the server gives a query up later than its asker did, so that it is the asker who says why. */
const SERVER_LATER_MS = 200

/** Where somebody else's server is, and how long one query may take. */
export interface QueryServerParts {
  /** See lib/database-address.ts. */
  connection: string
  /** In place of one in `connection`; without either `PGPASSWORD` counts. */
  password?: string | undefined
  /** PEM of the issuer that is trusted besides the public ones; with it TLS is spoken, whatever `sslmode` says. */
  ca?: string | undefined
  deadlineMs: number
}

/** A PostgreSQL server of somebody else's, read only: every query runs in a transaction that refuses to write. */
export interface QueryServer {
  /** All rows; dates without a zone as they stand there, those with one as ISO. @throws ValueError, Error with what the server said, its values left out */
  read(statement: string, values: readonly string[], signal: AbortSignal): Promise<Record<string, unknown>[]>
  placeholder(n: number): string
  /** Connects ahead; what fails is told by the first query. */
  warm(): void
  close(): void
}

/** Connects when it is warmed or first asked, and loads the driver only then: a shop without PostgreSQL has not got it in memory. */
export const openQueryServer = (parts: QueryServerParts): QueryServer => {
  const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${parts.deadlineMs + SERVER_LATER_MS}`
  let opening: Promise<Pool> | undefined
  const open = (): Promise<Pool> => {
    opening ??= openPool(parts)
    return opening
  }

  const ask = async (client: PoolClient, text: string, values: readonly string[]) => {
    await client.query(begin)
    const { rows } = await client.query<Record<string, unknown>>({ text, values: [...values] })
    await client.query('COMMIT')
    return rows.map(plain)
  }
  return {
    read: async (text, values, signal) => {
      const pool = await open()
      const client = await pool.connect().catch((error: Error) => Promise.reject(told(error)))
      let isOver = false
      const release = (broken: boolean): void => {
        if (isOver) return
        isOver = true
        signal.removeEventListener('abort', abort)
        client.release(broken)
      }
      // Its connection is given up with it; the server ends the query by its own clock.
      const abort = (): void => release(true)
      signal.addEventListener('abort', abort, { once: true })
      try {
        signal.throwIfAborted()
        const rows = await ask(client, text, values)
        release(false)
        return rows
      } catch (error) {
        // An open transaction goes with its connection.
        release(true)
        throw signal.aborted ? signal.reason : told(error as Error)
      }
    },
    placeholder: (n) => `$${n}`,
    warm: () =>
      void open()
        .then((pool) => pool.connect())
        .then((client) => client.release())
        .catch(() => undefined),
    close: () => void opening?.then((pool) => pool.end()).catch(() => undefined),
  }
}

const openPool = async ({ connection, password, ca, deadlineMs }: QueryServerParts): Promise<Pool> => {
  const { default: pg } = await import('pg')
  const { kind: _, tls, ...address } = parseDatabaseAddress(connection)
  const pool = new pg.Pool({
    ...address,
    ...(password === undefined ? {} : { password }),
    ssl: tls || ca !== undefined ? { ...(ca === undefined ? {} : { ca }) } : false,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: deadlineMs,
    application_name: 'tabdesk',
    types: { getTypeParser: parserOf(pg.types.getTypeParser) },
  })
  // An idle connection that the server closed; the next query opens another.
  pool.on('error', () => undefined)
  // One in use that is cut between two of its statements: the next statement says so, and nobody else hears of it.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** `date` and `timestamp` (pg_type): `pg` would read them in the zone of this machine; as text they are mapped with the zone that the file says. */
const ZONELESS = new Set([1082, 1114])

type GetTypeParser = typeof types.getTypeParser

const parserOf = (usual: GetTypeParser): GetTypeParser =>
  ((type: number, format?: 'text') =>
    ZONELESS.has(type) ? (text: string) => text : usual(type, format)) as GetTypeParser

/** What to do, by SQLSTATE or by the code of a connection. Class 42 names what of the statement is wrong; the words of others may quote an id or an address. */
const WORDS: Readonly<Record<string, string>> = {
  '25006': 'the statement writes: sources are only read',
  '28000': 'it refuses this user from here, or without TLS: look at pg_hba.conf, or write sslmode=require',
  '28P01': 'it refuses the user or the password',
  '3D000': 'it has no database of this name',
  '53300': 'it has no connection left for us',
  '57014': 'the query took too long',
  '57P01': 'it is shutting down',
  '57P03': 'it is starting or stopping',
}

/** No number, one beyond its type, no date, one that there is not (SQLSTATE class 22). */
const OF_VALUES = new Set(['22P02', '22003', '22007', '22008'])

const told = (error: Error & { code?: string }): Error => {
  const { code = '', message } = error
  if (OF_VALUES.has(code))
    return new ValueError(
      'an id is no value of its column: compare as text, WHERE id::text IN ({ids}), with an index on (id::text)',
      { cause: error },
    )
  return new Error(code.startsWith('42') ? wordsOf42(message) : (WORDS[code] ?? wordsOfConnection(code, message)), {
    cause: error,
  })
}

/** `id = '7'` with a number is where most first tries end. */
const wordsOf42 = (message: string): string =>
  /operator does not exist/.test(message) ? `${message}: compare as text, WHERE id::text IN ({ids})` : message

const wordsOfConnection = (code: string, message: string): string => {
  if (/does not support SSL/.test(message))
    return 'it speaks no TLS: turn it on there, or write sslmode=disable where the way is safe'
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code))
    return `its certificate is not accepted (${code}): renew it, or name the file of its issuer as ca`
  if (/timeout exceeded|terminated/.test(message)) return 'the connection was not made in time, or was cut'
  return `SQLSTATE or code ${code || 'unknown'}`
}

/** Dates as ISO text: `timestamptz` comes as one, and so can be mapped like any other source's. */
const plain = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  )
