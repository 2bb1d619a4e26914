import pg from 'pg'

/** Milliseconds that a write waits for its connection and for each answer: with both, nothing waits 2 s to be refused. */
const WRITE_CONNECT_MS = 1_500
const WRITE_ANSWER_MS = 1_500
/** The server gives up a little before we do, so that nothing goes on that was refused. */
const WRITE_STATEMENT_MS = 1_400
const WRITE_LOCK_MS = 700
/** A process that stopped in the middle of its transaction is thrown out, with what it had locked. */
const IDLE_IN_TRANSACTION_MS = 2_000
const READ_CONNECT_MS = 1_500
const READ_ANSWER_MS = 12_000
const READ_STATEMENT_MS = 10_000
/** Connections of one process: one that writes, and as many that read at once. */
const READERS = 8
/** Connections for writes beside the log, which must not wait for them: what became of webhooks' calls, keys of callers, erasures. */
const NOTERS = 2
/** Connections for leases and for what others changed. */
const SHARERS = 2
const KEEP_ALIVE_AFTER_MS = 5_000

/** Plans are made once for all values: making them takes longer than carrying them out. */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan'
/** After this a connection is replaced, so that plans are made again for tables that have grown. */
const LIFETIME_SECONDS = 600

/** `int8` (pg_type 20) as numbers: all of ours are below 2^53. */
const INT8 = 20

/** The connections of one process. */
export interface Pools {
  /** The log: one connection at a time; statements that are sent together travel together. */
  writing: pg.Pool
  noting: pg.Pool
  reading: pg.Pool
}

export const createPools = (url: string): Pools => ({
  writing: pool(url, {
    application_name: 'tabdesk write',
    options: PLANNED_ONCE,
    max: 1,
    pipeline: true,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: WRITE_CONNECT_MS,
    query_timeout: WRITE_ANSWER_MS,
    statement_timeout: WRITE_STATEMENT_MS,
    lock_timeout: WRITE_LOCK_MS,
  }),
  noting: pool(url, {
    application_name: 'tabdesk note',
    options: PLANNED_ONCE,
    max: NOTERS,
    connectionTimeoutMillis: WRITE_CONNECT_MS,
    query_timeout: WRITE_ANSWER_MS,
    statement_timeout: WRITE_STATEMENT_MS,
    lock_timeout: WRITE_LOCK_MS,
  }),
  reading: pool(url, {
    application_name: 'tabdesk read',
    max: READERS,
    connectionTimeoutMillis: READ_CONNECT_MS,
    query_timeout: READ_ANSWER_MS,
    statement_timeout: READ_STATEMENT_MS,
    options: `-c default_transaction_read_only=on ${PLANNED_ONCE}`,
  }),
})

/** What processes need of each other: what is lost of it in a crash of the server is said again. */
export const createSharedPool = (url: string): pg.Pool =>
  pool(url, {
    application_name: 'tabdesk cluster',
    max: SHARERS,
    connectionTimeoutMillis: WRITE_CONNECT_MS,
    query_timeout: WRITE_ANSWER_MS,
    statement_timeout: WRITE_STATEMENT_MS,
    lock_timeout: WRITE_LOCK_MS,
    options: `-c synchronous_commit=off ${PLANNED_ONCE}`,
  })

const pool = (url: string, options: pg.PoolConfig & { pipeline?: boolean }): pg.Pool => {
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8, Number)
  const made = new pg.Pool({
    connectionString: url,
    types,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    ...options,
  })
  // A connection that the server closed: whoever needs the next one hears of it.
  made.on('error', () => undefined)
  made.on('connect', (client) => client.on('error', () => undefined))
  return made
}
