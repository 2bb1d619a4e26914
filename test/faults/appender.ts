import { randomFillSync } from 'node:crypto'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
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

const newCid = createUuidv7(Date.now, randomFillSync)
const acknowledge = (cid: string): void => {
  writeSync(1, `${cid}\n`)
}

const sendAll = async (): Promise<void> => {
  const store = await createSqliteStore({ dir, driver: driver as DriverName })
  writeSync(1, 'ready\n')
  const send = async (index: number): Promise<never> => {
    const from = { role: 'customer' as const, id: `customer-${index % CONVERSATIONS}`, name: '王小明' }
    for (;;) {
      const cid = newCid()
      if (mode === 'ack-first') acknowledge(cid)
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
          () => mode === 'ack-first' || acknowledge(cid),
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
  writeSync(1, 'ready\n')
  for (;;) {
    const cid = newCid()
    insert.run(cid)
    acknowledge(cid)
  }
}

void (mode === 'unsynced' ? commitUnsynced() : sendAll())
