import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MIGRATIONS as POSTGRES } from '../src/adapters/postgres/migrations.ts'
import { verifyServer } from '../src/adapters/postgres/open.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { MIGRATIONS as SQLITE } from '../src/adapters/sqlite/migrations.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { verifyStore } from '../src/adapters/sqlite/read-only.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { verifyTrail } from '../src/cli/verify-trail.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { agent, customer, expectRefusal, logOf, message, recordOf, TENANT } from './contract/store-words.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, startQuickly } from './postgres-under-test.ts'

/**
 * Every step of both schemas as it was when it was made. Databases of earlier versions are made from these, not from the program, so a step
 * that somebody changes afterwards is found. `UPDATE_SCHEMAS=1 npx vitest run test/migrations.test.ts` adds new steps, and changes no old one.
 */
const FILE = new URL('./fixtures/schemas.json', import.meta.url)
type Steps = { version: number; sql: string }[]
const read = (): { sqlite: Steps; postgres: Steps } => JSON.parse(readFileSync(FILE, 'utf8'))
if (process.env['UPDATE_SCHEMAS'] === '1') {
  const known = read()
  const grown = (old: Steps, now: readonly Steps[number][]): Steps => [...old, ...now.slice(old.length)]
  writeFileSync(
    FILE,
    `${JSON.stringify({ sqlite: grown(known.sqlite, SQLITE), postgres: grown(known.postgres, POSTGRES) }, null, 2)}\n`,
  )
}
const KEPT = read()

const AT = '2026-11-20T08:00:00.000Z'
const MS = Date.parse(AT)
const ID = '01a20156-0000-7000-8000-000000000001'
const CIDS = [
  '01a20156-0000-7000-8000-0000000000a1',
  '01a20156-0000-7000-8000-0000000000a2',
  '01a20156-0000-7000-8000-0000000000a3',
]
const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "''")}'`
const RECORD = quoted(recordOf(ID, 1, { suggestions: 1 }))

/** Rows as a program of that version wrote them: one conversation with an answer, a message taken back, and what hangs on it. */
const sqliteRows = (version: number): string => `
  INSERT INTO meta VALUES ('epoch', 'old-epoch');
  INSERT INTO tenants VALUES (1, '${TENANT}');
  INSERT INTO people VALUES (1, 1, 'lin'), (2, 1, 'ann');
  INSERT INTO conversations (id, uid, tenant, customer, customer_name, head, state, human_spoke, misses, created_at, updated_at)
    VALUES (1, '${ID}', 1, 1, '林晓', 4, 'bot', 1, 0, '${AT}', '${AT}');
  INSERT INTO log (conversation, seq, tenant, sender, cid, op_id, at, role, name, kind, text, target, taken) VALUES
    (1, 1, 1, 1, '${CIDS[0]}', NULL, ${MS}, 'customer', '林晓', 'text', '我的货到哪了呀', NULL, 0),
    (1, 2, 1, 2, '${CIDS[1]}', NULL, ${MS}, 'agent', 'Ann', 'text', '今天一定发出', NULL, 0),
    (1, 3, 1, 1, '${CIDS[2]}', NULL, ${MS}, 'customer', '林晓', 'text', NULL, NULL, 1),
    (1, 4, 1, 1, NULL, 'op-1', ${MS}, 'customer', '林晓', 'recall', NULL, 3, 0);
  INSERT INTO audit VALUES (1, 3, ${MS}, 'op-1', 'customer', 'lin', '林晓', '打错了', NULL);
  INSERT INTO records (conversation, seq, tenant, at, suggestions, body) VALUES (1, 1, 1, '${AT}', 1, ${RECORD});
  INSERT INTO outcomes (record, suggestion, result, by, at) VALUES (1, '${ID}:1:0', 'accepted', 'ann', '${AT}');
  INSERT INTO receipts VALUES (1, 'customer', 3, 2);
  ${version >= 2 ? `UPDATE conversations SET priority = 'high', apologised = 1;` : ''}
  ${version >= 4 ? `UPDATE conversations SET channel = 'wechat';` : ''}
  ${version >= 5 ? `INSERT INTO promises (conversation, seq, place, kind, start_at, end_at, state) VALUES (1, 2, 0, 'shipping', 0, 6, 'open');` : ''}
  ${version >= 6 ? `INSERT INTO audit_trail (tenant, at, action, by_role, by_id, by_name, customer) VALUES (1, ${MS}, 'reveal', 'agent', 'ann', 'Ann', 'lin');` : ''}
  ${version >= 7 ? `UPDATE conversations SET proof = '{"tries":1}';` : ''}`

