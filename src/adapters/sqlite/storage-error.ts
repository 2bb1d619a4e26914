import { statfsSync } from 'node:fs'
import { Refusal } from '../../domain/errors.ts'

/** Primary result codes of https://sqlite.org/rescode.html. */
const SQLITE_ERROR = 1
const SQLITE_BUSY = 5
const SQLITE_FULL = 13
/** After these the connection must not be trusted any more. */
const BROKEN: Record<string, number> = {
  SQLITE_NOMEM: 7,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_CANTOPEN: 14,
  SQLITE_PROTOCOL: 15,
  SQLITE_NOTADB: 26,
}
/** Below this a failed write is put down to the full disk, whatever it was that failed. */
const FULL_BELOW_BYTES = 1024 * 1024
const RETRY_AFTER_MS = 1_000

/**
 * What an error of SQLite means. `full` and `busy` pass by themselves; `broken` asks for a new connection and an integrity
 * check (a failed fsync must never be tried again on the same one); `call` is the fault of one call's values.
 */
export interface StorageFault {
  kind: 'full' | 'busy' | 'broken' | 'call'
  refusal: Refusal
}

/** Reads an error of either driver; undefined where it did not come from SQLite. `dir` is where the file lies. */
export const storageFault = (error: unknown, dir: string): StorageFault | undefined => {
  const code = resultCode(error)
  if (code === undefined) return undefined
  const message = (error as Error).message
  const more = { retryAfterMs: RETRY_AFTER_MS, cause: error }
  const broken = Object.values(BROKEN).includes(code)
  if (code === SQLITE_FULL || (broken && freeBytes(dir) < FULL_BELOW_BYTES)) {
    const text = `the disk under ${dir} is full (${message}): make room; writing goes on by itself`
    return { kind: broken ? 'broken' : 'full', refusal: new Refusal('storage.full', text, more) }
  }
  const kind = broken ? 'broken' : code === SQLITE_BUSY ? 'busy' : 'call'
  return { kind, refusal: new Refusal('storage', `the store failed: ${message}`, more) }
}

/** Another connection holds the lock. */
export const isBusy = (error: unknown): boolean => resultCode(error) === SQLITE_BUSY

/** The primary result code; better-sqlite3 gives its name, node:sqlite's API its number. */
const resultCode = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  if (typeof errcode === 'number') return errcode & 0xff
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined
  const known = Object.entries({ ...BROKEN, SQLITE_BUSY, SQLITE_FULL }).find(([name]) => code.startsWith(name))
  return known?.[1] ?? SQLITE_ERROR
}

const freeBytes = (dir: string): number => {
  try {
    const { bavail, bsize } = statfsSync(dir)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
