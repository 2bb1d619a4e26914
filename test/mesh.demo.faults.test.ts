import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMesh } from '../src/compose-mesh.ts'
import { ConfigError, loadConfig } from '../src/config.ts'
import { type FaultSettings, faultSettings } from '../src/demo/fault-settings.ts'
import { createFaults } from '../src/demo/faults.ts'
import { withFaults } from '../src/demo/faulty-parcels.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import type { ContextCard } from '../src/domain/customer.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { startProduct } from './helpers/product.ts'

const settings = (given: object): FaultSettings => faultSettings.parse(given)
const CALLS = 4_000

describe('the switches', () => {
  it('spoil as many calls as they say, in every way, and none when they are off', () => {
    const faults = createFaults(
      settings({ orders: { errors: 0.2, wrongJson: 0.1, halfBody: 0.05, hangs: 0.15 }, parcels: { outage: true } }),
    )
    for (let n = 0; n < CALLS; n += 1) for (const service of ['orders', 'crm', 'parcels'] as const) faults.next(service)
    const spoilt = faults.spoilt()
    for (const [kind, share] of Object.entries({ error: 0.2, wrongJson: 0.1, halfBody: 0.05, hang: 0.15 }))
      expect((spoilt[`orders ${kind}`] ?? 0) / CALLS, kind).toBeCloseTo(share, 1)
    expect(spoilt['parcels outage']).toBe(CALLS)
    expect(Object.keys(spoilt).filter((key) => key.startsWith('crm'))).toEqual([])
  })

  it('delay with the quantiles that were asked for', () => {
    const faults = createFaults(settings({ crm: { delayMs: { p50: 40, p99: 800 } } }))
    const delays = Array.from({ length: CALLS }, () => faults.next('crm').delayMs).sort((a, b) => a - b)
    const at = (q: number): number => delays[Math.floor(q * CALLS)] ?? 0
    expect(at(0.5) / 40).toBeCloseTo(1, 0)
    expect(at(0.99) / 800).toBeGreaterThan(0.7)
    expect(at(0.99) / 800).toBeLessThan(1.4)
  })

  it('spoil the same calls for the same seed', () => {
    const draw = (seed: number) => {
      const faults = createFaults(settings({ preset: 'chaos', seed }))
      return Array.from({ length: 50 }, () => faults.next('orders'))
    }
    expect(draw(5)).toEqual(draw(5))
    expect(draw(6)).not.toEqual(draw(5))
  })

  it.each([
    ['a share beyond all', { orders: { errors: 1.2 } }],
    ['quantiles the wrong way round', { crm: { delayMs: { p50: 90, p99: 10 } } }],
    ['a service that is not there', { coupons: { outage: true } }],
  ])('refuse %s', (_what, given) => {
    expect(faultSettings.safeParse(given).success).toBe(false)
  })

  it('are settings of the demo shop only', () => {
    expect(loadConfig({ DEMO_FAULTS: 'chaos' }).demoFaults.preset).toBe('chaos')
    expect(() => loadConfig({ DEMO_FAULTS: 'chaos', DEMO: 'false' })).toThrow(ConfigError)
    expect(() => loadConfig({ DEMO_FAULTS: 'mayhem' })).toThrow(/DEMO_FAULTS/)
  })
})

describe('parcels from a database on a bad day', () => {
  const reader = {
    read: async () => [{ waybill: 'SF1', note: 'x' }],
    placeholder: () => '?',
    close: () => undefined,
  }
  const read = (given: object, signal = AbortSignal.timeout(5_000)) => {
    const faults = createFaults(settings({ parcels: given }))
    return withFaults(reader, () => faults.next('parcels')).read('', [], signal)
  }
  it.each([
    [{ outage: true }, /unable to open/],
    [{ errors: 1 }, /disk I\/O/],
    [{ halfBody: 1 }, /malformed/],
  ])('%j', async (given, says) => {
    await expect(read(given)).rejects.toThrow(says)
  })
  it('hang until their caller has had enough', async () => {
    await expect(read({ hangs: 1 }, AbortSignal.timeout(20))).rejects.toMatchObject({ name: 'TimeoutError' })
  })
  it('slip their columns', async () => {
    expect(await read({ wrongJson: 1 })).toEqual([{ waybill: 'x', note: 'SF1' }])
    expect(await read({})).toEqual([{ waybill: 'SF1', note: 'x' }])
  })
})

