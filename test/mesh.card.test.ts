import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DemoBehaviour } from '../src/demo/demo-services.ts'
import type { Order } from '../src/domain/customer.ts'
import { createLookUpCard } from '../src/mesh/card.ts'
import { highlightsOf } from '../src/mesh/highlights.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import { type MeshUnderTest, NOW, startMesh } from './helpers/mesh.ts'

const SECOND_MS = 1_000
const SOON = { timeout: 30_000, interval: 10 }
const PATHS = { crm: '/customers', orders: '/orders', parcels: '/parcels' } as const
const FAULTS: [name: string, how: DemoBehaviour, reason: string][] = [
  ['hangs', { hang: true }, 'deadline'],
  ['is slower than the deadline', { delayMs: 5_000 }, 'deadline'],
  ['fails', { status: 503 }, 'unreachable'],
  ['answers nonsense', { body: '<html>' }, 'invalid'],
  [
    'leaves a field out',
    {
      body: '{"customers":[{"id":"demo"}],"orders":[{"id":"1","customer":"demo"}],"parcels":[{"no":"SF1390022763345"}]}',
    },
    'invalid',
  ],
]

describe('context card', () => {
  const running: MeshUnderTest[] = []
  afterEach(async () => {
    for (const mesh of running.splice(0)) await mesh.close()
  })
  const start = async (deadlineMs = 10_000) => {
    let clock = NOW
    const faulty = new Map<string, DemoBehaviour>()
    const mesh = await startMesh({ behave: (path) => faulty.get(path) })
    running.push(mesh)
    return {
      mesh,
      faulty,
      lookUpCard: createLookUpCard({ open: mesh.open, deadlineMs, now: () => clock }),
      /** The same systems behind a deadline that a hanging one uses up. */
      hurried: createLookUpCard({ open: mesh.open, deadlineMs: 200, now: () => clock }),
      pass: (ms: number) => {
        clock += ms
      },
    }
  }
  const states = (card: { sources: { source: string; state: string; reason?: string }[] }) =>
    card.sources.map(({ source, state, reason }) => [source, state, reason])

  it('has the customer, their orders newest first, their parcels and what matters first', async () => {
    const { mesh, lookUpCard } = await start()
    const card = await lookUpCard('default', 'demo')
    expect(card).toMatchObject({
      customer: { id: 'demo', name: { zh: '林晓', en: 'Lin Xiao' } },
      orders: [{ status: 'paid' }, { status: 'shipped' }, { status: 'delivered' }],
      parcels: [{ no: 'SF1390022763345' }, { no: 'ZT7730115512706' }],
    })
    expect(card.sources).toEqual(['crm', 'orders', 'parcels'].map((source) => ({ source, state: 'fresh', ageMs: 0 })))
    expect(card.highlights).toEqual([
      {
        zh: '订单 5127 退款 ¥129.00 已批准，退回微信支付，预计 11月24日 到账',
        en: 'Order 5127: refund of ¥129.00 approved, to WeChat Pay, expected 24 Nov',
      },
      { zh: '订单 8842 将在 11月23日 05:05 前发货', en: 'Order 8842 ships by 23 Nov 05:05' },
      { zh: '订单 3345 运输中，预计 11月22日 送达', en: 'Order 3345 is in transit, expected 22 Nov' },
    ])
    expect(mesh.services.requests()).toEqual({ '/customers': 1, '/orders': 1, '/parcels': 1 })
  })

  it('says of a visitor that the CRM does not know them', async () => {
    const { lookUpCard } = await start()
    const card = await lookUpCard('default', 'visitor-17')
    expect(card).toEqual({
      orders: [],
      parcels: [],
      highlights: [],
      sources: [
        { source: 'crm', state: 'absent', ageMs: 0, reason: 'notFound' },
        { source: 'orders', state: 'fresh', ageMs: 0 },
        { source: 'parcels', state: 'fresh', ageMs: 0 },
      ],
    })
  })

  it('100 cards of one customer at once read each system once', async () => {
    const { mesh, faulty, lookUpCard } = await start()
    for (const path of Object.values(PATHS)) faulty.set(path, { delayMs: 30 })
    await Promise.all(Array.from({ length: 100 }, () => lookUpCard('default', 'demo')))
    expect(mesh.services.requests()).toEqual({ '/customers': 1, '/orders': 1, '/parcels': 1 })
  })

  describe.each(FAULTS)('when a system %s', (_name, how, reason) => {
    it.each(['crm', 'orders', 'parcels'] as const)(
      '%s is absent with its reason, the others are fresh',
      async (source) => {
        const { faulty, hurried, lookUpCard } = await start()
        faulty.set(PATHS[source], how)
        const card =
          reason === 'deadline'
            ? // Of parcels it is told only once the orders have come, which a busy machine brings to a later card.
              await vi.waitFor(async () => {
                const shown = await hurried('default', 'demo')
                if (source === 'parcels') expect(states(shown)).toContainEqual(['orders', 'fresh', undefined])
                return shown
              }, SOON)
            : await lookUpCard('default', 'demo')
        const broken = source === 'orders' ? ['orders', 'parcels'] : [source]
        expect(states(card).filter(([name]) => broken.includes(name ?? ''))).toEqual(
          broken.map((name) => [name, 'absent', name === source ? reason : 'notAsked']),
        )
        if (reason !== 'deadline')
          expect(states(card).filter(([, state]) => state === 'fresh')).toHaveLength(3 - broken.length)
      },
    )

    it('the last known card is shown as stale, with its age', async () => {
      const { faulty, hurried, lookUpCard, pass } = await start()
      const shared = reason === 'deadline' ? hurried : lookUpCard
      const before = await lookUpCard('default', 'demo')
      await untilFresh(() => shared('default', 'demo'))
      for (const path of Object.values(PATHS)) faulty.set(path, how)
      pass(90 * SECOND_MS)
      const card = await shared('default', 'demo')
      expect(card.sources).toEqual(
        ['crm', 'orders', 'parcels'].map((source) => ({
          source,
          state: 'stale',
          ageMs: 90 * SECOND_MS,
          reason: source === 'parcels' ? 'notAsked' : reason,
        })),
      )
      expect([card.customer, card.orders, card.parcels]).toEqual([before.customer, before.orders, before.parcels])
      expect(card.highlights).toEqual(before.highlights)
    })
  })

  it('an answer that comes too late is on the next card', async () => {
    let answer = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { mesh } = await start()
    let late = true
    const open = createLoaders({
      callDeadlineMs: 10_000,
      upstreamOf: () => ({
        customers: async (ids) => {
          if (late) await arrived
          else throw new Error('down')
          return ids.map((id) => ({ id, name: { zh: '林晓', en: 'Lin Xiao' }, coupons: [] }))
        },
        orders: async (ids) => ids.map(() => undefined),
        ordersOf: async (ids) => ids.map(() => []),
        parcels: async (ids) => ids.map(() => undefined),
      }),
    })
    const lookUpCard = createLookUpCard({ open, deadlineMs: 30, now: () => NOW })
    expect(states(await lookUpCard('default', 'demo'))[0]).toEqual(['crm', 'absent', 'deadline'])
    answer()
    await new Promise((resolve) => setTimeout(resolve, 5))
    late = false
    const card = await lookUpCard('default', 'demo')
    expect(states(card)[0]).toEqual(['crm', 'stale', 'unreachable'])
    expect(card.customer?.name.zh).toBe('林晓')
    expect(mesh.upstreamCalls()).toBe(0)
  })

  it('never rejects, whatever an upstream throws', async () => {
    const bad = async (): Promise<never> => {
      throw 'not even an error'
    }
    const open = createLoaders({
      callDeadlineMs: 10_000,
      upstreamOf: () => ({ customers: bad, orders: bad, ordersOf: bad, parcels: bad }),
    })
    const card = await createLookUpCard({ open, deadlineMs: 10_000, now: () => NOW })('default', 'demo')
    expect(states(card)).toEqual([
      ['crm', 'absent', 'unreachable'],
      ['orders', 'absent', 'unreachable'],
      ['parcels', 'absent', 'notAsked'],
    ])
  })

  it('[S17] what is kept of a customer is kept for their tenant alone', async () => {
    const { mesh, faulty, lookUpCard } = await start()
    await lookUpCard('default', 'demo')
    for (const path of Object.values(PATHS)) faulty.set(path, { status: 500 })
    const card = await lookUpCard('other', 'demo')
    expect([card.customer, card.orders]).toEqual([undefined, []])
    expect(mesh.upstreamCalls()).toBe(3)
  })
})

