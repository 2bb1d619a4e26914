import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Customer, Order, Parcel } from '../src/domain/customer.ts'
import { createLookUpCard } from '../src/mesh/card.ts'
import { createCardMemory } from '../src/mesh/card-memory.ts'
import type { PartOutcome } from '../src/mesh/card-part.ts'
import { createChanges } from '../src/mesh/changes.ts'
import { createContexts, type PartName } from '../src/mesh/contexts.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import type { Upstream } from '../src/ports/upstream.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const SECOND = 1_000
const NOW = Date.parse('2026-11-22T10:00:00+08:00')
const part = { freshMs: 5 * SECOND, staleMs: 30 * SECOND, keepMs: 1_800 * SECOND }
const TIMES = { crm: part, orders: part, parcels: part, refunds: part, coupons: part }

const person = (id: string, more: Partial<Customer> = {}): Customer => ({
  id,
  name: { zh: `客户${id}`, en: id },
  coupons: [],
  ...more,
})
const order = (customer: string, version: number): Order => ({
  id: `20261122${customer}`,
  customer,
  status: version === 1 ? 'unpaid' : 'paid',
  lines: [
    {
      sku: 'KT-120',
      name: { zh: '电热水壶', en: 'Kettle' },
      quantity: version,
      price: { amount: 12_900, currency: 'CNY' },
    },
  ],
  total: { amount: 12_900 * version, currency: 'CNY' },
  placedAt: '2026-11-22T09:00:00+08:00',
  parcel: `SF${customer}`,
})
const parcelOf = (no: string, version: number): Parcel => ({
  no,
  carrier: { zh: '顺丰速运', en: 'SF Express' },
  events: [{ at: '2026-11-22T09:00:00+08:00', text: { zh: `第${version}站`, en: `stop ${version}` } }],
})

/** A shop whose orders say how often they were read, behind cards that remember. */
const shop = ({ remembers = true, maxBytes }: { remembers?: boolean; maxBytes?: number } = {}) => {
  let clock = NOW
  let down = false
  const calls = { customers: 0, ordersOf: 0, parcels: 0 }
  const guard = (name: keyof typeof calls): void => {
    calls[name] += 1
    if (down) throw new Error('down')
  }
  const gates: Record<'orders' | 'parcels', Promise<void>[]> = { orders: [], parcels: [] }
  const upstream: Upstream = {
    customers: async (ids) => {
      guard('customers')
      return ids.map((id) => person(id))
    },
    orders: async (ids) => ids.map(() => undefined),
    ordersOf: async (ids) => {
      guard('ordersOf')
      const version = calls.ordersOf
      await gates.orders.shift()
      return ids.map((id) => [order(id, version)])
    },
    parcels: async (numbers) => {
      guard('parcels')
      const version = calls.parcels
      await gates.parcels.shift()
      return numbers.map((no) => parcelOf(no, version))
    },
  }
  const now = (): number => clock
  const memory = createCardMemory({ now, ...(remembers ? { times: TIMES } : {}), ...(maxBytes ? { maxBytes } : {}) })
  const outcomes: [PartName, PartOutcome][] = []
  const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: 10_000 })
  const lookUpCard = createLookUpCard({
    open,
    memory,
    deadlineMs: 10_000,
    now,
    onOutcome: (name, outcome) => outcomes.push([name, outcome]),
  })
  return {
    calls,
    memory,
    outcomes,
    lookUpCard,
    look: (customer = 'demo', tenant = 'default') => lookUpCard(tenant, customer),
    pass: (ms: number) => {
      clock += ms
    },
    break: (is: boolean) => {
      down = is
    },
    hold: (what: keyof typeof gates) => {
      let go = (): void => {}
      gates[what].push(
        new Promise((resolve) => {
          go = resolve
        }),
      )
      return () => go()
    },
    changed: (kind: 'customer' | 'order' | 'parcel', id: string, tenant = 'default') =>
      memory.changes.add({ tenant, kind, id, at: clock }),
  }
}
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

