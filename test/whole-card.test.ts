import { describe, expect, it } from 'vitest'
import { createWholeCard } from '../src/conversation/whole-card.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { ContextCard, Order } from '../src/domain/customer.ts'
import type { PromiseState, TrackedPromise } from '../src/domain/promise.ts'
import type { Store } from '../src/ports/store.ts'

const order = (id: string): Order => ({
  id,
  customer: 'lin',
  status: 'shipped',
  lines: [],
  total: { amount: 12_900, currency: 'CNY' },
  placedAt: '2026-11-18T10:00:00+08:00',
})
const CARD: ContextCard = {
  orders: [order('20261121008842'), order('20261118003345'), order('20261101005127')],
  parcels: [],
  highlights: [{ zh: '订单 3345 运输中', en: 'Order 3345 is in transit' }],
  sources: [{ source: 'orders', state: 'stale', ageMs: 90_000, reason: 'deadline' }],
}
const conversation = (id: string, more: Partial<Conversation> = {}): Conversation => ({
  id,
  tenant: 'default',
  customer: 'lin',
  customerName: '林晓',
  epoch: 'e',
  head: 3,
  state: 'resolved',
  humanSpoke: false,
  misses: 0,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:20:00.000Z',
  ...more,
})
const promise = (of: string, state: PromiseState): TrackedPromise => ({
  id: `${of}:2:0`,
  tenant: 'default',
  conversation: of,
  customer: 'lin',
  seq: 2,
  kind: 'ship',
  text: '今晚8点前给您补发',
  by: { role: 'agent', id: 'ann', name: '小安' },
  at: '2026-11-20T10:10:00.000Z',
  state,
})

describe('the whole card', () => {
  const over = (
    others: Conversation[],
    promises: TrackedPromise[] = [],
    records: Awaited<ReturnType<Store['records']>> = [],
  ) =>
    createWholeCard({
      conversations: async (tenant, { customer, states, limit }) =>
        others
          .filter((one) => one.tenant === tenant && one.customer === customer && states?.includes(one.state))
          .slice(0, limit),
      records: async () => records,
      promises: async (tenant, id) => promises.filter((one) => one.tenant === tenant && one.conversation === id),
    })
  const now = conversation('now', { state: 'assigned', order: '20261118003345' })

  it('has the order that is spoken of first, and says which it is', async () => {
    const card = await over([now])(now, CARD)
    expect(card.order).toBe('20261118003345')
    expect(card.orders.map(({ id }) => id.slice(-4))).toEqual(['3345', '8842', '5127'])
    expect(CARD.orders[0]?.id).toBe('20261121008842')
    expect(card.sources).toEqual(CARD.sources)
  })

  it.each([undefined, '20991231000000'])('is as it was where the order spoken of is %s', async (spokenOf) => {
    const { order: _, ...rest } = now
    const card = await over([])({ ...rest, ...(spokenOf === undefined ? {} : { order: spokenOf }) }, CARD)
    expect(card).toEqual(CARD)
  })

  const decided = (entities: object[], order?: string, kind = 'answer') => {
    const draft = order === undefined ? {} : { order }
    const decision = kind === 'answer' ? { kind, draft, suggestions: [] } : { kind, suggestions: [draft] }
    return [{ understanding: { entities }, decision }] as unknown as Awaited<ReturnType<Store['records']>>
  }
  it.each([
    ['last digits', decided([{ type: 'order_tail', value: '5127' }], '20261121008842'), '5127'],
    ['a whole number', decided([{ type: 'order_number', value: '20261101005127' }]), '5127'],
    ['digits of no order here', decided([{ type: 'order_tail', value: '9999' }]), '3345'],
    [
      'two orders',
      decided([
        { type: 'order_tail', value: '5127' },
        { type: 'order_tail', value: '8842' },
      ]),
      '3345',
    ],
    ['an answer about one', decided([], '20261121008842'), '8842'],
    ['a suggestion about one', decided([], '20261121008842', 'suggest'), '8842'],
    ['a question back about nothing', decided([], undefined, 'ask'), '3345'],
  ])('after %s, the order in question', async (_what, records, tail) => {
    expect((await over([], [], records)(now, CARD)).order?.slice(-4)).toBe(tail)
  })

  it('names the last contacts on every channel, without the conversation itself', async () => {
    const others = [
      now,
      conversation('a', { channel: 'wechat', humanSpoke: true, outcome: '已退款' }),
      ...['b', 'c', 'd', 'e', 'f'].map((id) => conversation(id)),
    ]
    const { contacts } = await over(others)(now, CARD)
    expect(contacts?.map(({ conversation: id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(contacts?.[0]).toEqual({
      conversation: 'a',
      channel: 'wechat',
      since: '2026-11-20T10:00:00.000Z',
      at: '2026-11-20T10:20:00.000Z',
      open: false,
      person: true,
      outcome: '已退款',
    })
    expect(contacts?.[1]).toMatchObject({ channel: 'widget', person: false })
  })

  it('keeps promises of earlier conversations that are still open, and no others', async () => {
    const promises = [
      promise('now', 'kept'),
      promise('a', 'open'),
      promise('b', 'broken'),
      promise('c', 'kept'),
      promise('d', 'late'),
    ]
    const card = await over(
      ['a', 'b', 'c', 'd'].map((id) => conversation(id)),
      promises,
    )(now, CARD)
    expect(card.promises?.map(({ id }) => id)).toEqual(['b:2:0', 'a:2:0', 'now:2:0'])
  })

  it('shows the shop’s side also when our own log cannot be read', async () => {
    const down = () => Promise.reject(new Error('the disk is gone'))
    const card = await createWholeCard({ conversations: down, promises: down, records: down })(now, CARD)
    expect(card.orders).toHaveLength(3)
    expect(card).not.toHaveProperty('contacts')
    expect(card).not.toHaveProperty('promises')
  })
})
