import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { startProduct } from './helpers/product.ts'

/** A shop's REST service of its own: how it behaves is told by the test. */
const startShop = async () => {
  let inside = 0
  const seen = { most: 0, calls: {} as Record<string, number> }
  let behave: (path: string, id: string) => { delayMs?: number; status?: number } = () => ({})
  const server = createServer((request, response) => {
    const [, kind = '', id = ''] = (request.url ?? '').split('/')
    seen.calls[kind] = (seen.calls[kind] ?? 0) + 1
    inside += 1
    seen.most = Math.max(seen.most, inside)
    response.once('close', () => {
      inside -= 1
    })
    const { delayMs = 0, status = 200 } = behave(kind, id)
    setTimeout(answer, delayMs, response, status, ENTRIES[kind]?.(id)).unref()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behave: (how: typeof behave) => {
      behave = how
    },
  }
}
const answer = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const text = (zh: string, en: string) => ({ zh, en })
const ENTRIES: Record<string, (id: string) => unknown> = {
  customers: (id) => ({ id, name: text('王芳', 'Wang Fang'), coupons: [] }),
  of: (id) => [orderOf('20261122003345', id)],
  orders: (id) => orderOf(id, 'demo'),
  parcels: (no) => ({ no, carrier: text('顺丰速运', 'SF Express'), events: [] }),
}
const orderOf = (id: string, customer: string) => ({
  id,
  customer,
  status: 'shipped',
  lines: [],
  total: { amount: 12_900, currency: 'CNY' },
  placedAt: '2026-11-20T21:03:00+08:00',
  parcel: `SF${id}`,
})

const FILE = (url: string): string => `
sources:
  - name: shop
    handler:
      rest:
        endpoint: ${url}
        allowPrivate: true
        operations:
          customers: { path: '/customers/{id}' }
          ordersOf: { path: '/of/{id}' }
          orders: { path: '/orders/{id}' }
          parcels: { path: '/parcels/{id}' }
`

/** The product over a file that asks one id a call. */
const start = async (mesh: object = {}) => {
  const shop = await startShop()
  const folder = await mkdtemp(join(tmpdir(), 'tabdesk-sources-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'shop.yaml'), FILE(shop.url))
  const settings = loadConfig({}).mesh
  const never = { order: 0, parcel: 0, customer: 0 }
  const product = await startProduct({
    config: {
      mesh: {
        ...settings,
        sources: folder,
        cache: { ...settings.cache, freshSeconds: never, staleSeconds: never },
        ...mesh,
      },
      prefetch: false,
    },
  })
  const ask = async (query: string) =>
    (await product.call('/graphql', { role: 'agent', method: 'POST', body: { query } })).body
  const ready = async () =>
    (
      (await (await fetch(`${product.url}/readyz`)).json()) as {
        parts: {
          mesh: {
            state: string
            reason?: string
            sources: Record<string, { state: string; since?: string; limit: number }>
          }
        }
      }
    ).parts.mesh
  const metric = async (name: string): Promise<number> => {
    const all = await (await fetch(`${product.url}/metrics`)).text()
    return all
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }
  return { shop, ask, ready, metric, ...product }
}

describe('a source of one id a call, over real sockets', () => {
  it('never has more calls at once than mesh.callsAtOnce, whatever is asked', async () => {
    const { shop, ask } = await start({ callsAtOnce: 3, queryDeadlineMs: 60_000 })
    shop.behave(() => ({ delayMs: 2 }))
    const queries = Array.from({ length: 6 }, (_, n) =>
      ask(`{ ${Array.from({ length: 10 }, (_, m) => `o${m}: order(id: "${n}-${m}") { id }`).join(' ')} }`),
    )
    const answers = await Promise.all(queries)
    expect(answers.every(({ data }) => data.o9.id.endsWith('-9'))).toBe(true)
    expect(shop.seen.calls['orders']).toBe(60)
    expect(shop.seen.most).toBe(3)
  })

  it('control: with a higher limit there are more', async () => {
    const { shop, ask } = await start({ callsAtOnce: 32 })
    shop.behave(() => ({ delayMs: 20 }))
    await ask(`{ ${Array.from({ length: 10 }, (_, m) => `o${m}: order(id: "${m}") { id }`).join(' ')} }`)
    expect(shop.seen.most).toBe(10)
  })

  it('a read that hangs is asked a second time once the source is known to be quick', async () => {
    const { shop, ask, metric } = await start({ queryDeadlineMs: 5_000 })
    for (let n = 0; n < 25; n += 1) await ask(`{ order(id: "warm-${n}") { id } }`)
    // A busy machine may have hedged a warm read as well: only what comes from here on is counted.
    const hedges = await metric('tabdesk_mesh_hedges_total')
    const asked = { slow: 0 }
    shop.behave((_kind, id) => {
      if (id !== 'slow') return {}
      asked.slow += 1
      return asked.slow === 1 ? { delayMs: 4_000 } : {}
    })
    const { data } = await ask('{ order(id: "slow") { id } }')
    expect(data.order.id).toBe('slow')
    expect(asked.slow).toBe(2)
    expect(await metric('tabdesk_mesh_hedges_total')).toBe(hedges + 1)
    // The one that lost is no failure of its source.
    expect(await metric('tabdesk_mesh_breaker_open')).toBe(0)
    await expect.poll(() => metric('tabdesk_mesh_upstream_requests_total{source="shop",outcome="ok"}')).toBe(26)
    expect(await metric('tabdesk_mesh_upstream_requests_total')).toBe(26)
  })

  it('one read dead: the card has the rest, names it with its last value and age, and /readyz says since when', async () => {
    const { shop, client, ready, metric } = await start()
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation } = await customer.say('转人工')
    const watched = () => agent.watch(conversation)
    await watched()
    expect((await ready()).state).toBe('ready')
    shop.behave((kind) => (kind === 'parcels' ? { status: 500 } : {}))
    await expect
      .poll(async () => {
        await watched()
        return (await ready()).sources['parcels']?.state
      })
      .toBe('down')
    const state = await ready()
    expect(state).toMatchObject({ state: 'degraded', reason: expect.stringContaining('parcels') })
    expect(state.sources['parcels']).toMatchObject({ since: expect.any(String), limit: expect.any(Number) })
    expect(state.sources['orders']).toMatchObject({ state: 'ok' })
    expect(await metric('tabdesk_mesh_breaker_open')).toBe(1)
    expect(await metric('tabdesk_mesh_card_parts_total')).toBeGreaterThan(0)
  })
})