/** A machine under load may miss a short deadline although the system is well. */
const untilFresh = (look: () => Promise<{ sources: { state: string }[] }>): Promise<void> =>
  vi.waitFor(async () => {
    expect((await look()).sources.every(({ state }) => state === 'fresh')).toBe(true)
  }, SOON)

describe('highlights', () => {
  const order = (of: Partial<Order>): Order => ({
    id: '20261121000001',
    customer: 'demo',
    status: 'paid',
    lines: [],
    total: { amount: 35_900, currency: 'CNY' },
    placedAt: '2026-11-21T13:55:00+08:00',
    ...of,
  })
  const tell = (...orders: Order[]) => highlightsOf(orders, NOW).map(({ zh }) => zh)

  it('put what is most urgent first, whatever the order of the orders', () => {
    const orders = [
      order({ id: '2026112100001', status: 'shipped', eta: '2026-11-23T18:00:00+08:00' }),
      order({ id: '2026112100002', shipBy: '2026-11-22T10:00:00+08:00' }),
      order({ id: '2026112100003', status: 'out_for_delivery', eta: '2026-11-21T18:00:00+08:00' }),
      order({ id: '2026112100004', status: 'unpaid' }),
      order({ id: '2026112100005', status: 'shipped', eta: '2026-11-20T18:00:00+08:00' }),
      order({
        id: '2026112100006',
        status: 'delivered',
        refund: {
          status: 'approved',
          amount: { amount: 100, currency: 'CNY' },
          destination: { zh: '支付宝', en: 'Alipay' },
        },
      }),
      order({ id: '2026112100007', shipBy: '2026-11-21T10:00:00+08:00' }),
      order({
        id: '2026112100008',
        status: 'delivered',
        refund: {
          status: 'requested',
          amount: { amount: 100, currency: 'CNY' },
          destination: { zh: '支付宝', en: 'Alipay' },
        },
      }),
    ]
    const tails = ['0006', '0005', '0007', '0004', '0008', '0003', '0002', '0001']
    expect(tell(...orders).map((line) => line.slice(3, 7))).toEqual(tails)
    expect(tell(...orders.toReversed()).map((line) => line.slice(3, 7))).toEqual(tails)
  })

  it('an unpaid order says when it closes, and nothing once it has', () => {
    expect(tell(order({ status: 'unpaid' }))).toEqual(['订单 0001 待付款 ¥359.00，11月21日 14:25 自动关闭'])
    expect(tell(order({ status: 'unpaid', placedAt: '2026-11-21T13:30:00+08:00' }))).toEqual([])
  })

  it('times are told where the shop is, and orders by their last digits', () => {
    const paid = order({ id: 'MUC-2026-902', shipBy: '2026-11-23T18:00:00+01:00' })
    expect(highlightsOf([paid], NOW, 'Europe/Berlin').map(({ en }) => en)).toEqual(['Order 902 ships by 23 Nov 18:00'])
    expect(highlightsOf([paid], NOW).map(({ en }) => en)).toEqual(['Order 902 ships by 24 Nov 01:00'])
  })

  it('a parcel is late when its day is over where the shop is, not before', () => {
    expect(tell(order({ status: 'shipped', eta: '2026-11-21T09:00:00+08:00' }))).toEqual([
      '订单 0001 运输中，预计 11月21日 送达',
    ])
    expect(tell(order({ status: 'shipped', eta: '2026-11-20T23:59:00+08:00' }))).toEqual([
      '订单 0001 已晚于预计送达日 11月20日',
    ])
  })

  it('what is over is no news: delivered, cancelled, refund paid or refused', () => {
    const refund = { amount: { amount: 100, currency: 'CNY' }, destination: { zh: '支付宝', en: 'Alipay' } }
    expect(
      tell(
        order({ status: 'delivered', eta: '2026-11-01T18:00:00+08:00' }),
        order({ status: 'cancelled', refund: { ...refund, status: 'paid' } }),
        order({ status: 'delivered', refund: { ...refund, status: 'rejected' } }),
      ),
    ).toEqual([])
  })
})
