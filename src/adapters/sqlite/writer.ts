import { randomFillSync } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { createUuidv7 } from '../../lib/uuid.ts'
import type { ThreadOptions } from './calls.ts'
import { loadDriver } from './driver.ts'
import { createGroupCommit, settleInTurn } from './group-commit.ts'
import { createIdleCheckpoint } from './idle-checkpoint.ts'
import { openWriter, sqliteVersion } from './open.ts'
import { serveCalls } from './serve-calls.ts'
import { createWrites, HEALTH } from './writes.ts'

/** Entry of the thread that holds the only writing connection. */
if (parentPort !== null) {
  const { dir, driver: wanted, verify, maxPages } = workerData as ThreadOptions
  void serveCalls(parentPort, async () => {
    const driver = await loadDriver(wanted)
    const { db, opened } = openWriter(driver, dir, maxPages === undefined ? { verify } : { verify, maxPages })
    const writes = createWrites(db, createUuidv7(Date.now, randomFillSync))
    const commit = createGroupCommit({ db, dir, ...writes })
    const checkpoint = createIdleCheckpoint(db)
    return {
      ready: { type: 'ready', driver: db.driver, version: sqliteVersion(db), opened },
      settle: (calls) => {
        const probes = calls.filter(({ name }) => name === HEALTH)
        if (probes.length === 0) return commit(calls)
        // A probe asks for room, and must not cost the others theirs.
        const others = calls.filter(({ name }) => name !== HEALTH)
        return settleInTurn([others, ...probes.map((probe) => [probe])], commit)
      },
      afterBatch: checkpoint.wait,
      close: () => {
        checkpoint.stop()
        db.close()
      },
    }
  })
}
