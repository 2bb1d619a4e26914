import type { Database } from './driver.ts'
import { BUSY_TIMEOUT_MS } from './open.ts'

/** Without a write for so long, the WAL is moved into the file and emptied: what was recalled leaves the disk, and the next start is quick. */
const IDLE_MS = 2_000
/** A long read (a backup) may hold the WAL; then the next idle time comes. */
const PATIENCE_MS = 50

export const createIdleCheckpoint = (db: Database): { wait(): void; stop(): void } => {
  let timer: NodeJS.Timeout | undefined
  const checkpoint = (): void => {
    db.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`)
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // Nothing is lost: the WAL is durable, and a fault of the disk shows at the next write.
    } finally {
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }
  return {
    wait: () => {
      timer = timer?.refresh() ?? setTimeout(checkpoint, IDLE_MS).unref()
    },
    stop: () => clearTimeout(timer),
  }
}
