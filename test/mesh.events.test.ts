import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { startDemoServices } from '../src/demo/demo-services.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import { createEvents } from '../src/mesh/events.ts'
import { startProduct } from './helpers/product.ts'
import { hasRedis, startRedis } from './helpers/redis-server.ts'

const SECRET = 'a-secret-for-events-of-32-characters'
const NOW = 1_795_000_000_000
const MINUTE = 60_000

const sign = (body: string, { secret = SECRET, at = NOW }: { secret?: string; at?: number } = {}): string => {
  const seconds = Math.floor(at / 1_000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
const receiver = (secrets = [SECRET]) => {
  const changed: string[] = []
  let clock = NOW
  const take = createEvents({ secrets, changed: (kind, id) => changed.push(`${kind} ${id}`), now: () => clock })
  return {
    changed,
    pass: (ms: number) => {
      clock += ms
    },
    take: (body: string, signature: string | undefined = sign(body)) => {
      try {
        return take(signature, Buffer.from(body))
      } catch (error) {
        return (error as { code: string }).code
      }
    },
  }
}
const event = (more: object, id = 'evt-1'): string => JSON.stringify({ id, ...more })

describe('events of the shop', () => {
  it('name what changed', () => {
    const { take, changed } = receiver()
    expect(take(event({ customers: ['u-17'], orders: ['20261122003345', '20261122008842'], parcels: ['SF1'] }))).toBe(4)
    expect(changed).toEqual(['customer u-17', 'order 20261122003345', 'order 20261122008842', 'parcel SF1'])
  })

  it.each([
    ['no signature', event({ orders: ['1'] }), ''],
    ['another secret', event({ orders: ['1'] }), sign(event({ orders: ['1'] }), { secret: `${SECRET}!` })],
    ['another body', event({ orders: ['2'] }), sign(event({ orders: ['1'] }))],
    ['a space more in the body', `${event({ orders: ['1'] })} `, sign(event({ orders: ['1'] }))],
    [
      'a time of more than five minutes ago',
      event({ orders: ['1'] }),
      sign(event({ orders: ['1'] }), { at: NOW - 6 * MINUTE }),
    ],
    ['a time to come', event({ orders: ['1'] }), sign(event({ orders: ['1'] }), { at: NOW + 6 * MINUTE })],
    [
      'a time that was changed',
      event({ orders: ['1'] }),
      sign(event({ orders: ['1'] }), { at: NOW - 6 * MINUTE }).replace(/t=\d+/, `t=${NOW / 1_000}`),
    ],
    ['half a signature', event({ orders: ['1'] }), sign(event({ orders: ['1'] })).slice(0, 40)],
  ])('with %s is refused as unauthenticated and changes nothing', (_name, body, signature) => {
    const { take, changed } = receiver()
    expect([take(body, signature), changed]).toEqual(['unauthenticated', []])
  })

  it.each([
    ['nothing in it', event({})],
    ['empty lists', event({ orders: [] })],
    ['no id', JSON.stringify({ orders: ['1'] })],
    ['a number for an id', event({ orders: [20261122003345] })],
    ['something unknown', event({ orders: ['1'], refunds: ['2'] })],
    ['101 orders', event({ orders: Array.from({ length: 101 }, (_, n) => String(n)) })],
    ['no JSON', 'orders=1'],
  ])('with %s is refused as bad input', (_name, body) => {
    const { take, changed } = receiver()
    expect([take(body), changed]).toEqual(['bad_input', []])
  })

  it('counts once, also while both the old and the new secret sign', () => {
    const { take, changed, pass } = receiver([`${SECRET}-new`, SECRET])
    const body = event({ orders: ['1'] })
    expect(take(body)).toBe(1)
    expect(take(body)).toBe('conflict')
    pass(4 * MINUTE)
    expect(take(body, sign(body, { secret: `${SECRET}-new`, at: NOW + 4 * MINUTE }))).toBe('conflict')
    expect(changed).toEqual(['order 1'])
    expect(
      take(event({ orders: ['1'] }, 'evt-2'), sign(event({ orders: ['1'] }, 'evt-2'), { at: NOW + 4 * MINUTE })),
    ).toBe(1)
  })

  it('are not taken without a secret', () => {
    expect(receiver([]).take(event({ orders: ['1'] }))).toBe('not_found')
  })
})

describe('what has changed, with the running product', () => {
  const start = async (more: { redisUrl?: string; prefetch?: boolean } = {}) => {
    const services = await startDemoServices({ now: Date.now })
    onTestFinished(services.close)
    const { mesh } = loadConfig({})
    const slow = { order: 3_600, parcel: 3_600, customer: 3_600 }
    const config = {
      mesh: {
        ...mesh,
        baseUrl: services.url,
        eventSecrets: [SECRET],
        freshnessMinutes: { order: 600, refund: 600, parcel: 600, coupon: 600, customer: 600 },
        cache: { ...mesh.cache, freshSeconds: slow, staleSeconds: slow },
      },
      prefetch: false,
      ...more,
    }
    const one = await startProduct({ config })
    return { services, ...one, settings: config, orders: () => services.requests()['/orders'] ?? 0 }
  }
  const post = (url: string, body: string, signature = sign(body, { at: Date.now() })) =>
    fetch(`${url}/v1/mesh/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tabdesk-signature': signature },
      body,
    })

  it('the example of the documentation is taken, and its answers are as told', async () => {
    const { url } = await start()
    const docs = readFileSync(new URL('../docs/mesh-speed.md', import.meta.url), 'utf8')
    const script = /```sh\n(body=[\s\S]*?)```/.exec(docs)?.[1] ?? ''
    expect(script).toContain('curl')
    const run = async (secret: string): Promise<unknown> => {
      const { stdout } = await promisify(execFile)('sh', ['-c', `SECRET=${secret}\nTABDESK=${url}\n${script}`])
      return JSON.parse(stdout)
    }
    expect(await run(SECRET)).toEqual({ accepted: 2 })
    expect(await run('not-the-secret')).toMatchObject({ status: 401, code: 'unauthenticated' })
    const repeated = event({ orders: ['1'] }, 'evt-9')
    expect((await post(url, repeated)).status).toBe(202)
    expect((await post(url, repeated)).status).toBe(409)
    expect((await post(url, '{')).status).toBe(400)
    expect((await post(url, 'x'.repeat(200_000))).status).toBe(413)
  })

  it('an event makes the next card ask again; the same body unsigned does not', async () => {
    const { url, client, orders } = await start()
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation } = await customer.say('转人工')
    const look = () => agent.watch(conversation)
    await expect.poll(orders).toBe(1)
    await look()
    await look()
    expect(orders()).toBe(1)
    const body = event({ customers: ['demo'] })
    expect((await post(url, body, 't=1,v1=00')).status).toBe(401)
    await look()
    expect(orders()).toBe(1)
    expect((await post(url, body)).status).toBe(202)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await look()
    await expect.poll(orders).toBe(2)
  })

  it.each(['customers', 'orders', 'parcels'] as const)(
    'an event of %s reaches the card that was looked up ahead of the turn',
    async (kind) => {
      const { url, client, orders, services, product } = await start({ prefetch: true })
      const parcels = () => services.requests()['/parcels'] ?? 0
      const customer = await client('customer', 'demo')
      await expect.poll(parcels).toBe(1)
      const shipped = createShopData(Date.now()).orders.find(
        ({ customer: whose, status }) => whose === 'demo' && status === 'shipped',
      )
      const id = { customers: 'demo', orders: shipped?.id, parcels: shipped?.parcel }[kind] ?? ''
      expect((await post(url, event({ [kind]: [id] }))).status).toBe(202)
      const { conversation, seq } = await customer.say('我的货到哪了呀')
      await expect.poll(async () => product.store.record('default', `${conversation}:${seq}`)).toBeTruthy()
      expect([orders(), parcels()]).toEqual({ customers: [2, 2], orders: [2, 1], parcels: [1, 2] }[kind])
    },
  )

  it.each(['我刚付了款，怎么还没发货', 'I just paid, when does it ship?'])(
    'a customer who says %s has their order read again',
    async (text) => {
      const { client, orders, product } = await start()
      const customer = await client('customer', 'demo')
      const turn = async (words: string): Promise<void> => {
        const { conversation, seq } = await customer.say(words)
        await expect.poll(async () => product.store.record('default', `${conversation}:${seq}`)).toBeTruthy()
      }
      await turn('我的货到哪了呀')
      expect(orders()).toBe(1)
      await turn('wheres my parcel')
      expect(orders()).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 5))
      await turn(text)
      expect(orders()).toBe(2)
    },
  )

  it.skipIf(!hasRedis)(
    'an event to one process makes the others ask again; what one read the other knows; Redis gone is said and hurts nobody',
    async () => {
      const redis = await startRedis()
      onTestFinished(redis.close)
      const one = await start({ redisUrl: redis.url })
      const other = await startProduct({ config: one.settings })
      const ready = async (url: string) =>
        (
          (await (await fetch(`${url}/readyz`)).json()) as {
            parts: Record<string, { state: string; since?: string; reason?: string }>
          }
        ).parts['redis']
      for (const { url } of [one, other]) await expect.poll(async () => (await ready(url))?.state).toBe('ready')
      const first = await one.client('customer', 'demo')
      await first.say('我的货到哪了呀')
      await expect.poll(one.orders).toBe(1)
      await expect.poll(() => redis.ask('exists', 'tabdesk:mesh:1:mmm:hot:{default:demo}')).toBe('1')

      const second = await other.client('customer', 'demo')
      const agent = await other.client('agent', 'ann')
      const { conversation, seq } = await second.say('我的货到哪了呀')
      await expect.poll(async () => other.product.store.record('default', `${conversation}:${seq}`)).toBeTruthy()
      expect(one.orders()).toBe(1)

      expect((await post(one.url, event({ customers: ['demo'] }))).status).toBe(202)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await agent.watch(conversation)
      await expect.poll(one.orders).toBe(2)

      await redis.kill()
      await expect.poll(async () => (await ready(one.url))?.state).toBe('degraded')
      expect(await ready(one.url)).toMatchObject({
        since: expect.any(String),
        reason: expect.stringContaining('slower'),
      })
      const { seq: third } = await second.say('wheres my parcel')
      await expect.poll(async () => other.product.store.record('default', `${conversation}:${third}`)).toBeTruthy()
      await redis.start()
      await expect.poll(async () => (await ready(one.url))?.state, { timeout: 10_000 }).toBe('ready')
    },
  )
})