const postgresRows = (version: number): string => `
  INSERT INTO tabdesk.meta VALUES ('epoch', 'old-epoch');
  INSERT INTO tabdesk.conversations (tenant, id, customer, customer_name, channel, head, state, human_spoke, misses, priority, apologised, proof, created_at, updated_at)
    VALUES ('${TENANT}', '${ID}', 'lin', '林晓', 'wechat', 4, 'bot', true, 0, 'high', true, '{"tries":1}', '${AT}', '${AT}');
  INSERT INTO tabdesk.log (tenant, conversation, seq, sender, cid, op_id, at, role, name, kind, text, target, taken, owed) VALUES
    ('${TENANT}', '${ID}', 1, 'lin', '${CIDS[0]}', NULL, ${MS}, 'customer', '林晓', 'text', '我的货到哪了呀', NULL, 0, false),
    ('${TENANT}', '${ID}', 2, 'ann', '${CIDS[1]}', NULL, ${MS}, 'agent', 'Ann', 'text', '今天一定发出', NULL, 0, false),
    ('${TENANT}', '${ID}', 3, 'lin', '${CIDS[2]}', NULL, ${MS}, 'customer', '林晓', 'text', NULL, NULL, 1, false),
    ('${TENANT}', '${ID}', 4, 'lin', NULL, 'op-1', ${MS}, 'customer', '林晓', 'recall', NULL, 3, 0, false);
  INSERT INTO tabdesk.audit VALUES ('${TENANT}', '${ID}', 3, ${MS}, 'op-1', 'customer', 'lin', '林晓', '打错了', NULL);
  INSERT INTO tabdesk.records (tenant, conversation, seq, at, suggestions, body) VALUES ('${TENANT}', '${ID}', 1, '${AT}', 1, ${RECORD});
  INSERT INTO tabdesk.outcomes (tenant, conversation, seq, suggestion, result, by, at)
    VALUES ('${TENANT}', '${ID}', 1, '${ID}:1:0', 'accepted', 'ann', '${AT}');
  INSERT INTO tabdesk.receipts VALUES ('${TENANT}', '${ID}', 'customer', 3, 2);
  INSERT INTO tabdesk.promises (tenant, conversation, seq, place, kind, start_at, end_at, state) VALUES ('${TENANT}', '${ID}', 2, 0, 'shipping', 0, 6, 'open');
  INSERT INTO tabdesk.audit_trail (tenant, at, action, by_role, by_id, by_name, customer) VALUES ('${TENANT}', ${MS}, 'reveal', 'agent', 'ann', 'Ann', 'lin');
  INSERT INTO tabdesk.migrations (version) SELECT generate_series(1, ${version});`

/** All that was there is read as it was, and the log goes on at the next seq. */
const expectIntact = async (
  store: OpenedStore,
  has: { promises: boolean; trail: boolean; channel: boolean },
): Promise<void> => {
  expect(await store.conversation(TENANT, ID)).toMatchObject({
    customer: 'lin',
    customerName: '林晓',
    epoch: 'old-epoch',
    head: 4,
    humanSpoke: true,
    ...(has.channel ? { channel: 'wechat' } : {}),
  })
  const log = await logOf(store, ID)
  expect(log.map(({ seq, text, kind }) => [seq, text, kind])).toEqual([
    [1, '我的货到哪了呀', 'text'],
    [2, '今天一定发出', 'text'],
    [3, undefined, 'text'],
    [4, undefined, 'recall'],
  ])
  expect(log[2]).toMatchObject({ recalled: true, from: customer() })
  expect(await store.records(TENANT, { conversation: ID, limit: 9 })).toMatchObject([
    { id: `${ID}:1`, outcomes: [{ result: 'accepted', by: 'ann' }] },
  ])
  expect(await store.receipts(TENANT, ID)).toEqual([{ by: 'customer', delivered: 3, read: 2 }])
  expect((await store.promises(TENANT, ID)).map(({ text }) => text)).toEqual(has.promises ? ['今天一定发出'] : [])
  expect(await store.audited(TENANT, { limit: 9 })).toHaveLength(has.trail ? 1 : 0)
  expect(await store.append(message({ cid: CIDS[0] as string, text: '我的货到哪了呀' }))).toMatchObject({
    dup: true,
    event: { seq: 1 },
  })
  expect((await store.append(message({ from: agent(), conversation: ID, text: '您好' }))).event.seq).toBe(5)
  await store.audit({
    tenant: TENANT,
    at: AT,
    by: { role: 'agent', id: 'ann', name: 'Ann' },
    action: 'reveal',
    customer: 'lin',
  })
  const trail = await verifyTrail(store, TENANT)
  expect(trail).toMatchObject({ entries: has.trail ? 2 : 1 })
  expect(trail).not.toHaveProperty('broken')
}

