import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createReleasers, type Releasers } from '../../src/lib/releasers.ts'
import { connect } from '../../test/helpers/client.ts'
import { startPostgres } from '../../test/helpers/postgres-server.ts'
import { startRedis } from '../../test/helpers/redis-server.ts'
import { type BenchProduct, startBuilt } from '../product.ts'
import { bareInserts } from './bare-inserts.ts'
import { cpuOf, runSenders } from './run-senders.ts'
import type { SendersJob } from './senders.ts'
import { NO_LIMITS } from './settings.ts'

const SOCKETS_EACH = 32
const IN_FLIGHT = 16
const WARM_SECONDS = 3
const SECONDS = 5
/** The rate that latencies are promised at. */
const GOAL_PER_SECOND = 6_000
const CONNECTIONS = '120'
/** The server's own counts are up to a second old. */
const COUNTED_AFTER_MS = 1_200

/** Of a server that forks, processor seconds with its children. */
const cpuOfAll = async (pid: number): Promise<number> => {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(/\s+/).filter(Boolean)
  const used = await Promise.all([pid, ...children.map(Number)].map((one) => cpuOf(one).catch(() => ({}))))
  return used.flatMap((threads) => Object.values<number>(threads)).reduce((sum, seconds) => sum + seconds, 0)
}

/**
 * Durable acked sends of agents through two processes on one PostgreSQL that flushes and one Redis, each into conversations of its own:
 * closed loop for the rate, then 70 % of it and the goal evenly for latencies, then bare inserts in groups as large for the ceiling. Everything shares the
 * machine; `cpuMicros` and `wal` are of one acknowledged message.
 */
export const two = async (): Promise<object> => {
  const releasers = createReleasers()
  try {
    return await measure(releasers)
  } finally {
    await releasers.releaseAll()
  }
}

const measure = async (releasers: Releasers): Promise<object> => {
  const postgres = await startPostgres({ max_connections: CONNECTIONS })
  releasers.add('PostgreSQL', postgres.close)
  const redis = await startRedis()
  releasers.add('Redis', redis.close)
  const env = { DATABASE_URL: await postgres.database(), REDIS_URL: redis.url }
  const database = new pg.Client(env.DATABASE_URL)
  await database.connect()
  releasers.add('database', () => database.end())
  const wal = async (): Promise<{ bytes: number; flushes: number }> => {
    await sleep(COUNTED_AFTER_MS)
    const { rows } = await database.query(
      'SELECT wal_bytes::float8 AS bytes, wal_sync::float8 AS flushes FROM pg_stat_wal',
    )
    return rows[0]
  }
  const start = async (): Promise<BenchProduct> => {
    const product = await startBuilt(NO_LIMITS, { env })
    releasers.add('product', product.stop)
    return product
  }
  const products = [await start(), await start()]
  const jobs: { job: SendersJob; server: number }[] = []
  for (const [n, product] of products.entries()) {
    const sockets = []
    for (let i = 0; i < SOCKETS_EACH; i++) {
      const customer = await connect(product.url, await product.token('customer', `c${n}-${i}`))
      const { conversation } = await customer.say('hello')
      await customer.close()
      sockets.push({ conversation, token: await product.token('agent', `a${n}-${i}`) })
    }
    jobs.push({ job: { url: product.url, sockets, seconds: SECONDS, inFlight: IN_FLIGHT }, server: product.pid })
  }
  const run = (more: Partial<SendersJob>) =>
    Promise.all(jobs.map(({ job, server }) => runSenders({ ...job, ...more }, { server })))
  const perSecond = (results: readonly { perSecond: number }[]): number =>
    results.reduce((sum, result) => sum + result.perSecond, 0)
  await run({ seconds: WARM_SECONDS })
  const before = { ...(await wal()), postgres: await cpuOfAll(postgres.pid), redis: await cpuOfAll(redis.pid) }
  const closed = await run({})
  const after = { postgres: await cpuOfAll(postgres.pid), redis: await cpuOfAll(redis.pid), ...(await wal()) }
  const acked = closed.reduce((sum, result) => sum + result.acked, 0)
  const each = (name: keyof typeof before): number => (after[name] - before[name]) / Math.max(1, acked)
  const rate = Math.round(perSecond(closed) * 0.7)
  const open = await run({ rate: rate / jobs.length })
  const goal = await run({ rate: GOAL_PER_SECOND / jobs.length })
  const bare = await bareInserts(env.DATABASE_URL, Math.max(1, Math.round(1 / each('flushes'))))
  return {
    ackedPerSecond: perSecond(closed),
    bare,
    shareOfBare: perSecond(closed) / bare.rowsPerSecond,
    cpuMicros: {
      processes: closed.map(({ cpuMicros }) => cpuMicros),
      postgres: each('postgres') * 1e6,
      redis: each('redis') * 1e6,
    },
    wal: { bytes: each('bytes'), messagesPerFlush: 1 / each('flushes') },
    nacks: [...closed, ...open, ...goal].reduce((sum, { nacks }) => sum + nacks, 0),
    atRate: { offered: rate, ...slowest(open) },
    atGoal: { offered: GOAL_PER_SECOND, perSecond: perSecond(goal), ...slowest(goal) },
  }
}

/** Of both processes the latencies of the slower, milliseconds. */
const slowest = (results: readonly { p50: number; p99: number }[]): { p50: number; p99: number } => ({
  p50: Math.max(...results.map(({ p50 }) => p50)),
  p99: Math.max(...results.map(({ p99 }) => p99)),
})
