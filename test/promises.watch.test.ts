import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { BROKEN_SHOWN_MS, createPromiseWatch, GRACE_MS, RAISED_BEFORE_MS } from '../src/delivery/promises/watch.ts'
import type { ContextCard, Order } from '../src/domain/customer.ts'
import type { StatedPromise } from '../src/domain/promise.ts'
import { newCid } from './helpers/client.ts'

const START = Date.parse('2026-11-18T07:00:00Z')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const CNY = { amount: 12_900, currency: 'CNY' }
const order = (id: string, status: Order['status'], more: Partial<Order> = {}): Order => ({
  id,
  customer: 'demo',
  status,
  lines: [],
  total: CNY,
  placedAt: '2026-11-17T02:00:00.000Z',
  ...more,
})
const refund = (status: 'requested' | 'approved' | 'paid'): Partial<Order> => ({
  refund: { status, amount: CNY, destination: { zh: '微信', en: 'WeChat' } },
})
const stated = (kind: StatedPromise['kind'], hours?: number, more: Partial<StatedPromise> = {}): StatedPromise => ({
  kind,
  ...(hours === undefined ? {} : { due: new Date(START + hours * HOUR_MS).toISOString() }),
  start: 0,
  end: 4,
  ...more,
})

/** A store with one conversation, a clock and orders that are changed by hand. */
const bench = async (orders: Order[]) => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-promises-'))
  const state = { at: START, orders, source: 'fresh' as 'fresh' | 'stale' | 'absent', cards: 0 }
  const now = (): Date => new Date(state.at)
  let store = await createSqliteStore({ dir, now })
  onTestFinished(async () => {
    await store.close()
    await rm(dir, { recursive: true, force: true })
  })
  const customer = { role: 'customer' as const, id: 'demo', name: '林晓' }
  const agent = { role: 'agent' as const, id: 'ann', name: 'Ann' }
  const { conversation } = await store.append({
    tenant: 'default',
    cid: newCid(),
    from: customer,
    kind: 'text',
    text: '在吗',
    owesTurn: false,
  })
  const { id } = conversation
  const changed: string[] = []
  const open = () =>
    createPromiseWatch({
      store,
      lookUpCard: async (): Promise<ContextCard> => {
        state.cards += 1
        return {
          orders: state.source === 'absent' ? [] : state.orders,
          parcels: [],
          highlights: [],
          sources: [{ source: 'orders', state: state.source, ageMs: 0 }],
        }
      },
      changed: (tenant, conversation) => void changed.push(`${tenant}/${conversation}`),
      now,
    })
  const under = { watch: open() }
  return {
    state,
    changed,
    id,
    say: (...promises: StatedPromise[]) =>
      store.append({
        tenant: 'default',
        cid: newCid(),
        from: agent,
        kind: 'text',
        text: '给您补发',
        conversation: id,
        owesTurn: false,
        promises,
      }),
    recall: (seq: number) =>
      store.recall({
        tenant: 'default',
        conversation: id,
        seq,
        opId: newCid(),
        by: agent,
        withinMs: Number.POSITIVE_INFINITY,
      }),
    look: (hours?: number) => {
      if (hours !== undefined) state.at = START + hours * HOUR_MS
      return under.watch.look()
    },
    mark: () => under.watch.markOf(id),
    states: async () =>
      (await store.promises('default', id)).map(({ state: one, settledBy }) => `${one} ${settledBy ?? ''}`.trim()),
    promises: () => store.promises('default', id),
    restart: async () => {
      await store.close()
      store = await createSqliteStore({ dir, now })
      under.watch = open()
    },
  }
}

