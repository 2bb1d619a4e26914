import { describe, expect, it } from 'vitest'
import { createShopData } from '../src/demo/shop-data.ts'
import type { Order } from '../src/domain/customer.ts'

const DAYS = ['2026-11-21T14:05:00+08:00', '2026-01-01T00:00:01+08:00', '2028-02-29T23:59:59+08:00']
const HOUR_MS = 3_600_000
const time = (iso: string | undefined): number => Date.parse(iso ?? '')

/** What the shop's own law would call a mistake, in words; none for a shop that is believable. */
const mistakesOf = (
  order: Order,
  { now, parcelEvents }: { now: number; parcelEvents: number[] | undefined },
): string[] => {
  const { status, placedAt, total, lines, refund, parcel, shipBy, eta } = order
  const age = now - time(placedAt)
  const isSent = status === 'shipped' || status === 'out_for_delivery' || status === 'delivered'
  const laws: [string, boolean][] = [
    ['placed in the future', age < 0],
    [
      'lines do not add up',
      lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0) !== total.amount,
    ],
    ['no lines', lines.length === 0 || lines.some(({ quantity }) => quantity < 1)],
    ['one good twice', new Set(lines.map(({ sku }) => sku)).size !== lines.length],
    ['sent without parcel', isSent && parcelEvents === undefined],
    ['parcel before it was sent', !isSent && parcel !== undefined],
    ['unpaid for too long', status === 'unpaid' && age > 0.5 * HOUR_MS],
    ['paid without a day of dispatch', status === 'paid' && shipBy === undefined],
    ['dispatched before it was placed', (shipBy ?? placedAt) < placedAt],
    ['on its way without a day', (status === 'shipped' || status === 'out_for_delivery') && eta === undefined],
    ['refund of nothing', refund !== undefined && status !== 'delivered' && status !== 'cancelled'],
    ['refund of more than was paid', (refund?.amount.amount ?? 0) > total.amount],
    ['approved without a day', refund?.status === 'approved' && !(time(refund.eta) > now - 24 * HOUR_MS)],
    ['settled, with a day', refund?.status === 'paid' && refund.eta !== undefined],
  ]
  if (isSent && parcelEvents !== undefined) {
    const [newest = 0] = parcelEvents
    laws.push(
      ['events out of order', parcelEvents.some((at, n) => n > 0 && at >= (parcelEvents[n - 1] ?? 0))],
      ['event in the future', newest > now],
      ['picked up before it was placed', (parcelEvents.at(-1) ?? 0) <= time(placedAt)],
      ['delivered in a moment', status === 'delivered' && age < 24 * HOUR_MS],
      ['signed for, but not delivered', (parcelEvents.length === 6) !== (status === 'delivered')],
      ['being delivered, but not', (parcelEvents.length === 5) !== (status === 'out_for_delivery')],
    )
  }
  return laws.filter(([, isBroken]) => isBroken).map(([law]) => law)
}

describe('the demo shop', () => {
  it.each(DAYS)('has 1,500 believable orders, whatever today is: %s', (today) => {
    const now = time(today)
    const { orders, parcels } = createShopData(now)
    const events = new Map(parcels.map(({ no, events }) => [no, events.map(({ at }) => time(at))]))
    expect(orders).toHaveLength(1_500)
    const mistakes = orders.flatMap((order) =>
      mistakesOf(order, { now, parcelEvents: order.parcel === undefined ? undefined : events.get(order.parcel) }).map(
        (law) => `${order.id}: ${law}`,
      ),
    )
    expect(mistakes).toEqual([])
  })

  it('would be found out if an order did not add up or came before it was sent', () => {
    const now = time(DAYS[0])
    const { orders } = createShopData(now)
    const [some] = orders.filter(({ status, refund }) => status === 'delivered' && refund === undefined)
    const broken = {
      ...(some as Order),
      total: { amount: 1, currency: 'CNY' },
      placedAt: new Date(now - HOUR_MS).toISOString(),
    }
    expect(mistakesOf(broken, { now, parcelEvents: [now - 2 * HOUR_MS, now - HOUR_MS] })).toEqual([
      'lines do not add up',
      'events out of order',
      'picked up before it was placed',
      'delivered in a moment',
      'signed for, but not delivered',
    ])
  })

  it('has every state, several carriers and cities, refunds in every state, coupons, both languages in everything', () => {
    const { customers, orders, parcels } = createShopData(time(DAYS[0]))
    const count = (all: unknown[]): number => new Set(all).size
    expect(count(orders.map(({ status }) => status))).toBe(6)
    for (const status of ['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled'])
      expect(orders.filter((order) => order.status === status).length, status).toBeGreaterThan(20)
    for (const status of ['requested', 'approved', 'paid', 'rejected'])
      expect(orders.filter(({ refund }) => refund?.status === status).length, status).toBeGreaterThan(5)
    expect(count(parcels.map(({ carrier }) => carrier.en))).toBeGreaterThanOrEqual(5)
    expect(count(orders.map(({ address }) => address?.en))).toBeGreaterThanOrEqual(10)
    expect(customers.filter(({ coupons }) => coupons.length > 0).length).toBeGreaterThan(50)
    expect(count(customers.map(({ name }) => name.zh))).toBeGreaterThan(100)
    const texts = [
      ...customers.map(({ name }) => name),
      ...orders.flatMap(({ address, lines }) => [address, ...lines.map(({ name }) => name)]),
      ...parcels.flatMap(({ carrier, events }) => [carrier, ...events.map(({ text }) => text)]),
    ]
    for (const text of texts)
      expect([/\p{Script=Han}/u.test(text?.zh ?? ''), /[a-z]/i.test(text?.en ?? '')]).toEqual([true, true])
  })

  it('is the same shop for the same seed, and another for another', () => {
    const now = time(DAYS[0])
    expect(createShopData(now, 200, 7)).toEqual(createShopData(now, 200, 7))
    expect(createShopData(now, 200, 8).orders).not.toEqual(createShopData(now, 200, 7).orders)
  })
})
