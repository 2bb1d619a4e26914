import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DriverName, loadDriver } from '../src/adapters/sqlite/driver.ts'
import { MAX_QUEUED } from '../src/adapters/sqlite/link.ts'
import { acquireLock } from '../src/adapters/sqlite/lock.ts'
import { MIGRATIONS, migrate, pragma } from '../src/adapters/sqlite/migrations.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { createSqliteStore, type SqliteStore } from '../src/adapters/sqlite/store.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { Append } from '../src/ports/store.ts'
import { agent, customer, expectRefusal, logOf, message, newCid, TENANT } from './contract/store-words.ts'
import { startChild } from './faults/child.ts'
import { inspect } from './faults/oracle.ts'
import { BEST_DRIVER, COMPILED, DRIVERS } from './sqlite-under-test.ts'

describe("the embedded store's life", () => {
  let dir: string
  const open: SqliteStore[] = []
  const start = async (
    options: { driver?: DriverName; maxPages?: number; now?: () => Date } = {},
  ): Promise<SqliteStore> => {
    const store = await createSqliteStore({ dir, ...options })
    open.push(store)
    return store
  }
  const edit = async (sql: string): Promise<void> => {
    const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
    db.exec(sql)
    db.close()
  }
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tabdesk-life-'))
  })
  afterEach(async () => {
    vi.doUnmock('better-sqlite3')
    for (const store of open.splice(0)) await store.close()
    rmSync(dir, { recursive: true, force: true })
  })

  for (const driver of DRIVERS)
    it(`[ST1] [ST3] survives crashes of its writer: what was refused is sent again, nothing is lost or doubled (${driver})`, async () => {
      const store = await start({ driver })
      const acknowledged: string[] = []
      let refused = 0
      const send = async (entry: Append): Promise<void> => {
        for (;;) {
          const result = await store.append(entry).catch((error: Refusal) => error)
          if (!(result instanceof Refusal)) break
          expect(result.code).toBe('storage')
          expect(result.retryAfterMs).toBeGreaterThan(0)
          refused += 1
        }
        acknowledged.push(entry.cid)
      }
      let crashing = true
      const senders = Array.from({ length: 30 }, async (_, i) => {
        while (crashing) await send(message({ from: customer(`c${i % 4}`) }))
      })
      for (let crash = 0; crash < 8; crash++) {
        const before = acknowledged.length
        await vi.waitUntil(() => acknowledged.length > before + 100, { timeout: 30_000, interval: 1 })
        await store.crash()
      }
      crashing = false
      await Promise.all(senders)
      expect(refused).toBeGreaterThan(0)
      await store.close()
      expect(await inspect(dir, acknowledged)).toEqual({ stored: acknowledged.length, lost: 0, doubled: 0, gaps: [] })
    })

  it('reads go on after a crash of the reading thread', async () => {
    const store = await start()
    const { conversation } = await store.append(message())
    await store.crash('reader')
    expect(await store.conversation(TENANT, conversation.id)).toEqual(conversation)
  })

  it('refuses with `busy` and times to come back, one after the other, when too many calls wait', async () => {
    const store = await start()
    const { conversation } = await store.append(message())
    expect(store.comeBack?.()).toBeUndefined()
    const calls = Array.from({ length: 2 * MAX_QUEUED }, () => store.append(message()))
    const told = store.comeBack?.() ?? 0
    const results = await Promise.allSettled(calls)
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Refusal] : []))
    expect(refused.map(({ code }) => code)).toEqual(Array(MAX_QUEUED).fill('busy'))
    const waits = refused.map(({ retryAfterMs = 0 }) => retryAfterMs)
    const [first = 0] = waits
    expect(first).toBeGreaterThan(0)
    expect(Math.max(...waits), 'a crowd that comes back as a crowd is refused again').toBeGreaterThan(first)
    expect(told, 'who asks before writing is told, too').toBeGreaterThan(0)
    expect(store.comeBack?.(), 'all are answered').toBeUndefined()
    expect(await logOf(store, conversation.id)).toHaveLength(1 + MAX_QUEUED)
  })

  it('while nobody is served, who is refused is told a time that grows with the stall', async () => {
    let at = 0
    const store = await start({ now: () => new Date(at) })
    const calls = Array.from({ length: MAX_QUEUED }, () => store.append(message()))
    const soon = store.comeBack?.() ?? 0
    at = 3_000
    expect([soon < 1_000, (store.comeBack?.() ?? 0) >= 3_000]).toEqual([true, true])
    await Promise.all(calls)
  })

  it('a call that cannot be carried out costs the others of its batch nothing', async () => {
    const store = await start()
    const broken = { ...message(), kind: { not: 'a kind' } } as unknown as Append
    const results = await Promise.allSettled([store.append(message()), store.append(broken), store.append(message())])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await expectRefusal(store.append({ ...broken, cid: newCid() }), 'internal')
    const [conversation] = await store.conversations(TENANT, { limit: 10 })
    expect((await logOf(store, conversation?.id ?? '')).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('[ST10] `maxPages` keeps the file small, also over a crash of the writer', async () => {
    const store = await start({ maxPages: 60 })
    const fill = async (): Promise<void> => {
      for (let i = 0; i < 2_000; i++) await store.append(message({ text: '快递到哪了？'.repeat(40) }))
    }
    await expectRefusal(fill(), 'storage.full')
    await store.crash()
    await expectRefusal(fill(), 'storage.full')
    await store.limitPages(1_000_000)
    await store.append(message())
  })

  it('calls made before `close` are carried out', async () => {
    const store = await start()
    const last = store.append(message())
    await store.close()
    const { conversation } = await last
    expect(await logOf(await start(), conversation.id)).toHaveLength(1)
  })

  it('closes also while its writer is being started again', async () => {
    const store = await start()
    await store.append(message())
    await store.crash()
    await store.close()
    expect((await start()).opened).toMatchObject({ conversations: 1, events: 1 })
  })

  it('[W5] empties the WAL once nothing was written for a while', async () => {
    const store = await start()
    await store.append(message())
    expect(statSync(`${storePath(dir)}-wal`).size).toBeGreaterThan(0)
    await vi.waitUntil(() => statSync(`${storePath(dir)}-wal`).size === 0, { timeout: 30_000, interval: 50 })
    expect((await store.append(message())).event.seq).toBe(2)
  })

  it('leaves no WAL behind, and says what it opened', async () => {
    const store = await start()
    expect(store.opened).toMatchObject({ conversations: 0, events: 0 })
    for (const id of ['a', 'b', 'a']) await store.append(message({ from: customer(id) }))
    await store.close()
    expect(readdirSync(dir).sort()).toEqual(['store.db', 'store.lock'])
    expect((await start()).opened).toMatchObject({ conversations: 2, events: 3, ms: expect.any(Number) })
  })

  it('[W5] the audit keeps what was recalled, and only the audit', async () => {
    const store = await start()
    const { conversation } = await store.append(message({ text: '我的卡号是 6222020200112233' }))
    await store.recall({
      tenant: TENANT,
      conversation: conversation.id,
      seq: 1,
      opId: 'op-1',
      by: agent('sue'),
      withinMs: Number.POSITIVE_INFINITY,
    })
    await store.close()
    const db = (await loadDriver()).open(storePath(dir), { readOnly: true })
    expect(db.prepare('SELECT text, op_id, by_role, by_id FROM audit').all()).toEqual([
      { text: '我的卡号是 6222020200112233', op_id: 'op-1', by_role: 'agent', by_id: 'sue' },
    ])
    db.close()
    expect(readFileSync(storePath(dir)).toString('latin1').split('6222020200112233')).toHaveLength(2)
  })

  describe('one process at a time', () => {
    it('refuses a second store on the same folder, naming the process that holds it', async () => {
      await start()
      await expectRefusal(createSqliteStore({ dir }), 'bad_input', new RegExp(`process ${process.pid}\\b`))
    })

    it('is free again after a kill -9, and held by the child until then', async () => {
      const child = startChild('appender', [dir, BEST_DRIVER])
      await child.printed(5)
      await expectRefusal(acquireLock(dir), 'bad_input', new RegExp(`${dir}.*process ${child.process.pid}\\b`))
      await child.kill()
      const lock = await acquireLock(dir)
      lock.release()
      ;(await acquireLock(dir)).release()
    })
  })

  describe('files that must not be written', () => {
    it('refuses a file of a newer program', async () => {
      await (await start()).close()
      await edit('PRAGMA user_version = 999')
      await expectRefusal(createSqliteStore({ dir }), 'bad_input', /schema 999/)
    })

    it('refuses a database of another program, and leaves it as it was', async () => {
      await edit('PRAGMA application_id = 42; CREATE TABLE theirs (a)')
      const before = readFileSync(storePath(dir))
      await expectRefusal(createSqliteStore({ dir }), 'bad_input', /another program/)
      expect(readFileSync(storePath(dir)).equals(before)).toBe(true)
    })

    it('refuses something that is no database', async () => {
      writeFileSync(storePath(dir), 'not a database, but a text of some length'.repeat(100))
      await expectRefusal(createSqliteStore({ dir }), 'storage', /not a database/)
    })

    it('[ST2] refuses a log with a gap, naming the conversation', async () => {
      const store = await start()
      const { conversation } = await store.append(message())
      for (let i = 0; i < 3; i++) await store.append(message())
      await store.close()
      await edit('PRAGMA foreign_keys = OFF; DELETE FROM log WHERE seq = 2')
      await expectRefusal(createSqliteStore({ dir }), 'storage', new RegExp(conversation.id))
    })

    it('refuses a damaged file', async () => {
      const store = await start()
      await Promise.all(Array.from({ length: 500 }, () => store.append(message({ text: '快递'.repeat(100) }))))
      await store.close()
      const file = openSync(storePath(dir), 'r+')
      for (let page = 30; page < 40; page++) writeSync(file, Buffer.alloc(200, 0xff), 0, 200, page * 4096)
      closeSync(file)
      await expectRefusal(createSqliteStore({ dir }), 'storage')
    })

    it('a folder stays free after a refused start', async () => {
      await (await start()).close()
      await edit('PRAGMA user_version = 999')
      await expectRefusal(createSqliteStore({ dir }), 'bad_input')
      await edit(`PRAGMA user_version = ${MIGRATIONS.length}`)
      await start()
    })
  })

  describe('migrations', () => {
    it('are numbered without gaps, and bring an older file up, whole or not at all', async () => {
      expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1))
      const db = (await loadDriver()).open(join(dir, 'old.db'), { readOnly: false })
      const first = { version: 1, sql: 'CREATE TABLE a (x)' }
      migrate(db, 'old.db', [first])
      const broken = [first, { version: 2, sql: 'CREATE TABLE b (x)' }, { version: 3, sql: 'CREATE TABLE oops (' }]
      expect(() => migrate(db, 'old.db', broken)).toThrow()
      expect(pragma(db, 'user_version')).toBe(1)
      expect(db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'b'`).get()).toEqual({ n: 0 })
      migrate(db, 'old.db', [first, { version: 2, sql: 'CREATE TABLE b (x); INSERT INTO b VALUES (1)' }])
      expect(pragma(db, 'user_version')).toBe(2)
      db.close()
    })
  })

  describe('drivers', () => {
    it.skipIf(!COMPILED)('takes the compiled driver where it loads, else the prebuilt one', async () => {
      expect((await loadDriver()).name).toBe('better-sqlite3')
      vi.doMock('better-sqlite3', () => {
        throw new Error('no compiled part')
      })
      expect((await loadDriver()).name).toBe('prebuilt')
      await expect(loadDriver('better-sqlite3')).rejects.toThrow()
    })

    it('health names the driver', async () => {
      for (const driver of DRIVERS) {
        const store = await start({ driver })
        expect(await store.health()).toMatchObject({ driver })
        await store.close()
      }
    })

    it.skipIf(!COMPILED)('a file written over one driver is read over the other', async () => {
      const one = await start({ driver: 'prebuilt' })
      const { event, conversation } = await one.append(message())
      await one.close()
      expect(await logOf(await start({ driver: 'better-sqlite3' }), conversation.id)).toEqual([event])
    })
  })
})
