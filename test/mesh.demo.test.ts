import { afterEach, describe, expect, it } from 'vitest'
import { startDemoServices } from '../src/demo/demo-services.ts'
import { createShopData } from '../src/demo/shop-data.ts'

const DAYS = [
  '2026-11-21T14:05:00+08:00',
  '2026-01-01T00:00:01+08:00',
  '2028-02-29T23:59:59+08:00',
  '2027-06-30T15:59:59Z',
]

describe('demo services', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  it.each(DAYS)('tell the demo customer of today, whatever today is: %s', (today) => {
    const now = Date.parse(today)
    const { customers, orders, parcels } = createShopData(now)
    expect(customers.find(({ id }) => id === 'demo')).toMatchObject({
      name: { zh: '林晓', en: 'Lin Xiao' },
      tier: { zh: '金卡会员' },
      points: 2380,
      coupons: [{ name: { zh: '满200减30' } }],
    })
    const [crab, earbuds, kettle] = orders.filter(({ customer }) => customer === 'demo')
    expect(crab).toMatchObject({
      id: expect.stringMatching(/8842$/),
      status: 'paid',
      lines: [{ name: { zh: '大闸蟹礼盒' } }],
    })
    const shipsIn = Date.parse(crab?.shipBy ?? '') - now
    expect(shipsIn).toBeGreaterThan(0)
    expect(shipsIn).toBeLessThanOrEqual(48 * 3_600_000)
    expect(earbuds).toMatchObject({
      id: expect.stringMatching(/3345$/),
      status: 'shipped',
      parcel: 'SF1390022763345',
      total: { amount: 29_900 },
    })
    const eta = Date.parse(earbuds?.eta ?? '') - now
    expect(eta).toBeGreaterThan(0)
    expect(eta).toBeLessThan(48 * 3_600_000)
    expect(kettle).toMatchObject({
      id: expect.stringMatching(/5127$/),
      status: 'delivered',
      refund: { status: 'approved', amount: { amount: 12_900 } },
    })
    const events = parcels.find(({ no }) => no === earbuds?.parcel)?.events ?? []
    expect(events).toHaveLength(4)
    expect(Date.parse(events[0]?.at ?? '')).toBeLessThan(now)
    expect(Date.parse(events.at(-1)?.at ?? '')).toBeGreaterThan(Date.parse(earbuds?.placedAt ?? ''))
  })

  it.each(DAYS)('number orders by the day of placing, and no two of a customer end alike: %s', (today) => {
    const { customers, orders, parcels } = createShopData(Date.parse(today))
    expect(customers).toHaveLength(204)
    expect(new Set(orders.map(({ id }) => id)).size).toBe(orders.length)
    for (const { id: customer } of customers) {
      const own = orders.filter((order) => order.customer === customer)
      expect(own.length).toBeGreaterThan(0)
      expect(new Set(own.map(({ id }) => id.slice(-4))).size).toBe(own.length)
    }
    for (const { id, placedAt } of orders)
      expect(id).toMatch(new RegExp(`^${placedAt.slice(0, 10).replaceAll('-', '')}\\d{6}$`))
    const numbers = new Set(parcels.map(({ no }) => no))
    expect(numbers.size).toBe(parcels.length)
    for (const { parcel } of orders) if (parcel !== undefined) expect(numbers).toContain(parcel)
  })

  it('have every state of an order among the people that a demo shows', () => {
    const { orders } = createShopData(Date.parse(DAYS[0] ?? ''), 0)
    const states = new Set(orders.map(({ status }) => status))
    expect(states).toEqual(new Set(['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled']))
  })

  it('count calls, ask for their token and know their paths', async () => {
    const services = await startDemoServices({ now: Date.now, token: 'let-me-in' })
    closing.push(services.close)
    const get = async (path: string, token = 'let-me-in') => {
      const response = await fetch(`${services.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
      return [response.status, await response.json()]
    }
    expect(await get('/customers?ids=demo,nobody')).toMatchObject([200, { customers: [{ id: 'demo' }] }])
    expect(await get('/customers?ids=demo', 'guess')).toMatchObject([401, {}])
    expect(await get('/customers')).toMatchObject([400, { error: expect.stringContaining('ids') }])
    expect(await get('/coupons')).toMatchObject([404, {}])
    expect(services.requests()).toEqual({ '/customers': 3, '/coupons': 1 })
  })
})