it('no step that was made is changed, and each new one is kept (UPDATE_SCHEMAS=1 npx vitest run test/migrations.test.ts)', () => {
  expect(SQLITE.map((step) => ({ ...step }))).toEqual(KEPT.sqlite)
  expect(POSTGRES.map((step) => ({ ...step }))).toEqual(KEPT.postgres)
})

describe('embedded stores of earlier versions', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tabdesk-schema-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const make = async (version: number): Promise<void> => {
    const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
    for (const step of KEPT.sqlite) if (step.version <= version) db.exec(step.sql)
    db.exec(`PRAGMA application_id = 0x54414244; PRAGMA user_version = ${version}; ${sqliteRows(version)}`)
    db.close()
  }

  it.each(KEPT.sqlite.map(({ version }) => version))('version %i is opened with everything in it', async (version) => {
    await make(version)
    const store = await createSqliteStore({ dir })
    await expectIntact(store, { promises: version >= 5, trail: version >= 6, channel: version >= 4 })
    await store.close()
    expect(await verifyStore(dir)).toMatchObject({ events: 5, whole: true })
  })

  it('negative control: a row that a step would lose is missed', async () => {
    await make(3)
    const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
    db.exec('DELETE FROM outcomes')
    db.close()
    const store = await createSqliteStore({ dir })
    await expect(expectIntact(store, { promises: false, trail: false, channel: false })).rejects.toThrow(
      /to match object/,
    )
    await store.close()
  })

  it('one of a newer program is refused, and left as it is', async () => {
    const newer = SQLITE.length + 1
    await make(SQLITE.length)
    const edit = async (sql: string) => {
      const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
      db.exec(sql)
      db.close()
    }
    await edit(`PRAGMA user_version = ${newer}`)
    await expectRefusal(
      createSqliteStore({ dir }),
      'bad_input',
      new RegExp(`has schema ${newer}, this program knows ${newer - 1}`),
    )
    await edit(`PRAGMA user_version = ${newer - 1}`)
    await (await createSqliteStore({ dir })).close()
  })
})

describe.skipIf(!hasPostgres)('PostgreSQL databases of earlier versions', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())
  const make = async (version: number): Promise<string> => {
    const url = await server.database()
    const steps = KEPT.postgres.filter((step) => step.version <= version).map(({ sql }) => sql)
    await inDatabase(
      url,
      `CREATE SCHEMA tabdesk; CREATE TABLE tabdesk.migrations (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
       ${steps.join(';\n')}; ${postgresRows(version)}`,
    )
    return url
  }

  it.each(KEPT.postgres.map(({ version }) => version))(
    'version %i is opened with everything in it',
    async (version) => {
      const url = await make(version)
      const store = await createPostgresStore({ url })
      // A long trail of before is linked while there is time, not by the first entry after it.
      expect(await store.auditHead(TENANT)).toMatchObject({ entries: 1 })
      await expectIntact(store, { promises: true, trail: true, channel: true })
      await store.close()
      expect(await verifyServer(url)).toMatchObject({ events: 5, whole: true })
    },
  )

  it('one of a newer program is refused, and left as it is', async () => {
    const newer = POSTGRES.length + 1
    const url = await make(POSTGRES.length)
    await inDatabase(url, `INSERT INTO tabdesk.migrations (version) VALUES (${newer})`)
    await expectRefusal(
      createPostgresStore({ url }),
      'bad_input',
      new RegExp(`has schema ${newer}, this program knows ${newer - 1}`),
    )
    await inDatabase(url, `DELETE FROM tabdesk.migrations WHERE version = ${newer}`)
    await (await createPostgresStore({ url })).close()
  })
})
