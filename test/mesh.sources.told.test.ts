import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startProduct } from './helpers/product.ts'
import { openFolder, type Service, type SourcesFolder, send, startService } from './helpers/sources.ts'

const SOON = { timeout: 30_000, interval: 50 }
const TLS = fileURLToPath(new URL('./fixtures/tls/', import.meta.url))
const BODY_MEBIBYTES = 50
/** Only the source's own faults are to be seen, however busy the machine is. */
const PATIENT = { cardDeadlineMs: 20_000, queryDeadlineMs: 20_000 }

/** What an order system does wrong, over a real socket, and the reason that the card gives for it. */
const FAULTS: [what: string, path: string, reason: string][] = [
  ['hangs', '/hang', 'deadline'],
  ['answers 500', '/500', 'unreachable'],
  ['refuses every token', '/401', 'unreachable'],
  ['redirects to another host', '/elsewhere', 'unreachable'],
  ['answers half a body', '/half', 'unreachable'],
  ['answers a page', '/page', 'invalid'],
  ['answers wrong types', '/types', 'invalid'],
  ['answers 50 MB', '/huge', 'invalid'],
  ['has an expired certificate', 'expired', 'unreachable'],
  ['resolves to an inner address', 'inner', 'unreachable'],
]

/** The product while one of its systems misbehaves: the card tells which and why, and the bot says nothing that no source gave. */
describe('a customer asks for their order while the order system', () => {
  let files: SourcesFolder
  let other: Service
  let oms: Service
  let expired: ReturnType<typeof createTlsServer>
  const order = {
    id: '20261120003345',
    customer: 'u-17',
    status: 'shipped',
    placedAt: '2026-11-20T21:03:00+08:00',
    eta: '2026-11-23T18:00:00+08:00',
    total: { amount: 29_900, currency: 'CNY' },
    parcel: 'SF1390040087719',
    lines: [],
  }
  const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    '/hang': () => undefined,
    '/500': (_request, response) => send(response, [order], 500),
    '/401': (_request, response) => send(response, [order], 401),
    '/elsewhere': (_request, response) => response.writeHead(302, { location: `${other.url}/ok/orders` }).end(),
    '/half': (_request, response) => {
      const text = JSON.stringify([order])
      response.writeHead(200, { 'content-length': text.length }).write(text.slice(0, 60), () => response.destroy())
    },
    '/page': (_request, response) => response.end('<html>系统维护中 20261120003345</html>'),
    '/types': (_request, response) => send(response, [{ ...order, status: '已发货' }]),
    '/huge': (_request, response) => {
      response.write('[')
      for (let n = 0; n < BODY_MEBIBYTES; n += 1) response.write(Buffer.alloc(1024 * 1024, ' '))
      response.end(`${JSON.stringify(order)}]`)
    },
    '/ok': (_request, response) => send(response, [order]),
  }
  const shop = (request: IncomingMessage, response: ServerResponse): unknown => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    const [, how = ''] = pathname.split('/')
    if (pathname.endsWith('/people')) return send(response, [{ id: 'u-17', name: '林晓' }])
    if (pathname.endsWith('/parcels'))
      return send(response, [
        {
          no: 'SF1390040087719',
          carrier: '顺丰速运',
          events: [{ at: '2026-11-21T08:02:00+08:00', text: '到达杭州转运中心' }],
        },
      ])
    return answers[`/${how}`]?.(request, response)
  }
  beforeAll(async () => {
    files = await openFolder()
    other = await startService(shop)
    oms = await startService(shop)
    const pem = (name: string): Buffer => readFileSync(join(TLS, name))
    expired = createTlsServer({ key: pem('key.pem'), cert: pem('expired.pem') }, shop)
    await new Promise<void>((resolve) => expired.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    expired.close()
    expired.closeAllConnections()
    await Promise.all([other.close(), oms.close()])
    await files.close()
  })

  const source = (name: string, endpoint: string, operations: string, more = 'allowPrivate: true'): string => `
  - name: ${name}
    handler:
      rest:
        endpoint: ${endpoint}
        deadlineMs: ${name === 'oms' && endpoint.endsWith('/hang') ? 500 : 30_000}
        ${more}
        operations: ${operations}
`
  const endpointOf = (path: string): [url: string, more?: string] => {
    if (path === 'expired')
      return [
        `https://localhost:${(expired.address() as AddressInfo).port}/ok`,
        `allowPrivate: true\n        ca: ${join(TLS, 'ca.pem')}`,
      ]
    // A name, so that it is judged by what it resolves to.
    if (path === 'inner') return [`http://localhost.:${new URL(oms.url).port}/ok`, 'allowPrivate: false']
    return [`${oms.url}${path}`]
  }
  const ask = async (path: string) => {
    const [url, more] = endpointOf(path)
    await files.put(
      'shop.yaml',
      `sources:${source('crm', `${oms.url}/ok`, "{ customers: { path: '/people?ids={ids}' }, parcels: { path: '/parcels?nos={ids}' } }")}${source('oms', url, "{ ordersOf: { path: '/orders?by={ids}' }, orders: { path: '/orders?ids={ids}' } }", more)}`,
    )
    const base = await startProduct()
    const mesh = { ...base.config.mesh, sources: files.folder, ...PATIENT }
    await base.close()
    const { client, call } = await startProduct({ config: { mesh } })
    expect((await call('/readyz')).body.parts.sources.inForce).toEqual(['crm', 'oms'])
    const customer = await client('customer', 'u-17')
    const agent = await client('agent', 'ann')
    const { conversation } = await customer.say('我的货到哪了呀')
    await agent.watch(conversation)
    const bot = () => customer.frames.filter((frame) => frame.type === 'event' && frame.from.role === 'bot')
    await vi.waitFor(() => expect(bot()).toHaveLength(1), SOON)
    const part = () =>
      agent
        .ofType('context')
        .at(-1)
        ?.card.sources.find((one: { source: string }) => one.source === 'orders')
    return { said: bot()[0].text as string, part, card: () => agent.ofType('context').at(-1)?.card }
  }

  it.each(FAULTS)(
    '%s: the bot hands over and states nothing, the card names the part and why',
    async (_what, path, reason) => {
      const { said, part, card } = await ask(path)
      expect(said).toContain('已为您转接人工客服')
      expect(said).not.toMatch(/3345|SF139|顺丰|转运|11月/)
      await vi.waitFor(() => expect(part()).toMatchObject({ state: 'absent', reason }), SOON)
      expect(card().customer.name.zh).toBe('林晓')
      expect(card().orders).toEqual([])
      expect(other.asked).toEqual([])
    },
  )

  it('does what it should: the bot says where the parcel is (all that was missing before)', async () => {
    const { said, part } = await ask('/ok')
    expect(said).toContain('到达杭州转运中心')
    expect(part()).toMatchObject({ state: 'fresh' })
  })
})
