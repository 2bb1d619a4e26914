import { existsSync } from 'node:fs'
import { Refusal } from '../../domain/errors.ts'
import type { Verified } from '../../ports/opened-store.ts'
import { type Database, loadDriver } from './driver.ts'
import { MIGRATIONS, pragma } from './migrations.ts'
import { openReader, storePath } from './open.ts'
import { createReads, type Reads } from './reads.ts'
import { verify } from './verify.ts'

/** The reads of a store that another process may be writing; nothing is locked and nothing changed. */
export interface ReadOnlyStore extends Reads {
  /** Place of the turn that was decided last, as `turns` counts places; 0 where there is none. */
  lastTurn(): number
  close(): void
}

/**
 * Reads every page and every event of the store of `dir`, also while a process is writing it.
 * @throws Refusal `storage` with the first thing that is wrong, and as `openReadOnly`
 */
export const verifyStore = async (dir: string): Promise<Verified> =>
  withReader(dir, (db) => verify(db, storePath(dir), 'whole'))

/**
 * Opens the store of `dir` for reading, in this thread.
 * @throws Refusal `bad_input` without a store, or one of another version
 */
export const openReadOnly = (dir: string): Promise<ReadOnlyStore> =>
  withReader(
    dir,
    (db) => ({
      ...createReads(db),
      lastTurn: () => Number(db.prepare('SELECT max(id) AS last FROM records').get()?.['last'] ?? 0),
      close: () => db.close(),
    }),
    { stays: true },
  )

const withReader = async <T>(dir: string, work: (db: Database) => T, { stays = false } = {}): Promise<T> => {
  if (!existsSync(storePath(dir)))
    throw new Refusal('bad_input', `there is no store in ${dir}: check DATA_DIR`, { field: 'DATA_DIR' })
  const db = openReader(await loadDriver(), dir)
  let opened = false
  try {
    const schema = pragma(db, 'user_version')
    const newest = MIGRATIONS.at(-1)?.version
    if (schema !== newest)
      throw new Refusal(
        'bad_input',
        `the store in ${dir} has schema ${schema}, this program reads ${newest}: start the product of this version on it once, or use the program that wrote it`,
        { field: 'DATA_DIR' },
      )
    const result = work(db)
    opened = true
    return result
  } finally {
    if (!(opened && stays)) db.close()
  }
}
