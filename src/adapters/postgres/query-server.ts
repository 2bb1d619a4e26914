/** Connections to one server at once; the rest wait. */
const MAX_CONNECTIONS = 8
/** Milliseconds after which the server itself gives a query up, whoever waits for it. */
const STATEMENT_TIMEOUT_MS = 10_000

/** The little of `pg` that is used; it is no dependency of the product. */
interface Pool {
  query(of: { text: string; values: string[] }): Promise<{ rows: Record<string, unknown>[] }>
  on(event: 'error', listener: () => void): void
  end(): Promise<void>
}
type GetTypeParser = (type: number, format?: string) => (text: string) => unknown
type ImportPg = () => Promise<{
  default: { Pool: new (options: object) => Pool; types: { getTypeParser: GetTypeParser } }
}>

/** A PostgreSQL server of somebody else's, read only: the session itself refuses to write. */
export interface QueryServer {
  /** @throws Error with what the server said, its values left out */
  read(statement: string, values: readonly string[], signal: AbortSignal): Promise<Record<string, unknown>[]>
  placeholder(n: number): string
  close(): void
}

/** Connects with the first query; without `pg` each query says how to install it. */
export const openQueryServer = (connection: string, importPg: ImportPg = loadPg): QueryServer => {
  let opening: Promise<Pool> | undefined
  const open = async (): Promise<Pool> => {
    const { default: pg } = await importPg().catch(() => {
      throw new Error('PostgreSQL needs the package pg: npm install pg@8, then start again')
    })
    const pool = new pg.Pool({
      connectionString: connection,
      max: MAX_CONNECTIONS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
      application_name: 'tabdesk',
      types: {
        getTypeParser: (type: number, format?: string) =>
          ZONELESS.has(type) ? (text: string) => text : pg.types.getTypeParser(type, format),
      },
      options: '-c default_transaction_read_only=on',
    })
    // An idle connection that the server closed; the next query opens another.
    pool.on('error', () => undefined)
    return pool
  }
  return {
    read: async (text, values) => {
      opening ??= open().catch((error: Error) => {
        opening = undefined
        throw error
      })
      const pool = await opening
      const { rows } = await pool.query({ text, values: [...values] }).catch((error: Error & { code?: string }) => {
        throw new Error(wordsOf(error), { cause: error })
      })
      return rows.map(plain)
    },
    placeholder: (n) => `$${n}`,
    close: () => void opening?.then((pool) => pool.end()).catch(() => undefined),
  }
}

/** `date` and `timestamp` (pg_type): `pg` would read them in the zone of this machine; as text they are mapped with the zone that the file says. */
const ZONELESS = new Set([1082, 1114])

/** A name that no bundler or type checker resolves: the package may not be there. */
const PG = 'pg'
const loadPg: ImportPg = () => import(PG)

/** Class 42 names what of the statement is wrong; the words of others may quote an id or an address. */
const wordsOf = ({ code = '', message }: Error & { code?: string }): string => {
  if (code.startsWith('42')) return message
  if (code === '22P02') return 'an id is no value of its column: compare as text, WHERE id::text IN ({ids})'
  return `SQLSTATE or code ${code || 'unknown'}`
}

/** Dates as ISO text: `timestamptz` comes as one, and so can be mapped like any other source's. */
const plain = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  )
