import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifyServer } from '../src/adapters/postgres/open.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { verifyStore } from '../src/adapters/sqlite/read-only.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { agent, customer, expectRefusal, message, newCid, START, TENANT } from './contract/store-words.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, startQuickly } from './postgres-under-test.ts'

/** A resolved conversation, one that is open with a message taken back, and one that was erased; ids of the first two. */
const fill = async (store: OpenedStore): Promise<{ done: string; open: string }> => {
  const done = (await store.append(message({ from: customer('mei'), text: '发票抬头写错了能改吗' }))).conversation.id
  await store.append(message({ from: agent(), conversation: done, text: '可以改，请把正确的抬头发给我' }))
  await store.move({ tenant: TENANT, conversation: done, move: { type: 'resolve' }, at: new Date(START).toISOString() })
  const open = (await store.append(message({ text: '我的货到哪了呀 😅' }))).conversation.id
  await store.append(message({ text: 'my phone is 13800000000' }))
  await store.recall({ tenant: TENANT, conversation: open, seq: 2, opId: newCid(), by: customer(), withinMs: 1e9 })
  await store.append(message({ text: '在吗' }))
  const gone = (await store.append(message({ from: customer('old') }))).conversation.id
  const because = { by: { role: 'admin', id: 'root', name: 'Root' }, reason: 'asked' } as const
  await store.erase({ tenant: TENANT, conversation: gone, at: new Date(START).toISOString(), because })
  return { done, open }
}

/** By hand, past the program: what is done to `log`, and what is said of it. */
const DAMAGE: readonly [string, (place: string) => string, RegExp][] = [
  [
    'a letter of a message',
    (open) => `UPDATE log SET text = '在嘛' WHERE conversation = ${open} AND seq = 4`,
    /words of event 4/,
  ],
  [
    'who wrote it',
    (open) => `UPDATE log SET role = 'agent' WHERE conversation = ${open} AND seq = 4`,
    /event 4 .* not as it was written/,
  ],
  ['when it was written', (open) => `UPDATE log SET at = at + 1 WHERE conversation = ${open} AND seq = 1`, /event 1/],
  [
    'a message that is missing',
    (open) => `DELETE FROM log WHERE conversation = ${open} AND seq = 3`,
    /no seq 3: after 2 comes 4/,
  ],
  [
    'the last message',
    (open) => `DELETE FROM log WHERE conversation = ${open} AND seq = 4`,
    /ends at seq 3 where its head is 4/,
  ],
  [
    'words that are back',
    (open) => `UPDATE log SET text = 'my phone' WHERE conversation = ${open} AND seq = 2`,
    /taken back, and has words/,
  ],
]

