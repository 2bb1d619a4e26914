import { statfsSync } from 'node:fs'
import { Refusal } from '../../domain/errors.ts'

const SQLITE_ERROR = 1
const SQLITE_BUSY = 5
const SQLITE_FULL = 13
/** Primary result codes of https://sqlite.org/rescode.html after which the connection must not be trusted any more. */
const BROKEN: Record<string, number> = { SQLITE_IOERR: 10, SQLITE_CORRUPT: 11, SQLITE_CANTOPEN: 14, SQLITE_NOTADB: 26 }
/** Below this a failed write is put down to the full disk, whatever call it was that failed. */
const FULL_BELOW_BYTES = 1024 * 1024
const RETRY_AFTER_MS = 1_000

export interface StorageFault {
  kind: 'full' | 'broken' | 'other'
  refusal: Refusal
}

/**
 * What an error of either driver means: `full` is retried by callers as it stands, `broken` asks for a new
 * connection and an integrity check (a failed fsync must never be tried again on the same one),
 * `other` is a fault of one operation. Undefined where the error did not come from SQLite.
 */
export const storageFault = (error: unknown, dir: string): StorageFault | undefined => {
  const code = resultCode(error)
  if (code === undefined) return undefined
  const message = (error as Error).message
  const broken = Object.values(BROKEN).includes(code)
  if (code === SQLITE_FULL || (broken && freeBytes(dir) < FULL_BELOW_BYTES)) {
    const refusal = new Refusal(
      'storage.full',
      `the disk under ${dir} is full (${message}): make room; writing goes on by itself`,
      {
        retryAfterMs: RETRY_AFTER_MS,
        cause: error,
      },
    )
    return { kind: code === SQLITE_FULL ? 'full' : 'broken', refusal }
  }
  const refusal = new Refusal('storage', `the store failed: ${message}`, {
    retryAfterMs: RETRY_AFTER_MS,
    cause: error,
  })
  return { kind: broken ? 'broken' : 'other', refusal }
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
