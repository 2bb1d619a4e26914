import type { Order } from '../../src/domain/customer.ts'
import type { Upstream } from '../../src/ports/upstream.ts'

/** An upstream in this process that takes `ms` for each call (0: none) and counts the calls that it has at once. */
export const createFakeShop = (ms: number) => {
  let inside = 0
  const seen = { calls: 0, most: 0 }
  const answer = async <T>(ids: readonly string[], entry: (id: string) => T): Promise<T[]> => {
    seen.calls += 1
    inside += 1
    seen.most = Math.max(seen.most, inside)
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    inside -= 1
    return ids.map(entry)
  }
  const upstream: Upstream = {
    customers: (ids) =>
      answer(ids, (id) => ({
        id,
        name: { zh: '王芳', en: 'Wang Fang' },
        tier: { zh: '金卡会员', en: 'Gold' },
        points: 2_380,
        coupons: [],
      })),
    orders: (ids) => answer(ids, (id) => orderOf(id, 'c')),
    ordersOf: (ids) =>
      answer(ids, (id) => Array.from({ length: 1 + (id.length % 3) }, (_, n) => orderOf(`${id}-${n}`, id))),
    parcels: (ids) =>
      answer(ids, (no) => ({
        no,
        carrier: { zh: '顺丰速运', en: 'SF Express' },
        events: [
          { at: '2026-11-21T14:05:00+08:00', text: { zh: '已到达杭州转运中心', en: 'Arrived at the Hangzhou hub' } },
        ],
      })),
  }
  return { upstream, seen }
}

const orderOf = (id: string, customer: string): Order => ({
  id,
  customer,
  status: 'shipped',
  lines: [
    {
      sku: 'KT-120',
      name: { zh: '电热水壶', en: 'Electric kettle' },
      quantity: 1,
      price: { amount: 12_900, currency: 'CNY' },
    },
  ],
  total: { amount: 12_900, currency: 'CNY' },
  placedAt: '2026-11-20T21:03:00+08:00',
  eta: '2026-11-23T18:00:00+08:00',
  parcel: `SF${id}`,
})
