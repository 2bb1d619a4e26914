import { randomFillSync } from 'node:crypto'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type DriverName, loadDriver } from '../../src/adapters/sqlite/driver.ts'
import { createSqliteStore } from '../../src/adapters/sqlite/store.ts'
import { createUuidv7 } from '../../src/lib/uuid.ts'

/**
 * A process to be killed: sends messages as fast as they are acknowledged and prints the cid of each that it takes for
 * acknowledged, one a line. `tsx appender.ts DIR DRIVER MODE`; modes: `durable`; as negative controls `ack-first`
 * (takes a message for acknowledged before the store does) and `unsynced` (a commit without an fsync, on a table of its own).
 */
const [dir = '', driver = 'better-sqlite3', mode = 'durable'] = process.argv.slice(2)
const SENDERS = 40
const CONVERSATIONS = 10
/** How far `ack-first` runs ahead of the store: long against a commit, so that a kill at any moment finds some ahead. */
const AHEAD_MS = 20

const newCid = createUuidv7(Date.now, randomFillSync)
const asleep = new Int32Array(new SharedArrayBuffer(4))
/** Synchronous, so that a kill takes no line that was printed; a pipe whose reader is slow is waited for. */
const print = (line: string): void => {
  for (;;) {
    try {
      writeSync(1, `${line}\n`)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(asleep, 0, 0, 1)
    }
  }
}

const sendAll = async (): Promise<void> => {
  const store = await createSqliteStore({ dir, driver: driver as DriverName })
  print('ready')
  const send = async (index: number): Promise<never> => {
    const from = { role: 'customer' as const, id: `customer-${index % CONVERSATIONS}`, name: '王小明' }
    for (;;) {
      const cid = newCid()
      if (mode === 'ack-first') {
        print(cid)
        await setTimeout(AHEAD_MS)
      }
      await store
        .append({
          tenant: 'default',
          cid,
          from,
          kind: 'text',
          text: '我的包裹到哪里了？已经三天没有更新了。',
          owesTurn: true,
        })
        .then(
          () => mode === 'ack-first' || print(cid),
          (error: Error) => {
            writeSync(2, `${error.message}\n`)
          },
        )
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, (_, index) => send(index)))
}

const commitUnsynced = async (): Promise<void> => {
  const db = (await loadDriver(driver as DriverName)).open(join(dir, 'unsynced.db'), { readOnly: false })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE sent (cid TEXT NOT NULL)')
  const insert = db.prepare('INSERT INTO sent (cid) VALUES (?)')
  print('ready')
  for (;;) {
    const cid = newCid()
    insert.run(cid)
    print(cid)
  }
}

void (mode === 'unsynced' ? commitUnsynced() : sendAll())