describe('the demo shop behind the mesh', () => {
  const open = async (demoFaults: object = {}) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'demo-'))
    const releasers = createReleasers()
    const config = { ...loadConfig({ DATA_DIR: dataDir }), demoFaults: settings(demoFaults) }
    const data = createShopData(Date.now())
    const mesh = await openMesh(
      { ...config, mesh: { ...config.mesh, sources: join(dataDir, 'none'), cardDeadlineMs: 5_000 } },
      releasers,
      { info: () => undefined, warn: () => undefined },
      data,
    )
    onTestFinished(async () => {
      await releasers.releaseAll()
      await rm(dataDir, { recursive: true, force: true })
    })
    return { mesh, data }
  }
  const states = ({ sources }: ContextCard) =>
    Object.fromEntries(sources.map(({ source, state, reason }) => [source, reason ?? state]))

  it('says of every customer over REST, GraphQL and SQL what it knows, word for word', async () => {
    const { mesh, data } = await open()
    const upstream = mesh.unmaskedOf('default')
    const soon = AbortSignal.timeout(20_000)
    const ids = data.customers.map(({ id }) => id)
    expect(await upstream?.customers(ids, soon)).toEqual(data.customers)
    const numbers = data.orders.map(({ id }) => id)
    const inZone = (iso: string | undefined) => iso && Date.parse(iso)
    const timed = (order: (typeof data.orders)[number] | undefined) => ({
      ...order,
      placedAt: inZone(order?.placedAt),
      shipBy: inZone(order?.shipBy),
      eta: inZone(order?.eta),
      refund: order?.refund && { ...order.refund, eta: inZone(order.refund.eta) },
    })
    expect((await upstream?.orders(numbers, soon))?.map(timed)).toEqual(data.orders.map(timed))
    const parcels = await upstream?.parcels(
      data.parcels.map(({ no }) => no),
      soon,
    )
    expect(parcels).toEqual(data.parcels)
    const skus = ['EB-310', 'SP-431', 'NO-000']
    expect(await upstream?.products?.(skus, soon)).toEqual([
      expect.objectContaining({ sku: 'EB-310', price: { amount: 29_900, currency: 'CNY' } }),
      expect.objectContaining({ sku: 'SP-431' }),
      undefined,
    ])
    const stock = await upstream?.stock?.(skus, soon)
    expect(stock?.map((shelves) => shelves.reduce((sum, { available }) => sum + available, 0))).toEqual([252, 0, 0])
    expect(stock?.[1]?.[0]?.restockAt).toMatch(/\+08:00$/)
    const delivered = data.orders.filter(({ status }) => status === 'delivered').map(({ id }) => id)
    const invoices = (await upstream?.invoices?.(delivered, soon))?.flat() ?? []
    expect(invoices.length).toBeGreaterThan(100)
    for (const { order, amount, status } of invoices)
      expect([status, amount]).toEqual(['issued', data.orders.find(({ id }) => id === order)?.total])
  })

  it.each([
    ['orders', { outage: true }, 'unreachable'],
    ['crm', { errors: 1 }, 'unreachable'],
    ['crm', { halfBody: 1 }, 'unreachable'],
    ['orders', { wrongJson: 1 }, 'invalid'],
    ['parcels', { outage: true }, 'unreachable'],
    ['parcels', { hangs: 1 }, 'deadline'],
    ['orders', { hangs: 1 }, 'deadline'],
  ] as const)('%s with %j: the card names it and shows the others', async (service, given, reason) => {
    const { mesh } = await open({ seed: 2, [service]: given })
    const found = states(await mesh.lookUpCard('default', 'demo'))
    expect(found[service]).toBe(reason)
    expect(found[service === 'crm' ? 'orders' : 'crm']).toBe('fresh')
  })

  it('is switched at run time by an admin, said in /readyz while it is, and forgotten with {}', async () => {
    const { call } = await startProduct()
    const state = async () => (await call('/readyz')).body.parts.demoFaults
    expect(await state()).toBeUndefined()
    const set = (body: object, role: 'admin' | 'supervisor' = 'admin') => call('/v1/demo/faults', { role, body })
    expect((await set({ preset: 'chaos' }, 'supervisor')).status).toBe(403)
    expect((await set({ orders: { errors: 2 } })).body).toMatchObject({ code: 'bad_input' })
    expect((await set({ crm: { outage: true } })).body).toMatchObject({ words: ['crm: out'] })
    expect(await state()).toMatchObject({ state: 'degraded', reason: expect.stringContaining('crm: out') })
    expect((await call('/v1/demo/faults', { role: 'admin' })).body.settings.crm.outage).toBe(true)
    await set({})
    expect(await state()).toBeUndefined()
  })

  it('has no switches where there is no demo', async () => {
    const { call } = await startProduct({ config: { demo: false } })
    expect((await call('/v1/demo/faults', { role: 'admin' })).status).toBe(404)
  })
})
