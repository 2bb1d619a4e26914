import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import type { Verified } from '../../ports/opened-store.ts'
import type { Database, Driver } from './driver.ts'
import { migrate, pragma } from './migrations.ts'
import { verify } from './verify.ts'

const FILE = 'store.db'
/** The WAL-reset corruption of 3.7.0 to 3.51.2 is fixed from here on. */
const MIN_SQLITE = [3, 51, 3] as const
export const BUSY_TIMEOUT_MS = 5_000
/** 16 MB of WAL at 4 KB a page: fewer checkpoints under load, still a quick recovery. */
const CHECKPOINT_PAGES = 4_000
const CACHE_KIB = 32_000

/** What opening found. `ms` is the time it took. */
export interface Opened {
  ms: number
  conversations: number
  events: number
  /** What was looked at; absent where the file was known to be sound. */
  verified?: Verified
}

export const storePath = (dir: string): string => join(dir, FILE)

/**
 * Opens the writing connection: settings set and read back, schema brought up to date, and the log checked.
 * @throws Refusal `bad_input` for a file that this program must not write, `storage` for a damaged one
 */
export const openWriter = (
  driver: Driver,
  dir: string,
  options: { verify: boolean; maxPages?: number },
): { db: Database; opened: Opened } => {
  const started = performance.now()
  mkdirSync(dir, { recursive: true })
  const path = storePath(dir)
  const db = driver.open(path, { readOnly: false })
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA synchronous = FULL`)
    assertVersion(db)
    // Deferred to here because a file of another program must be refused before its journal mode is changed.
    migrate(db, path)
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA secure_delete = ON;
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA cache_size = -${CACHE_KIB};
    `)
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${options.maxPages}`)
    assertSettings(db)
    const verified = options.verify ? { verified: verify(db, path, 'start') } : {}
    return { db, opened: { ms: performance.now() - started, ...count(db), ...verified } }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens a connection that only reads; the writer must have opened the file before. */
export const openReader = (driver: Driver, dir: string): Database => {
  const db = driver.open(storePath(dir), { readOnly: true })
  db.exec(
    `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`,
  )
  return db
}

/** How much a file holds; events are never deleted, so the highest row id counts them. */
export const count = (db: Database): Omit<Opened, 'ms' | 'verified'> => {
  const row = db
    .prepare('SELECT (SELECT count(*) FROM conversations) AS conversations, (SELECT max(id) FROM log) AS events')
    .get()
  return { conversations: Number(row?.['conversations']), events: Number(row?.['events'] ?? 0) }
}

export const sqliteVersion = (db: Database): string =>
  String(db.prepare('SELECT sqlite_version() AS version').get()?.['version'])

const assertVersion = (db: Database): void => {
  const version = sqliteVersion(db)
  const parts = version.split('.').map(Number)
  for (const [index, least] of MIN_SQLITE.entries()) {
    const part = parts[index] ?? 0
    if (part > least) return
    if (part < least)
      throw new Refusal(
        'storage',
        `${db.driver} brings SQLite ${version}: ${MIN_SQLITE.join('.')} or newer is needed, older ones can corrupt the log; run \`npm ci\` again`,
      )
  }
}

/** The drivers are built with other defaults than SQLite's own, so what was set is read back. */
const assertSettings = (db: Database): void => {
  const wanted = { journal_mode: 'wal', synchronous: 2, secure_delete: 1, trusted_schema: 0, cell_size_check: 1 }
  for (const [name, value] of Object.entries(wanted)) {
    const got = pragma(db, name)
    if (got !== value)
      throw new Refusal('storage', `SQLite has ${name} ${got} where ${value} is needed: use a local disk for DATA_DIR`)
  }
}
