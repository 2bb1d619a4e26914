import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Client, Frame } from './helpers/client.ts'
import { type Acked, judge, type Logged } from './helpers/oracle.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'
import { startQuickly } from './postgres-under-test.ts'

const CLEAN = { lost: [], doubled: [], moved: [], gaps: [] }
const PATIENCE = { timeout: 60_000, interval: 20 }
const CUSTOMERS = 6
const ROUNDS = 9
/** Rounds before it goes, and before it is back. */
const GONE_AT = 3
const BACK_AT = 6
const WORDS = ['你好', '我的货到哪了呀', '谢谢', 'wheres my parcel', '运费谁出', '发票怎么开']

const FAULTS: Record<
  string,
  { begin(redis: RedisServer): Promise<void> | void; end(redis: RedisServer): Promise<void> | void }
> = {
  killed: { begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  stopped: {
    begin: (redis) => void process.kill(redis.pid, 'SIGSTOP'),
    end: (redis) => void process.kill(redis.pid, 'SIGCONT'),
  },
  'full, so that it refuses to keep anything': {
    begin: ({ ask }) => {
      ask('config', 'set', 'maxmemory', '1')
      expect(ask('set', 'x', 'y')).toContain('OOM')
    },
    end: ({ ask }) => void ask('config', 'set', 'maxmemory', '0'),
  },
  emptied: { begin: ({ ask }) => void ask('flushall'), end: () => undefined },
}

describe.skipIf(!hasPostgres || !hasRedis)('two processes whose Redis is away for a while', () => {
  let server: PostgresServer
  let redis: RedisServer
  beforeAll(async () => {
    server = await startQuickly({ max_connections: '120' })
    redis = await startRedis()
  })
  afterAll(async () => {
    await server?.close()
    await redis?.close()
  })

  it.each(Object.keys(FAULTS))(
    '[W1] [W3] [W8] %s: nothing is lost, doubled or answered twice, it is said, and is over when it is over',
    async (name) => {
      const fault = FAULTS[name] as (typeof FAULTS)[string]
      const databaseUrl = await server.database()
      const start = () => startProduct({ config: { databaseUrl, redisUrl: redis.url } })
      const [a, b] = [await start(), await start()] as [Running, Running]
      onTestFinished(async () => {
        await Promise.all([a.close(), b.close()])
      })
      const bus = async ({ call }: Running) => (await call('/readyz')).body.parts.bus
      for (const one of [a, b])
        await vi.waitUntil(async () => {
          const { state, peers } = await bus(one)
          return state === 'ready' && peers === 1
        }, PATIENCE)
      const customers: Client[] = []
      for (let n = 0; n < CUSTOMERS; n++) customers.push(await (n % 2 ? a : b).client('customer', `c${n}`))
      const acked: Acked[] = []
      const isAway = ['killed', 'stopped'].includes(name)
      for (let round = 0; round < ROUNDS; round++) {
        if (round === GONE_AT) await fault.begin(redis)
        if (round === BACK_AT) {
          if (isAway) {
            await vi.waitUntil(async () => (await bus(a)).state === 'degraded', PATIENCE)
            expect((await bus(a)).reason).toContain('Redis does not answer')
            expect((await a.call('/readyz')).status).toBe(200)
          }
          await fault.end(redis)
        }
        const sent = customers.map((one, n) => one.say(WORDS[(n + round) % WORDS.length] as string))
        for (const { cid, conversation, seq } of await Promise.all(sent)) acked.push({ cid, conversation, seq })
        await sleep(100)
      }
      const { store } = a.product
      await vi.waitUntil(async () => (await store.owed(1)).length === 0, PATIENCE)
      await vi.waitUntil(async () => (await bus(a)).state === 'ready' && (await bus(b)).state === 'ready', PATIENCE)
      const log: (Logged & { role: string })[] = []
      for (const { id } of await store.conversations('default', { limit: 100 }))
        for (const { seq, cid, from } of (await store.events('default', id, { after: 0, limit: 10_000 }))?.events ?? [])
          log.push({ conversation: id, seq, role: from.role, ...(cid === undefined ? {} : { cid }) })
      expect(acked).toHaveLength(CUSTOMERS * ROUNDS)
      expect(judge(acked, log)).toEqual(CLEAN)
      // What the oracle would say of a lost message.
      expect(judge(acked, log.slice(1)).gaps).toHaveLength(1)
      const records = await store.records('default', { limit: 1_000 })
      expect(records).toHaveLength(CUSTOMERS * ROUNDS)
      expect(new Set(records.map(({ conversation, seq }) => `${conversation}:${seq}`)).size).toBe(records.length)
      // What the socket saw is what the log says, in its order.
      for (const one of customers) {
        const seqs = () => one.ofType('event').map(({ seq }: Frame) => seq)
        const own = log.filter(({ conversation }) => conversation === one.ofType('event')[0]?.conversation)
        await vi.waitUntil(() => seqs().length >= own.length, PATIENCE)
        expect(seqs()).toEqual(own.map((_, at) => at + 1))
      }
    },
  )
})
