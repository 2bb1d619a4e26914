import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRedisContexts } from '../src/adapters/redis/shared-contexts.ts'
import type { PersonalPolicy } from '../src/domain/personal.ts'
import type { Change, SharedPart } from '../src/ports/shared-contexts.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'

const server = async (options: readonly string[] = []): Promise<RedisServer> => {
  const redis = await startRedis(options)
  onTestFinished(redis.close)
  return redis
}
const MASKED: PersonalPolicy = { phone: 'masked', email: 'masked', address: 'masked' }
/** One process's side. */
const open = async (url: string, ready = true, policy = MASKED) => {
  const heard: Change[] = []
  const contexts = createRedisContexts({ url, policy, onChange: (change) => heard.push(change), now: Date.now })
  onTestFinished(contexts.close)
  if (ready) await expect.poll(() => contexts.status().state).toBe('ready')
  return { contexts, heard, ids: () => [...new Set(heard.map(({ id }) => id))] }
}
const part = (text: string, more: Partial<SharedPart> = {}): SharedPart => ({
  heat: 'hot',
  name: 'orders',
  text,
  keepMs: 60_000,
  ...more,
})
const order = (id: string): Change => ({ tenant: 'default', kind: 'order', id, at: Date.now() })
const readEventually = (contexts: Awaited<ReturnType<typeof open>>['contexts'], tenant: string, customer: string) =>
  expect.poll(() => contexts.read(tenant, customer))

