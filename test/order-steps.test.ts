import { describe, expect, it } from 'vitest'
import type { Order, Parcel } from '../src/domain/customer.ts'
import { stepsOf } from '../src/domain/order-steps.ts'

const TIMES = {
  paidAt: '2026-11-18T10:01:00+08:00',
  packedAt: '2026-11-18T15:00:00+08:00',
  shippedAt: '2026-11-18T19:00:00+08:00',
  outForDeliveryAt: '2026-11-20T08:00:00+08:00',
  deliveredAt: '2026-11-20T11:00:00+08:00',
}
const order = (status: Order['status'], more: Partial<Order> = {}): Order => ({
  id: '20261118003345',
  customer: 'lin',
  status,
  lines: [],
  total: { amount: 12_900, currency: 'CNY' },
  placedAt: '2026-11-18T10:00:00+08:00',
  ...more,
})
const PARCEL: Parcel = {
  no: 'SF1',
  carrier: { zh: '顺丰速运', en: 'SF Express' },
  events: ['2026-11-20T12:00:00+08:00', '2026-11-19T09:00:00+08:00', '2026-11-18T20:00:00+08:00'].map((at) => ({
    at,
    text: { zh: '已到达', en: 'Arrived' },
  })),
}
const line = (of: Order, parcel?: Parcel): string =>
  stepsOf(of, parcel)
    .map(({ state }) => ({ done: '●', current: '◉', ahead: '○', skipped: '–' })[state])
    .join('')

describe('the state line', () => {
  it.each([
    ['unpaid', {}, '○○○○○'],
    ['paid', {}, '◉○○○○'],
    ['paid', { packedAt: TIMES.packedAt }, '●◉○○○'],
    ['shipped', {}, '●●◉○○'],
    ['out_for_delivery', {}, '●●●◉○'],
    ['delivered', {}, '●●●●◉'],
    ['cancelled', {}, '–––––'],
    ['cancelled', { paidAt: TIMES.paidAt }, '●––––'],
    ['cancelled', { paidAt: TIMES.paidAt, packedAt: TIMES.packedAt }, '●●–––'],
  ] as const)('of an order that is %s %o is %s', (status, more, told) => expect(line(order(status, more))).toBe(told))

  it('has the times of the order system, and none for what is ahead', () => {
    const at = stepsOf(order('shipped', TIMES), PARCEL).map((step) => step.at)
    expect(at).toEqual([TIMES.paidAt, TIMES.packedAt, TIMES.shippedAt, undefined, undefined])
  })

  it('takes the parcel’s first and last event where the order system tells none', () => {
    expect(stepsOf(order('delivered'), PARCEL).map((step) => step.at)).toEqual([
      undefined,
      undefined,
      PARCEL.events[2]?.at,
      undefined,
      PARCEL.events[0]?.at,
    ])
    expect(stepsOf(order('shipped'), PARCEL)[4]?.at).toBeUndefined()
    expect(stepsOf(order('delivered', TIMES), PARCEL)[4]?.at).toBe(TIMES.deliveredAt)
  })
})
