import { parentPort, workerData } from 'node:worker_threads'
import { Refusal } from '../../domain/errors.ts'
import { type Call, plain, type Reply, type ThreadOptions } from './calls.ts'
import { loadDriver } from './driver.ts'
import { rollBack } from './migrations.ts'
import { openReader, sqliteVersion } from './open.ts'
import { createReads, type Reads } from './reads.ts'
import { serveCalls } from './serve-calls.ts'
import { storageFault } from './storage-error.ts'

/** Entry of the thread that reads, so that neither the event loop nor the writer waits for a long read. */
if (parentPort !== null) {
  const { dir, driver: wanted } = workerData as ThreadOptions
  void serveCalls(parentPort, async () => {
    const db = openReader(await loadDriver(wanted), dir)
    const reads = createReads(db)
    const read = ({ id, name, args }: Call): Reply => {
      const run = reads[name as keyof Reads] as (...args: readonly unknown[]) => unknown
      try {
        return { id, value: run(...args) }
      } catch (error) {
        const refusal = error instanceof Refusal ? error : storageFault(error, dir)?.refusal
        return {
          id,
          refused: plain(refusal ?? new Refusal('internal', `the store could not read ${name}: ${String(error)}`)),
        }
      }
    }
    return {
      ready: { type: 'ready', driver: db.driver, version: sqliteVersion(db) },
      // One snapshot a batch: a page and its conversation agree, and it is newer than every write that was acknowledged before.
      settle: (calls) => {
        db.exec('BEGIN')
        try {
          return { replies: calls.map(read) }
        } finally {
          rollBack(db)
        }
      },
      close: () => db.close(),
    }
  })
}
