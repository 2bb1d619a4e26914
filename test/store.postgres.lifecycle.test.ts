import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ADVISORY, ORDERING } from '../src/adapters/postgres/advisory.ts'
import { MAX_QUEUED } from '../src/adapters/postgres/lane.ts'
import { MIGRATIONS, migrate } from '../src/adapters/postgres/migrations.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import type { Refusal } from '../src/domain/errors.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import {
  agent,
  customer,
  expectRefusal,
  logOf,
  message,
  newCid,
  recordOf,
  replyTo,
  START,
  TENANT,
} from './contract/store-words.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, startQuickly } from './postgres-under-test.ts'

const NEWEST = MIGRATIONS.length

describe.skipIf(!hasPostgres)('the life of a store on PostgreSQL', () => {
  let server: PostgresServer
  let url: string
  const open: OpenedStore[] = []
  const start = async (at = url): Promise<OpenedStore> => {
    const store = await createPostgresStore({ url: at })
    open.push(store)
    return store
  }
  beforeAll(async () => {
    server = await startQuickly()
  })
  beforeEach(async () => {
    url = await server.database()
  })
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close()
  })
  afterAll(() => server?.close())

  describe('two processes on one database', () => {
    it('come up together on an empty one', async () => {
      const stores = await Promise.all([start(), start(), start()])
      const epochs = await Promise.all(stores.map((store) => store.meta('epoch')))
      expect(new Set(epochs).size).toBe(1)
    })

    it('[ST2] [ST6] seq stays gapless, and a customer has one conversation, whoever takes the message', async () => {
      const stores = await Promise.all([start(), start()])
      const sent = Array.from({ length: 400 }, (_, i) => message({ from: customer(`c${i % 5}`), text: `第${i}条` }))
      const appended = await Promise.all(sent.map((entry, i) => stores[i % 2]?.append(entry)))
      const ids = new Set(appended.map((result) => result?.conversation.id))
      expect(ids.size).toBe(5)
      for (const id of ids) {
        const log = await logOf(stores[0] as OpenedStore, id as string)
        expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
      }
      expect(new Set(appended.map((result) => `${result?.conversation.id}:${result?.event.seq}`)).size).toBe(400)
    })

    it('[ST3] [ST7] [W8] one message sent to both is one event, and a turn that both run is answered once', async () => {
      const stores = await Promise.all([start(), start()])
      for (let round = 0; round < 20; round++) {
        const entry = message({ from: customer(`c${round}`), owesTurn: true })
        const results = await Promise.all(stores.map((store) => store.append(entry)))
        expect(results.map(({ dup }) => dup).toSorted()).toEqual([false, true])
        const { id } = (results[0] as (typeof results)[0]).conversation
        const finished = await Promise.all(
          stores.map((store) => store.finishTurn({ record: recordOf(id, 1), reply: replyTo(id, 1) })),
        )
        expect(finished.map(({ dup }) => dup).toSorted()).toEqual([false, true])
        expect(await logOf(stores[0] as OpenedStore, id)).toHaveLength(2)
      }
    })

    it('decisions and outcomes are told without a gap while both add some', async () => {
      const stores = await Promise.all([start(), start()])
      const [reader] = stores
      const decide = async (store: OpenedStore, name: string): Promise<void> => {
        for (let i = 0; i < 25; i++) {
          const { conversation, event } = await store.append(message({ from: customer(name) }))
          const record = recordOf(conversation.id, event.seq)
          await store.finishTurn({ record })
          await store.outcome({ tenant: TENANT, record: record.id, result: 'sent', by: 'bot', at: record.at })
        }
      }
      let adding = true
      const added = Promise.all(
        Array.from({ length: 8 }, (_, i) => decide(stores[i % 2] as OpenedStore, `c${i}`)),
      ).finally(() => {
        adding = false
      })
      const told: string[] = []
      let outcomes = 0
      let [next, nextOutcome] = [0, 0]
      for (let last = false; !last; ) {
        last = !adding
        const page = await (reader as OpenedStore).recordsAfter(next, 1_000)
        told.push(...page.records.map(({ id }) => id))
        next = page.next
        const came = await (reader as OpenedStore).outcomesAfter(nextOutcome, 1_000)
        outcomes += came.outcomes.length
        nextOutcome = came.next
      }
      await added
      expect(told).toHaveLength(200)
      expect(new Set(told).size).toBe(200)
      expect(outcomes).toBe(200)
    })

    it('a decision that another process is still writing is not passed over', async () => {
      const store = await start()
      const { conversation } = await store.append(message())
      const slow = new pg.Client({ connectionString: url })
      await slow.connect()
      await slow.query(`BEGIN; SELECT pg_advisory_xact_lock_shared(${ADVISORY}, ${ORDERING})`)
      const first = recordOf(conversation.id, 7)
      await slow.query(
        'INSERT INTO tabdesk.records (tenant, conversation, seq, at, suggestions, body) VALUES ($1, $2, 7, $3, 0, $4)',
        [TENANT, conversation.id, first.at, JSON.stringify(first)],
      )
      await store.finishTurn({ record: recordOf(conversation.id, 1) })
      expect(await store.recordsAfter(0, 10)).toEqual({ records: [], next: 0 })
      await slow.query('COMMIT')
      await slow.end()
      const { records } = await store.recordsAfter(0, 10)
      expect(records.map(({ seq }) => seq)).toEqual([7, 1])
    })

    it('of two agents who claim at once through different processes one is first', async () => {
      const stores = await Promise.all([start(), start()])
      for (let round = 0; round < 20; round++) {
        const { conversation } = await (stores[0] as OpenedStore).append(message({ from: customer(`c${round}`) }))
        const claims = await Promise.allSettled(
          stores.map((store, i) =>
            store.move({
              tenant: TENANT,
              conversation: conversation.id,
              move: { type: 'claim', agent: `agent-${i}`, agentName: `客服${i}` },
              at: new Date(START).toISOString(),
            }),
          ),
        )
        expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
        expect(claims.find(({ status }) => status === 'rejected')).toMatchObject({
          reason: { code: 'conversation.taken' },
        })
      }
    })

    it('[ST1] one that is stopped inside its transaction holds up nobody but its conversation', async () => {
      const store = await start()
      const { conversation } = await store.append(message())
      const stopped = new pg.Client({ connectionString: url })
      await stopped.connect()
      await stopped.query('BEGIN')
      await stopped.query('SELECT 1 FROM tabdesk.conversations WHERE id = $1 FOR UPDATE', [conversation.id])
      const [held, free] = await Promise.allSettled([
        store.append(message()),
        store.append(message({ from: customer('mei') })),
      ])
      expect(free.status).toBe('fulfilled')
      expect(held).toMatchObject({ status: 'rejected', reason: { code: 'busy', retryable: true } })
      expect(store.outage?.()).toBeUndefined()
      await stopped.end()
      expect((await store.append(message())).event.seq).toBe(2)
    })
  })

  it('a call that cannot be carried out costs the others of its transaction nothing', async () => {
    const store = await start()
    const results = await Promise.allSettled([
      store.append(message()),
      store.setMeta('a\0b', 'x'),
      store.append(message()),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'bad_input' })
    expect(await store.conversation(TENANT, 'no\0body')).toBeUndefined()
    await expectRefusal(store.append(message({ conversation: 'no\0body' })), 'not_found')
  })

  it('[ST13] a decision that quotes half an emoji or NUL is learnt from like any other', async () => {
    const store = await start()
    const { conversation } = await store.append(message())
    const { conversation: id } = recordOf(conversation.id, 1)
    const quoting = ['🔥爆款'.slice(0, 1), '\0', '\\ud83d', `${'\\'.repeat(3)}\ud83d\ud83d`, '完好 🔥']
    for (const [at, quoted] of quoting.entries()) {
      const { event } = await store.append(message())
      const record = { ...recordOf(id, event.seq), quoted }
      await store.finishTurn({ record })
      await store.outcome({ tenant: TENANT, record: record.id, result: 'sent', by: `bot${at}`, at: record.at })
    }
    const { outcomes } = await store.outcomesAfter(0, 10)
    expect(outcomes.map(({ by }) => by)).toEqual(quoting.map((_, at) => `bot${at}`))
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set([recordOf(id, 1).decision.kind]))
  })

  it('reading does not end an outage of writing', async () => {
    const store = await start()
    const { conversation } = await store.append(message())
    let back = 0
    store.back?.(() => back++)
    const [{ name } = {}] = await inDatabase(url, 'SELECT current_database() AS name')
    // As a server that became a standby: it reads, and refuses to write.
    await inDatabase(url, `ALTER DATABASE "${name}" SET default_transaction_read_only = on`)
    await inDatabase(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tabdesk %'`,
    )
    await vi.waitFor(() => expectRefusal(store.append(message()), 'storage'))
    expect(await store.conversation(TENANT, conversation.id)).toMatchObject({ id: conversation.id })
    expect([back, store.outage?.() === undefined]).toEqual([0, false])
    await inDatabase(url, `BEGIN READ WRITE; ALTER DATABASE "${name}" RESET default_transaction_read_only; COMMIT`)
    await inDatabase(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tabdesk %'`,
    )
    await vi.waitFor(() => expect(back).toBeGreaterThan(0), { timeout: 10_000 })
    expect(store.outage?.()).toBeUndefined()
  })

  it('refuses with `busy` and times to come back, one after the other, when too many calls wait', async () => {
    const store = await start()
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
  })

  it('[W5] the audit keeps what was recalled, and only the audit; the trail cannot be shortened', async () => {
    const store = await start()
    const { conversation } = await store.append(message({ text: '我的卡号是 6222020200112233' }))
    const op = { tenant: TENANT, conversation: conversation.id, opId: newCid(), by: agent('sue') }
    await store.recall({ ...op, seq: 1, withinMs: Number.POSITIVE_INFINITY })
    expect(await inDatabase(url, 'SELECT text, by_id FROM tabdesk.audit')).toEqual([
      { text: '我的卡号是 6222020200112233', by_id: 'sue' },
    ])
    expect(await inDatabase(url, 'SELECT text FROM tabdesk.log WHERE seq = 1')).toEqual([{ text: null }])
    const by = { role: 'agent', id: 'ann', name: '小安' } as const
    await store.audit({ tenant: TENANT, at: new Date(START).toISOString(), by, action: 'reveal' })
    await expect(inDatabase(url, 'DELETE FROM tabdesk.audit_trail')).rejects.toThrow(/neither changed nor shortened/)
  })

  it('a migration goes in whole or not at all, and a newer schema is refused', async () => {
    await (await start()).close()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const steps = [
      { version: NEWEST + 1, sql: 'CREATE TABLE tabdesk.b (x int)' },
      { version: NEWEST + 2, sql: 'CREATE TABLE oops (' },
    ]
    await expect(migrate(client, 'e', steps)).rejects.toThrow()
    expect(await inDatabase(url, `SELECT to_regclass('tabdesk.b') AS b`)).toEqual([{ b: null }])
    await migrate(client, 'e', steps.slice(0, 1))
    await client.end()
    await expectRefusal(
      createPostgresStore({ url }),
      'bad_input',
      new RegExp(`schema ${NEWEST + 1}, this program knows ${NEWEST}`),
    )
  })

  it('a migration waits a minute at most for others, and takes for its own steps what large tables need', async () => {
    await (await start()).close()
    const client = new pg.Client({ connectionString: url, statement_timeout: 5_000 })
    await client.connect()
    const told = `SELECT current_setting('statement_timeout') AS step, current_setting('lock_timeout') AS lock`
    await migrate(client, 'e', [{ version: NEWEST + 1, sql: `CREATE TABLE tabdesk.told AS ${told}` }])
    expect(await inDatabase(url, 'SELECT * FROM tabdesk.told')).toEqual([{ step: '0', lock: '1min' }])
    expect((await client.query(told)).rows, 'what comes after has its limit again').toMatchObject([{ step: '5s' }])
    await client.end()
  })

  it('[ST1] is refused at once while the server is gone, says since when, and goes on once it is back', async () => {
    const store = await start()
    const entry = message({ text: '在吗？' })
    await store.append(entry)
    await server.kill()
    const refused = await Promise.allSettled(Array.from({ length: 20 }, () => store.append(message())))
    for (const result of refused)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'storage', retryable: true } })
    expect((refused[0] as PromiseRejectedResult).reason.retryAfterMs).toBeGreaterThan(0)
    await expectRefusal(store.conversations(TENANT, { limit: 1 }), 'storage')
    const since = store.outage?.()?.since as string
    await expectRefusal(store.health(), 'storage', /127\.0\.0\.1/)
    expect(store.outage?.()?.since).toBe(since)
    await server.start()
    await vi.waitUntil(() => store.health().then(Boolean, () => false), { timeout: 60_000, interval: 50 })
    expect(store.outage?.()).toBeUndefined()
    expect((await store.append(entry)).dup).toBe(true)
    expect((await store.append(message())).event.seq).toBe(2)
  })

  it('is refused also where the server is there and says nothing, before it speaks again', async () => {
    const proxy = await startProxy(url)
    try {
      const store = await start(proxy.url)
      await store.append(message())
      proxy.stop()
      const entry = message()
      await expectRefusal(store.append(entry), 'storage')
      await expectRefusal(store.append(entry), 'storage')
      expect(proxy.silent(), 'nobody spoke').toBe(true)
      proxy.go()
      await vi.waitUntil(() => store.health().then(Boolean, () => false), { timeout: 60_000, interval: 50 })
      const again = await store.append(entry)
      expect(again.event.seq).toBe(2)
    } finally {
      await Promise.all(open.splice(0).map((store) => store.close()))
      proxy.close()
    }
  })
})

/** A way to the server that can fall silent: bytes are kept back, nothing is closed. */
const startProxy = async (url: string) => {
  const to = new URL(url)
  const sockets = new Set<Socket>()
  let silent = false
  const listener = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    for (const [from, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => other.destroy())
      from.on('close', () => other.destroy())
      from.pipe(other)
      if (silent) from.pause().unpipe(other)
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = new URL(url)
  address.port = String((listener.address() as { port: number }).port)
  return {
    url: address.href,
    silent: () => silent,
    stop: () => {
      silent = true
      for (const socket of sockets) socket.pause().unpipe()
    },
    /** What was kept back is dropped with its connection, as after a cut line. */
    go: () => {
      silent = false
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      listener.close()
    },
  }
}
