import { randomFillSync } from 'node:crypto'
import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { Refusal } from '../../domain/errors.ts'
import { createUuidv7 } from '../../lib/uuid.ts'
import { type Database, loadDriver } from './driver.ts'
import { acquireLock } from './lock.ts'
import { count, type Opened, openReader, openWriter, storePath } from './open.ts'
import { verify } from './verify.ts'

/**
 * Copies the store of `dir` into one `file`, also while a process is writing it, and checks the copy.
 * @throws Refusal `not_found` without a store, `bad_input` when `file` exists, `storage` when the copy is not sound
 */
export const takeSnapshot = async (dir: string, file: string): Promise<Omit<Opened, 'ms' | 'verified'>> => {
  if (!existsSync(storePath(dir)))
    throw new Refusal('not_found', `there is no store in ${dir}: check DATA_DIR`, { field: 'DATA_DIR' })
  if (existsSync(file)) throw new Refusal('bad_input', `${file} exists: choose another name`, { field: 'out' })
  const driver = await loadDriver()
  try {
    using(openReader(driver, dir), (db) => db.prepare('VACUUM INTO ?').run(file))
    sync(file)
    return using(driver.open(file, { readOnly: true }), (db) => {
      verify(db, file, 'whole')
      return count(db)
    })
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}

/**
 * Puts a snapshot into a `dir` that has no store yet. The log gets a new epoch (W2): clients whose seq is higher than
 * what was restored are told so.
 * @throws Refusal `bad_input` when `dir` has a store or is in use, `storage` when the snapshot is not sound
 */
export const restoreSnapshot = async (file: string, dir: string): Promise<Omit<Opened, 'ms' | 'verified'>> => {
  if (!existsSync(file)) throw new Refusal('bad_input', `there is no file ${file}`, { field: 'in' })
  if (existsSync(storePath(dir)))
    throw new Refusal('bad_input', `${dir} has a store already: move it away, or restore into another DATA_DIR`, {
      field: 'DATA_DIR',
    })
  mkdirSync(dir, { recursive: true })
  const lock = await acquireLock(dir)
  try {
    const driver = await loadDriver()
    using(driver.open(file, { readOnly: true }), (db) => verify(db, file, 'whole'))
    copyFileSync(file, storePath(dir))
    sync(storePath(dir))
    const { db, opened } = openWriter(driver, dir, { verify: false })
    const epoch = createUuidv7(Date.now, randomFillSync)()
    using(db, () =>
      db
        .prepare(
          `INSERT INTO meta (key, value) VALUES ('epoch', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        )
        .run(epoch),
    )
    return { conversations: opened.conversations, events: opened.events }
  } finally {
    lock.release()
  }
}

const using = <T>(db: Database, work: (db: Database) => T): T => {
  try {
    return work(db)
  } finally {
    db.close()
  }
}

const sync = (file: string): void => {
  const descriptor = openSync(file, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