describe('cards that remember', () => {
  it('ask nobody while what they know is young, and say how old it is', async () => {
    const { calls, look, pass, outcomes } = shop()
    await look()
    pass(3 * SECOND)
    outcomes.length = 0
    const card = await look()
    expect(calls).toEqual({ customers: 1, ordersOf: 1, parcels: 1 })
    expect(card.sources).toEqual(
      ['crm', 'orders', 'parcels'].map((source) => ({ source, state: 'fresh', ageMs: 3 * SECOND })),
    )
    expect(outcomes).toEqual([
      ['crm', 'memory'],
      ['orders', 'memory'],
      ['parcels', 'memory'],
    ])
  })

  it('control: cards that do not remember ask each time', async () => {
    const { calls, look } = shop({ remembers: false })
    await look()
    await look()
    expect(calls).toEqual({ customers: 2, ordersOf: 2, parcels: 2 })
  })

  it('show what is older at once, with its age, while it is asked for again', async () => {
    const { calls, look, pass } = shop()
    await look()
    pass(20 * SECOND)
    const card = await look()
    expect(card.orders[0]?.status).toBe('unpaid')
    expect(card.sources).toEqual(
      ['crm', 'orders', 'parcels'].map((source) => ({
        source,
        state: 'stale',
        ageMs: 20 * SECOND,
        reason: 'refreshing',
      })),
    )
    await settle()
    expect(calls.ordersOf).toBe(2)
    const next = await look()
    expect(next.orders[0]?.status).toBe('paid')
    expect(next.sources[1]).toEqual({ source: 'orders', state: 'fresh', ageMs: 0 })
  })

  it('wait for what is older still, and fall back to it with its true age', async () => {
    const { look, pass, break: breaks } = shop()
    await look()
    pass(60 * SECOND)
    expect((await look()).sources[1]).toEqual({ source: 'orders', state: 'fresh', ageMs: 0 })
    pass(90 * SECOND)
    breaks(true)
    const card = await look()
    expect(card.orders[0]?.status).toBe('paid')
    expect(card.sources[1]).toEqual({ source: 'orders', state: 'stale', ageMs: 90 * SECOND, reason: 'unreachable' })
  })

  it('ask the systems where that is wished', async () => {
    const { calls, lookUpCard } = shop()
    await lookUpCard('default', 'demo')
    const card = await lookUpCard('default', 'demo', { now: true })
    expect([calls.ordersOf, card.orders[0]?.status]).toEqual([2, 'paid'])
  })

  it.each([
    ['customer', 'demo', { customers: 2, ordersOf: 2, parcels: 2 }],
    ['order', '20261122demo', { customers: 1, ordersOf: 2, parcels: 1 }],
    ['parcel', 'SFdemo', { customers: 1, ordersOf: 1, parcels: 2 }],
  ] as const)('a change of the %s is asked for, and nothing else', async (kind, id, expected) => {
    const { calls, look, changed, pass } = shop()
    await look()
    pass(SECOND)
    changed(kind, id)
    pass(1)
    await look()
    expect(calls).toEqual(expected)
    pass(1)
    await look()
    expect(calls).toEqual(expected)
  })

  it('control: a change of somebody else, or at another tenant, asks for nothing', async () => {
    const { calls, look, changed, pass } = shop()
    await look()
    pass(SECOND)
    changed('customer', 'li-wei')
    changed('customer', 'demo', 'other')
    changed('order', 'demo')
    await look()
    expect(calls).toEqual({ customers: 1, ordersOf: 1, parcels: 1 })
  })

  it('an answer that was on its way when something changed is not taken for what came after', async () => {
    const { look, changed, pass, hold, calls } = shop()
    const answer = hold('orders')
    const before = look()
    await settle()
    pass(SECOND)
    changed('customer', 'demo')
    pass(1)
    // Asks anew though the same read is still in flight.
    const after = await look()
    expect([calls.ordersOf, after.orders[0]?.status]).toEqual([2, 'paid'])
    answer()
    expect((await before).orders[0]?.status).toBe('unpaid')
    pass(1)
    const last = await look()
    expect(last.orders[0]?.status).toBe('paid')
  })

  it('nor for what a card asks later that was begun before the change', async () => {
    const { look, changed, pass, hold, calls } = shop()
    const oldParcel = hold('parcels')
    const first = look()
    await settle()
    pass(31 * SECOND)
    const orders = hold('orders')
    const second = look()
    await settle()
    changed('parcel', 'SFdemo')
    pass(1)
    orders()
    // The first one's read of the parcel is still under way; it is from before the change.
    expect((await second).parcels[0]?.events[0]?.text.en).toBe('stop 2')
    oldParcel()
    expect((await first).parcels[0]?.events[0]?.text.en).toBe('stop 1')
    expect((await look()).parcels[0]?.events[0]?.text.en).toBe('stop 2')
    expect(calls.parcels).toBe(2)
  })

  it('[S17] keep tenants and customers apart, whatever their names', async () => {
    const { memory } = shop()
    const { contexts } = memory
    contexts.keep('a', 'b:c', 'crm', person('first'), NOW)
    for (const [tenant, customer] of [
      ['a:b', 'c'],
      ['a","b:c', ''],
      ['', 'a","b:c'],
      ['b:c', 'a'],
      ['A', 'b:c'],
    ] as const)
      expect(contexts.peek(tenant, customer)).toEqual({})
    expect(contexts.peek('a', 'b:c').crm?.value?.id).toBe('first')
  })

  it('are kept longer for tiers that matter', () => {
    let clock = NOW
    const contexts = createContexts({
      times: TIMES,
      vipKeepMs: 7_200 * SECOND,
      vipTiers: ['钻石会员'],
      maxBytes: 1_000_000,
      now: () => clock,
    })
    contexts.keep('default', 'vip', 'crm', person('vip', { tier: { zh: '钻石会员', en: 'Diamond' } }), NOW)
    contexts.keep('default', 'demo', 'crm', person('demo', { tier: { zh: '金卡会员', en: 'Gold' } }), NOW)
    clock += 3_600 * SECOND
    expect(contexts.peek('default', 'vip').crm?.value?.id).toBe('vip')
    expect(contexts.peek('default', 'demo')).toEqual({})
  })
})

