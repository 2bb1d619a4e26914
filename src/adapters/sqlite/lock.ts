import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { type Database, loadDriver } from './driver.ts'
import { isBusy } from './storage-error.ts'

/**
 * Holds DATA_DIR for this process until `release`. The lock is SQLite's own on a small file, so the system drops it
 * when the process dies, however it dies, and no stale lock is ever left; the file's row tells others who holds it.
 * @throws Refusal `bad_input` naming the process that holds it
 */
export const acquireLock = async (dir: string, pid = process.pid): Promise<{ release(): void }> => {
  mkdirSync(dir, { recursive: true })
  const driver = await loadDriver()
  const db = driver.open(join(dir, 'store.lock'), { readOnly: false })
  try {
    db.exec('PRAGMA busy_timeout = 0; PRAGMA synchronous = FULL')
    // The name must be committed to be seen, which lets go for a moment: whoever comes in between wins, once.
    db.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL); DELETE FROM holder')
    db.prepare('INSERT INTO holder (pid) VALUES (?)').run(pid)
    db.exec('COMMIT; BEGIN IMMEDIATE')
  } catch (error) {
    const holder = holderOf(db)
    db.close()
    if (!isBusy(error))
      throw new Refusal('bad_input', `DATA_DIR ${dir} cannot be locked: ${(error as Error).message}`, {
        field: 'DATA_DIR',
        cause: error,
      })
    throw new Refusal(
      'bad_input',
      `DATA_DIR ${dir} is in use by process ${holder}: stop it, or start with another DATA_DIR`,
      {
        field: 'DATA_DIR',
        cause: error,
      },
    )
  }
  let held = true
  return {
    release: () => {
      if (!held) return
      held = false
      // The prebuilt driver's close leaves the file open while a statement lives, and its lock with it.
      db.exec('ROLLBACK')
      db.close()
    },
  }
}

const holderOf = (db: Database): string => {
  try {
    return String(db.prepare('SELECT pid FROM holder').get()?.['pid'] ?? 'unknown')
  } catch {
    return 'unknown'
  }
}
