import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openConnection } from '../src/adapters/redis/connection.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'

const PATIENCE = { timeout: 30_000, interval: 10 }

describe.skipIf(!hasRedis)('a connection to Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.close())

  const open = async () => {
    const connection = openConnection({ url: redis.url, commandMs: 100, now: Date.now })
    onTestFinished(connection.close)
    await vi.waitUntil(() => connection.status().state === 'ready', PATIENCE)
    let sent = 0
    const ping = () =>
      connection.ask((driver) => {
        sent += 1
        return driver.ping()
      })
    return { connection, ping, sent: () => sent }
  }

  it('one that hangs is tried by one command a second, however many are asked', async () => {
    const { connection, ping, sent } = await open()
    expect(await Promise.all(Array.from({ length: 50 }, ping))).toEqual(new Array(50).fill('PONG'))
    expect(sent()).toBe(50)
    process.kill(redis.pid, 'SIGSTOP')
    onTestFinished(() => void process.kill(redis.pid, 'SIGCONT'))
    while (connection.status().state === 'ready') await ping()
    const before = sent()
    const started = performance.now()
    const asked: Promise<unknown>[] = []
    while (performance.now() - started < 2_500) {
      for (let n = 0; n < 50; n++) asked.push(ping())
      await sleep(10)
    }
    const tries = sent() - before
    expect(asked.length).toBeGreaterThan(1_000)
    expect(tries).toBeGreaterThan(0)
    expect(tries).toBeLessThanOrEqual(Math.ceil((performance.now() - started) / 1_000))
    expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]))
    process.kill(redis.pid, 'SIGCONT')
    await vi.waitUntil(async () => (await ping()) === 'PONG', PATIENCE)
    expect(connection.status().state).toBe('ready')
  })

  it('hears several channels on one connection, and notices when it is cut off or nobody speaks any more', async () => {
    const { connection } = await open()
    const heard: string[] = []
    let stood = 0
    for (const channel of ['one', 'two'])
      connection.listen(
        channel,
        (message) => heard.push(`${channel} ${message}`),
        () => {
          stood += 1
        },
      )
    await vi.waitUntil(() => connection.hears() && stood >= 2, PATIENCE)
    redis.ask('publish', 'one', 'x')
    redis.ask('publish', 'two', 'y')
    await vi.waitUntil(() => heard.length === 2, PATIENCE)
    expect(heard).toEqual(['one x', 'two y'])
    const before = stood
    redis.ask('client', 'kill', 'type', 'pubsub')
    await vi.waitUntil(() => stood > before && connection.hears(), PATIENCE)
    redis.ask('publish', 'one', 'z')
    await vi.waitUntil(() => heard.at(-1) === 'one z', PATIENCE)
    process.kill(redis.pid, 'SIGSTOP')
    await vi.waitUntil(() => !connection.hears(), PATIENCE)
    process.kill(redis.pid, 'SIGCONT')
    await vi.waitUntil(() => connection.hears(), PATIENCE)
  })
})