describe('memory', () => {
  const fill = (maxBytes: number, keys: number) => {
    const contexts = createContexts({ times: TIMES, vipKeepMs: 0, vipTiers: [], maxBytes, now: () => NOW })
    for (let n = 0; n < keys; n += 1)
      contexts.keep(
        'default',
        `customer-${n}`,
        'crm',
        { id: `customer-${n}`, name: { zh: '', en: '' }, coupons: [] },
        NOW,
      )
    return contexts
  }

  it('is bounded while 1,000,000 distinct customers pass, and keeps the newest', () => {
    const contexts = fill(4_000_000, 1_000_000)
    expect(contexts.bytes()).toBeLessThanOrEqual(4_000_000)
    expect(contexts.bytes()).toBeGreaterThan(3_900_000)
    expect(contexts.peek('default', 'customer-999999').crm?.value?.id).toBe('customer-999999')
    expect(contexts.peek('default', 'customer-0')).toEqual({})
  })

  it('control: with room for them, ten thousand take more', () => {
    expect(fill(1_000_000_000, 10_000).bytes()).toBeGreaterThan(4_000_000)
  })

  it('weighs at least what it holds', () => {
    collect()
    const contexts = createContexts({ times: TIMES, vipKeepMs: 0, vipTiers: [], maxBytes: 1e9, now: () => NOW })
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < 5_000; n += 1)
      contexts.keep(
        'default',
        `c-${n}`,
        'orders',
        JSON.parse(JSON.stringify([order(`c-${n}`, 1), order(`d-${n}`, 2)])),
        NOW,
      )
    collect()
    const held = process.memoryUsage().heapUsed - before
    expect(contexts.bytes()).toBeGreaterThan(held)
  })

  it('of changes takes all for changed at once, as where other systems are asked from then on', async () => {
    const { memory, look, pass, calls } = shop()
    await look()
    pass(SECOND)
    memory.changes.addAll(NOW + SECOND)
    pass(1)
    await look()
    expect(calls).toEqual({ customers: 2, ordersOf: 2, parcels: 2 })
    pass(1)
    await look()
    expect(calls.customers, 'what is read after it stands').toBe(2)
  })

  it('of changes is bounded too: where one has to be forgotten, everything before it counts as changed', () => {
    const changes = createChanges({ mostKept: 2 })
    const of = (id: string) => ({ tenant: 'default', kind: 'order', id }) as const
    changes.add({ ...of('1'), at: 100 })
    changes.add({ ...of('2'), at: 200 })
    expect(changes.since(150, of('9'))).toBe(false)
    changes.add({ ...of('3'), at: 300 })
    expect(changes.since(90, of('9'))).toBe(true)
    expect(changes.since(150, of('9'))).toBe(false)
    expect(changes.since(150, of('2'))).toBe(true)
  })
})
