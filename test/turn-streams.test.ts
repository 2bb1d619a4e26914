import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openRedisSide } from '../src/adapters/redis/side.ts'
import { SHARDS, shardOf } from '../src/lib/shard.ts'
import type { OwedTurn } from '../src/ports/store.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'

const PATIENCE = { timeout: 30_000, interval: 10 }
const turn = (seq: number, conversation = 'k1', tenant = 'default'): OwedTurn => ({ tenant, conversation, seq })
const ALL = () => true

describe('shards', () => {
  it('share conversations evenly, and are the same for ever', () => {
    const counts = new Array<number>(SHARDS).fill(0)
    for (let n = 0; n < 12_800; n++) {
      const shard = shardOf(`default\0${randomUUID()}`)
      counts[shard] = (counts[shard] as number) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(50)
    expect(Math.max(...counts)).toBeLessThan(160)
    expect([shardOf(''), shardOf('default\0k1'), shardOf('店\0k1')]).toMatchInlineSnapshot(`
      [
        124,
        86,
        75,
      ]
    `)
  })
})

describe.skipIf(!hasRedis)('turns that are handed over', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.close())

  const installation = () => {
    const name = randomUUID()
    let made = 0
    const join = async (isOurs?: (shard: number) => boolean) => {
      const side = openRedisSide({ url: redis.url, me: `worker/${++made}`, installation: name, now: Date.now })
      onTestFinished(side.close)
      const owed: OwedTurn[] = []
      if (isOurs !== undefined) side.turns.listen({ isOurs, owed: (one) => void owed.push(one) })
      return { ...side, owed }
    }
    const keys = () =>
      redis
        .ask('--raw', 'keys', `tabdesk:1:${name}:turns:*`)
        .split('\n')
        .filter((key) => key !== '')
    const handOver = (from: Awaited<ReturnType<typeof join>>, one: OwedTurn) =>
      vi.waitUntil(() => from.turns.add(one), PATIENCE)
    return { join, keys, handOver }
  }

  it('[TQ1] arrive at who reads their shard, in their order, and at nobody else', async () => {
    const { join, handOver } = installation()
    const gateway = await join()
    const half = shardOf('default\0k1')
    const reader = await join((shard) => shard === half)
    const other = await join((shard) => shard !== half)
    for (let seq = 1; seq <= 300; seq++) await handOver(gateway, turn(seq))
    const odd = turn(7, `o'k "} {x`, '店')
    await handOver(gateway, odd)
    await vi.waitUntil(() => reader.owed.length === 300 && other.owed.length === 1, PATIENCE)
    expect(reader.owed.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, at) => at + 1))
    expect(other.owed).toEqual([odd])
  })

  it('[TQ1] wait for a reader that comes later', async () => {
    const { join, handOver } = installation()
    const gateway = await join()
    for (const seq of [1, 2, 3]) await handOver(gateway, turn(seq))
    const late = await join(ALL)
    await vi.waitUntil(() => late.owed.length === 3, PATIENCE)
    expect(late.owed).toEqual([turn(1), turn(2), turn(3)])
  })

  it('[TQ2] what a reader did not end is given to the next one once it is silent, what it ended never', async () => {
    const { join, keys, handOver } = installation()
    const gateway = await join()
    const dying = await join(ALL)
    for (const seq of [1, 2, 3]) await handOver(gateway, turn(seq))
    await vi.waitUntil(() => dying.owed.length === 3, PATIENCE)
    dying.turns.ended(turn(1))
    await vi.waitUntil(() => redis.ask('xlen', keys()[0] as string) === '2', PATIENCE)
    await dying.close()
    const next = await join(ALL)
    // Not while the first may still be at it.
    await sleep(2_000)
    expect(next.owed).toEqual([])
    await vi.waitUntil(() => next.owed.length === 2, PATIENCE)
    expect(next.owed).toEqual([turn(2), turn(3)])
    const readers = () => redis.ask('xinfo', 'consumers', keys()[0] as string, 'workers')
    for (const one of next.owed) next.turns.ended(one)
    await vi.waitUntil(() => redis.ask('xlen', keys()[0] as string) === '0', PATIENCE)
    // Who goes in order leaves no name behind.
    expect(readers()).toContain('worker/3')
    await next.close()
    expect(readers()).not.toContain('worker/3')
  })

  it('[TQ3] where Redis is stopped or gone, it is said that nothing was handed over', async () => {
    const own = await startRedis()
    onTestFinished(own.close)
    const side = openRedisSide({ url: own.url, me: 'gateway/1', installation: 'x', now: Date.now })
    onTestFinished(side.close)
    await vi.waitUntil(() => side.turns.add(turn(1)), PATIENCE)
    process.kill(own.pid, 'SIGSTOP')
    for (let n = 0; n < 7; n++) expect(await side.turns.add(turn(2))).toBe(false)
    process.kill(own.pid, 'SIGCONT')
    await vi.waitUntil(() => side.turns.add(turn(3)), PATIENCE)
    await own.kill()
    expect(await side.turns.add(turn(4))).toBe(false)
    await own.start()
    await vi.waitUntil(() => side.turns.add(turn(5)), PATIENCE)
  })

  it('[TQ4] what nobody comes for is trimmed', async () => {
    const { join, keys, handOver } = installation()
    const gateway = await join()
    await handOver(gateway, turn(1))
    const [key] = keys() as [string]
    redis.ask('eval', `for n = 1, 15000 do redis.call('xadd', KEYS[1], '*', 'a', 'b') end`, '1', key)
    expect(redis.ask('xlen', key)).toBe('15001')
    await handOver(gateway, turn(2))
    expect(Number(redis.ask('xlen', key))).toBeLessThan(10_500)
  })

  it('[TQ4] nothing is kept without an end, and what was flushed or spoilt stops nobody', async () => {
    const { join, keys, handOver } = installation()
    const gateway = await join()
    const reader = await join(ALL)
    await handOver(gateway, turn(1))
    await vi.waitUntil(() => reader.owed.length === 1, PATIENCE)
    const [key] = keys() as [string]
    expect(Number(redis.ask('pttl', key))).toBeGreaterThan(0)
    redis.ask('del', key)
    await handOver(gateway, turn(2))
    await vi.waitUntil(() => reader.owed.some(({ seq }) => seq === 2), PATIENCE)
    redis.ask('xadd', key, '*', 'hello', 'world')
    redis.ask('publish', key.replace(/turns:.*/, 'work'), 'hello')
    await handOver(gateway, turn(3))
    await vi.waitUntil(() => reader.owed.some(({ seq }) => seq === 3), PATIENCE)
    for (const one of [turn(2), turn(3)]) reader.turns.ended(one)
    await vi.waitUntil(() => redis.ask('xlen', key) === '0', PATIENCE)
    // One slot of a cluster a shard.
    expect(key).toMatch(/^[^{}]*\{\d+\}$/)
  })
})