describe.skipIf(!hasRedis)('contexts in Redis', () => {
  it('[CX1] are read by every process as they were written, byte for byte', async () => {
    const { url, ask } = await server()
    const [{ contexts: one }, { contexts: two }] = [await open(url), await open(url)]
    const text = '{"value":"王芳 🏺 \\u0000 \\r\\n"}'
    one.write('default', 'demo', part(text))
    one.write('default', 'demo', part('cold', { heat: 'cold', name: 'crm' }))
    await readEventually(two, 'default', 'demo').toEqual({ orders: text, crm: 'cold' })
    one.write('default', 'demo', part('newer'))
    await readEventually(two, 'default', 'demo').toEqual({ orders: 'newer', crm: 'cold' })
    expect(await two.read('default', 'nobody')).toEqual({})
    // One slot of a cluster for all that is a customer's.
    expect(ask('--raw', 'keys', '*{default:demo}').split('\n').sort()).toEqual([
      'tabdesk:mesh:1:mmm:cold:{default:demo}',
      'tabdesk:mesh:1:mmm:hot:{default:demo}',
    ])
  })

  it('[CX1] [S17] are of one tenant and one customer, whatever their names', async () => {
    const { url, ask } = await server()
    const { contexts } = await open(url)
    contexts.write('a', 'b:c', part('theirs'))
    await readEventually(contexts, 'a', 'b:c').toEqual({ orders: 'theirs' })
    for (const [tenant, customer] of [
      ['a:b', 'c'],
      ['a%3Ab', 'c'],
      ['a', 'b%3Ac'],
      ['a', 'b:c}'],
      ['{a', 'b:c'],
      ['a', 'B:C'],
      ['', 'a:b:c'],
      ['a', '\ud800'],
    ] as const)
      expect(await contexts.read(tenant, customer), `${tenant} ${customer}`).toEqual({})
    // Nor does a name end the tag that keeps all of a customer's in one slot.
    contexts.write('a', 'b}c', part('braces'))
    await readEventually(contexts, 'a', 'b}c').toEqual({ orders: 'braces' })
    expect(
      ask('--raw', 'keys', '*b*c*')
        .split('\n')
        .every((key) => /^[^{}]*\{[^{}]*\}$/.test(key)),
    ).toBe(true)
    // Half a character cannot be told from another half once it is written.
    contexts.write('a', '\ud800', part('never'))
    expect(await contexts.read('a', '\ud801')).toEqual({})
  })

  it('what was kept with a phone number in full is not read where numbers are masked', async () => {
    const { url } = await server()
    const shown = await open(url, true, { ...MASKED, phone: 'open' })
    const masked = await open(url)
    shown.contexts.write('default', 'demo', part('{"phone":"13812343345"}', { heat: 'cold', name: 'crm' }))
    await readEventually(shown.contexts, 'default', 'demo').toEqual({ crm: '{"phone":"13812343345"}' })
    expect(await masked.contexts.read('default', 'demo')).toEqual({})
  })

  it('what somebody else says or writes where changes are told stops nobody', async () => {
    const { url, ask } = await server()
    const one = await open(url)
    await sleep(50)
    for (const words of ['hello', '{}', '[1,"hello"]', 'null', '["1",[]]'])
      ask('publish', 'tabdesk:mesh:1:changes', words)
    ask('zadd', 'tabdesk:mesh:1:changes', String(Date.now()), 'hello')
    const two = await open(url)
    two.contexts.tell(order('20261122003345'))
    await expect.poll(one.ids).toEqual(['20261122003345'])
  })

  it('[CX2] nothing comes within its deadline while Redis is away or hangs, and nobody waits twice', async () => {
    const redis = await server()
    const { contexts } = await open(redis.url)
    contexts.write('default', 'demo', part('x'))
    await readEventually(contexts, 'default', 'demo').toEqual({ orders: 'x' })
    const before = Date.now()
    process.kill(redis.pid, 'SIGSTOP')
    onTestFinished(() => void process.kill(redis.pid, 'SIGCONT'))
    const waiting = performance.now()
    for (let n = 0; n < 5; n += 1) expect(await contexts.read('default', 'demo')).toEqual({})
    const waited = performance.now() - waiting
    expect(contexts.status().state).toBe('down')
    expect(Date.parse(contexts.status().since)).toBeGreaterThanOrEqual(before)
    // Now it is known: a thousand reads send nothing, and take less than these five.
    const started = performance.now()
    const all = await Promise.all(Array.from({ length: 1_000 }, () => contexts.read('default', 'demo')))
    expect(all.every((found) => Object.keys(found).length === 0)).toBe(true)
    expect(performance.now() - started).toBeLessThan(waited)
    process.kill(redis.pid, 'SIGCONT')
    await readEventually(contexts, 'default', 'demo').toEqual({ orders: 'x' })
    expect(contexts.status().state).toBe('ready')
  })

  it('[CX2] [CX5] killed it is missed by nobody, and used again when it is back', async () => {
    const redis = await server()
    const { contexts } = await open(redis.url)
    await redis.kill()
    await expect.poll(() => contexts.status().state).toBe('down')
    expect(await contexts.read('default', 'demo')).toEqual({})
    contexts.write('default', 'demo', part('lost'))
    await redis.start()
    await expect.poll(() => contexts.status().state, { timeout: 10_000 }).toBe('ready')
    contexts.write('default', 'demo', part('again'))
    await readEventually(contexts, 'default', 'demo').toEqual({ orders: 'again' })
  })

  it('[CX5] one that was not there at the start is found later', async () => {
    const redis = await server()
    await redis.kill()
    const { contexts } = await open(redis.url, false)
    expect(await contexts.read('default', 'demo')).toEqual({})
    expect(contexts.status().state).toBe('down')
    await redis.start()
    await expect.poll(() => contexts.status().state, { timeout: 10_000 }).toBe('ready')
  })

  it('[CX3] a change reaches the other processes at once, also those that start later', async () => {
    const { url } = await server()
    const [one, two] = [await open(url), await open(url)]
    await sleep(50)
    one.contexts.tell(order('20261122003345'))
    await expect.poll(two.ids).toEqual(['20261122003345'])
    const third = await open(url)
    await expect.poll(third.ids).toEqual(['20261122003345'])
    expect(third.heard[0]).toMatchObject({ tenant: 'default', kind: 'order' })
  })

  it('[CX3] a change made while Redis was away is told when it is back, in spite of what was lost', async () => {
    const redis = await server()
    const [one, two] = [await open(redis.url), await open(redis.url)]
    await redis.kill()
    await expect.poll(() => one.contexts.status().state).toBe('down')
    one.contexts.tell(order('1'))
    one.contexts.tell(order('2'))
    await redis.start()
    await expect.poll(() => two.ids().sort(), { timeout: 15_000 }).toEqual(['1', '2'])
  })

  it('[CX3] all changes of a busy hour reach who starts after it, many of one moment among them', async () => {
    const { url, ask } = await server()
    const MANY = 100_000
    ask(
      'eval',
      `for n = 1, ${MANY} do
         local at = ${Date.now() - 1_800_000} + math.max(0, n - 2500) * 10
         redis.call('zadd', 'tabdesk:mesh:1:changes', at, '["default","order","o-' .. n .. '"]')
       end`,
      '0',
    )
    const late = await open(url)
    await expect.poll(() => late.ids().length, { timeout: 15_000 }).toBe(MANY)
  })

  it('[CX4] a part is gone when its time is over, the hot ones without the cold ones', async () => {
    const { url, ask } = await server()
    const { contexts } = await open(url)
    contexts.write('default', 'demo', part('hot', { keepMs: 150 }))
    contexts.write('default', 'demo', part('cold', { heat: 'cold', name: 'crm', keepMs: 72 * 3_600_000 }))
    await readEventually(contexts, 'default', 'demo').toEqual({ crm: 'cold' })
    expect(ask('--raw', 'keys', 'tabdesk:*')).toBe('tabdesk:mesh:1:mmm:cold:{default:demo}')
    expect(Number(ask('pttl', 'tabdesk:mesh:1:mmm:cold:{default:demo}').replace(/\D/g, ''))).toBeGreaterThan(
      71 * 3_600_000,
    )
  })

  it('control: nothing is ever kept without an end', async () => {
    const { url, ask } = await server()
    const { contexts } = await open(url)
    contexts.write('default', 'demo', part('x'))
    contexts.tell(order('1'))
    await expect.poll(() => ask('dbsize')).toBe('2')
    for (const key of ask('--raw', 'keys', '*').split('\n')) expect(Number(ask('pttl', key)), key).toBeGreaterThan(0)
  })
})