describe('promises are watched', () => {
  it.each<[string, StatedPromise['kind'], Order, Partial<Order>]>([
    ['a paid order is shipped', 'ship', order('A1', 'paid'), { status: 'shipped', parcel: 'SF1' }],
    [
      'a second parcel goes out for one that was delivered',
      'ship',
      order('A1', 'delivered', { parcel: 'SF1' }),
      { parcel: 'SF2' },
    ],
    ['a parcel is delivered', 'deliver', order('A1', 'shipped'), { status: 'delivered' }],
    ['money is paid back', 'refund', order('A1', 'delivered', refund('approved')), refund('paid')],
  ])('kept: %s', async (_what, kind, before, after) => {
    const { say, look, states, state, changed, id } = await bench([before])
    await say(stated(kind, 4, { order: 'A1' }))
    await look(0.1)
    expect(await states()).toEqual(['open'])
    state.orders = [{ ...before, ...after }]
    changed.length = 0
    await look(1)
    expect(await states()).toEqual(['kept mesh'])
    expect(changed).toEqual([`default/${id}`])
    await look(5)
    expect(await states(), 'and stays so').toEqual(['kept mesh'])
  })

  it.each<[string, StatedPromise['kind'], Order, Partial<Order>]>([
    ['was shipped before already', 'ship', order('A1', 'shipped', { parcel: 'SF1' }), { status: 'delivered' }],
    ['another state of the refund', 'refund', order('A1', 'delivered', refund('requested')), refund('approved')],
    ['out for delivery is not there yet', 'deliver', order('A1', 'shipped'), { status: 'out_for_delivery' }],
    ['what was paid back before', 'refund', order('A1', 'delivered', refund('paid')), {}],
    ['another order', 'ship', order('A1', 'paid'), { id: 'B2', status: 'shipped' }],
  ])('broken when its time is up: %s', async (_what, kind, before, after) => {
    const { say, look, states, state, mark } = await bench([before])
    await say(stated(kind, 4, { order: 'A1' }))
    await look(0.1)
    state.orders = [{ ...before, ...after }]
    await look(3)
    expect(await states()).toEqual(['open'])
    await look(4)
    expect(await states()).toEqual(['broken clock'])
    expect(mark()).toEqual({ state: 'broken', due: stated(kind, 4).due })
  })

  it('the order that is meant: by its last digits, else the only one that it can be about', async () => {
    const orders = [
      order('20261118003345', 'paid'),
      order('20261120008842', 'paid'),
      order('20261101001111', 'delivered'),
    ]
    const { say, look, states, state } = await bench(orders)
    await say(stated('ship', 4, { order: '8842' }), stated('ship', 4), stated('ship', 4, { order: '9999' }))
    await look(0.1)
    state.orders = orders.map((one) => ({ ...one, status: 'shipped' as const }))
    await look(1)
    expect(await states(), 'of two that it can be about, none is').toEqual(['kept mesh', 'open', 'open'])
    const single = await bench([order('A1', 'paid'), order('B2', 'delivered')])
    await single.say(stated('ship', 4))
    await single.look(0.1)
    single.state.orders = [order('A1', 'shipped'), order('B2', 'delivered')]
    await single.look(1)
    expect(await single.states()).toEqual(['kept mesh'])
  })

  it('raised half an hour before it is due, once, also over a restart; the earliest moment is what the next look waits for', async () => {
    const { say, look, promises, mark, changed, restart, id } = await bench([])
    await say(stated('contact', 4), stated('contact', 6))
    expect(await look(0.1)).toBe(START + 4 * HOUR_MS - RAISED_BEFORE_MS)
    expect(mark()).toBeUndefined()
    await restart()
    changed.length = 0
    await look(3.49)
    expect([mark(), changed]).toEqual([undefined, []])
    await look(3.5)
    expect(mark()).toEqual({ state: 'due', due: stated('contact', 4).due })
    expect(changed).toEqual([`default/${id}`])
    const raised = (await promises()).map(({ raisedAt }) => raisedAt)
    expect(raised).toEqual([new Date(START + 3.5 * HOUR_MS).toISOString(), undefined])
    await restart()
    changed.length = 0
    await look(3.6)
    expect(mark(), 'known again at once').toEqual({ state: 'due', due: stated('contact', 4).due })
    expect(changed).toEqual([])
  })

  it('one that is due within the half hour is raised when half its time is over', async () => {
    const { say, look, mark } = await bench([])
    await say(stated('contact', 10 / 60))
    expect(await look(4 / 60)).toBe(START + 5 * MINUTE_MS)
    expect(mark()).toBeUndefined()
    await look(5 / 60)
    expect(mark()?.state).toBe('due')
  })

  it('what only people can know is broken by the clock, without asking the shop', async () => {
    const { say, look, states, state, mark } = await bench([order('A1', 'paid')])
    await say(stated('contact', 1), stated('compensate', undefined, { amount: CNY }))
    await look(1)
    expect(await states()).toEqual(['broken clock', 'open'])
    expect(state.cards).toBe(0)
    await look(BROKEN_SHOWN_MS / HOUR_MS + 1.1)
    expect(mark(), 'no mark for ever').toBeUndefined()
  })

  it('while the orders cannot be read nothing is called broken that may be kept; after a while it is, and may come late', async () => {
    const { say, look, states, state } = await bench([order('A1', 'paid')])
    await say(stated('ship', 1, { order: 'A1' }))
    await look(0.1)
    state.source = 'stale'
    state.orders = [order('A1', 'shipped')]
    await look(1)
    expect(await states(), 'stale orders prove nothing either').toEqual(['open'])
    await look(1 + GRACE_MS / HOUR_MS)
    expect(await states()).toEqual(['broken clock'])
    state.source = 'fresh'
    await look(2)
    expect(await states()).toEqual(['late mesh'])
  })

  it('[W5] what was taken back is watched no more', async () => {
    const { say, look, states, mark, recall, changed, id } = await bench([])
    const { event } = await say(stated('contact', 0.2))
    await look(0.1)
    expect(mark()?.state).toBe('due')
    await recall(event.seq)
    changed.length = 0
    await look(0.11)
    expect(await states()).toEqual([])
    expect(mark()).toBeUndefined()
    expect(changed, 'the line loses its mark').toEqual([`default/${id}`])
  })

  it('orders are read seldom while there is time, and at every look once it is short', async () => {
    const { say, look, state } = await bench([order('A1', 'paid')])
    await say(stated('ship', 4, { order: 'A1' }), stated('deliver', 4, { order: 'A1' }))
    await look(0.1)
    expect(state.cards, 'one card for both').toBe(1)
    await look(0.11)
    expect(state.cards).toBe(1)
    await look(0.2)
    expect(state.cards).toBe(2)
    await look(3.9)
    await look(3.901)
    expect(state.cards).toBe(4)
  })
})