describe('the embedded log is verified', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tabdesk-verify-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const edit = async (sql: string): Promise<void> => {
    const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
    db.exec(`PRAGMA foreign_keys = OFF; ${sql}`)
    db.close()
  }

  it('at start, and says how much and how long; whole by doctor, also while it runs', async () => {
    const store = await createSqliteStore({ dir })
    await fill(store)
    expect(await verifyStore(dir)).toMatchObject({ events: 7, conversations: 3, whole: true })
    await store.close()
    const again = await createSqliteStore({ dir })
    expect(again.opened.verified).toMatchObject({ events: 7, conversations: 3, whole: true })
    expect(again.opened.verified?.ms).toBeGreaterThan(0)
    await again.close()
  })

  it.each(DAMAGE)('negative control: %s is found', async (_, damage, words) => {
    const store = await createSqliteStore({ dir })
    const { open } = await fill(store)
    await store.close()
    await edit(damage(`(SELECT id FROM conversations WHERE uid = '${open}')`))
    await expectRefusal(createSqliteStore({ dir }), 'storage', words)
    await expectRefusal(verifyStore(dir), 'storage', words)
  })

  it('negative control: one flipped bit in the file is found, which SQLite does not see', async () => {
    const store = await createSqliteStore({ dir })
    await fill(store)
    await store.close()
    const bytes = readFileSync(storePath(dir))
    const at = bytes.indexOf('可以改')
    expect(at).toBeGreaterThan(0)
    bytes[at + 2] = (bytes[at + 2] as number) ^ 1
    writeFileSync(storePath(dir), bytes)
    const db = (await loadDriver()).open(storePath(dir), { readOnly: true })
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    db.close()
    await expectRefusal(createSqliteStore({ dir }), 'storage', /words of event 2/)
  })

  it('of a long log a start looks at the end and at what is open; the rest is left to doctor', async () => {
    const store = await createSqliteStore({ dir })
    const { done, open } = await fill(store)
    const more = 21_000
    await store.close()
    // Long ago nobody kept sums; so many rows are quicker made by hand.
    await edit(`INSERT INTO conversations (uid, tenant, customer, customer_name, head, state, human_spoke, misses, created_at, updated_at)
      SELECT 'long', tenant, customer, 'x', ${more}, 'resolved', 0, 0, created_at, updated_at FROM conversations WHERE uid = '${done}';
      WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${more})
      INSERT INTO log (conversation, seq, tenant, sender, at, role, name, kind, text)
      SELECT (SELECT id FROM conversations WHERE uid = 'long'), n, 1, 1, 1, 'customer', 'x', 'text', 'y' FROM n`)
    const started = await createSqliteStore({ dir })
    expect(started.opened.verified).toMatchObject({ whole: false, conversations: 3, events: 205 })
    await started.close()
    await edit(
      `UPDATE log SET text = 'other' WHERE seq = 2 AND conversation = (SELECT id FROM conversations WHERE uid = '${done}')`,
    )
    await (await createSqliteStore({ dir })).close()
    await expectRefusal(verifyStore(dir), 'storage', /words of event 2/)
    await edit(
      `UPDATE log SET text = 'other' WHERE seq = 4 AND conversation = (SELECT id FROM conversations WHERE uid = '${open}')`,
    )
    await expectRefusal(createSqliteStore({ dir }), 'storage', /words of event 4/)
  })

  it('of many conversations a start looks at the end of each, and at no more events in all than its time allows', async () => {
    const store = await createSqliteStore({ dir })
    const { done } = await fill(store)
    await store.close()
    const [conversations, each] = [1_000, 45]
    await edit(`WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${conversations})
      INSERT INTO conversations (uid, tenant, customer, customer_name, head, state, human_spoke, misses, created_at, updated_at)
      SELECT 'c' || n, tenant, customer, 'x', ${each}, 'resolved', 0, 0, created_at, updated_at FROM conversations, n WHERE uid = '${done}';
      WITH RECURSIVE s (s) AS (SELECT 1 UNION ALL SELECT s + 1 FROM s WHERE s < ${each})
      INSERT INTO log (conversation, seq, tenant, sender, at, role, name, kind, text)
      SELECT id, s, 1, 1, 1, 'customer', 'x', 'text', 'y' FROM s, conversations WHERE uid LIKE 'c%' ORDER BY s, id`)
    const started = await createSqliteStore({ dir })
    const { events = 0, ...rest } = started.opened.verified ?? {}
    expect(rest).toMatchObject({ whole: false, conversations: conversations + 2 })
    expect(events).toBeLessThanOrEqual(40_000)
    expect(events).toBeGreaterThan(30_000)
    await started.close()
    await edit(
      `DELETE FROM log WHERE seq = ${each} AND conversation = (SELECT id FROM conversations WHERE uid = 'c500')`,
    )
    await expectRefusal(createSqliteStore({ dir }), 'storage', /c500 ends at seq 44 where its head is 45/)
  })
})

describe.skipIf(!hasPostgres)('the log in PostgreSQL is verified', () => {
  let server: PostgresServer
  let url: string
  let open: string
  beforeAll(async () => {
    server = await startQuickly()
    url = await server.database()
    const store = await createPostgresStore({ url })
    ;({ open } = await fill(store))
    expect(await verifyServer(url)).toMatchObject({ events: 7, conversations: 3, whole: true })
    await store.close()
  })
  afterAll(() => server?.close())

  it('at start what is open, whole by doctor', async () => {
    const store = await createPostgresStore({ url })
    expect(store.opened.verified).toMatchObject({ events: 5, conversations: 2, whole: false })
    await store.close()
  })

  it.each(DAMAGE)('negative control: %s is found', async (_, damage, words) => {
    const sql = damage(`'${open}'`).replace(/\blog\b/, 'tabdesk.log')
    const kept = `CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM tabdesk.log`
    await inDatabase(url, `${kept}; ${sql}`)
    try {
      await expectRefusal(createPostgresStore({ url }), 'storage', words)
      await expectRefusal(verifyServer(url), 'storage', words)
    } finally {
      await inDatabase(url, 'DELETE FROM tabdesk.log; INSERT INTO tabdesk.log SELECT * FROM kept')
    }
  })
})
