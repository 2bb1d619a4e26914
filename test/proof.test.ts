import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { claimOf } from '../src/conversation/claim.ts'
import { createProofLimits, MOST_TRIES } from '../src/conversation/proof-limits.ts'
import { CHECK_MS, createProve, type ProveParts } from '../src/conversation/prove.ts'
import type { AuditEntry } from '../src/domain/audit.ts'
import { createProveOrder } from '../src/mesh/prove-order.ts'
import type { Upstream } from '../src/ports/upstream.ts'
import { heard, ORDERS } from './helpers/orders.ts'

const ORDER = '20261118003345'
const upstream = (phone: string | undefined, more: Partial<Upstream> = {}): Upstream => ({
  customers: async (ids) =>
    ids.map((id) => ({
      id,
      name: { zh: '林晓', en: 'Lin Xiao' },
      coupons: [],
      ...(phone === undefined ? {} : { phone }),
    })),
  orders: async (ids) => ids.map((id) => ORDERS.find((order) => order.id === id)),
  ordersOf: async (customers) => customers.map(() => []),
  parcels: async (numbers) => numbers.map(() => undefined),
  ...more,
})
const asking = (found: Upstream) => createProveOrder((tenant) => (tenant === 'default' ? found : undefined))
const { signal } = new AbortController()

describe('an order and the digits of its phone', () => {
  it.each(['13812345678', '138****5678', '+86 138-1234-5678', '138 1234 5678'])('are known by %s', async (phone) => {
    const prove = asking(upstream(phone))
    expect(await prove({ tenant: 'default', order: ORDER, phoneTail: '5678' }, signal)).toBe('demo')
    expect(await prove({ tenant: 'default', order: ORDER, phoneTail: '1234' }, signal)).toBeUndefined()
  })
  it('[PR1] are undefined alike where order, digits or tenant are wrong, and where there is no phone', async () => {
    const claim = { tenant: 'default', order: ORDER, phoneTail: '5678' }
    const known = asking(upstream('13812345678'))
    expect(await known(claim, signal)).toBe('demo')
    for (const wrong of [{ order: '20261118003340' }, { phoneTail: '5679' }, { tenant: 'other' }, { order: '3345' }])
      expect(await known({ ...claim, ...wrong }, signal)).toBeUndefined()
    for (const phone of [undefined, '', '****', '1381234****', '567'])
      expect(await asking(upstream(phone))({ ...claim, phoneTail: phone?.slice(-4) ?? '' }, signal)).toBeUndefined()
  })
  it('[PR2] are asked for under the deadline that is given', async () => {
    const controller = new AbortController()
    const orders: Upstream['orders'] = (_ids, until) =>
      new Promise((_resolve, reject) => until.addEventListener('abort', () => reject(new Error('ended'))))
    const claim = { tenant: 'default', order: ORDER, phoneTail: '5678' }
    const hangs = asking(upstream('1', { orders }))(claim, controller.signal)
    controller.abort()
    await expect(hangs).rejects.toThrow('ended')
  })
  it('[PR3] are asked for anew each time', async () => {
    let calls = 0
    const prove = asking(
      upstream('13812345678', {
        orders: async (ids) => {
          calls += 1
          return ids.map((id) => ORDERS.find((order) => order.id === id))
        },
      }),
    )
    for (let i = 0; i < 3; i++) await prove({ tenant: 'default', order: ORDER, phoneTail: '5678' }, signal)
    expect(calls).toBe(3)
  })
})

const visitor = (address = 'a1b2c3d4e5', n = 1) => `visitor-${address}-00000000-0000-4000-8000-00000000000${n}`
const conversation = (customer = visitor(), tries = 0) => ({
  tenant: 'default',
  id: 'c1',
  customer,
  customerName: 'Visitor',
  proof: { tries },
})

/** With a clock that only `wait` moves. */
const proving = (more: Partial<ProveParts> = {}) => {
  const audited: AuditEntry[] = []
  const waits: number[] = []
  let now = 0
  const prove = createProve({
    proveOrder: async ({ order, phoneTail }) => (order === ORDER && phoneTail === '5678' ? 'demo' : undefined),
    audit: async (entry) => void audited.push(entry),
    wait: async (ms) => {
      waits.push(ms)
      await new Promise((resolve) => setImmediate(resolve))
    },
    ownerOf: async () => undefined,
    key: 'k',
    limits: createProofLimits(() => now),
    now: () => new Date('2026-11-21T07:00:00Z'),
    onError: () => undefined,
    ...more,
  })
  return {
    prove,
    audited,
    waits,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('the check', () => {
  const right = { order: ORDER, phoneTail: '5678' }
  const wrong = { order: ORDER, phoneTail: '0000' }
  const absent = { order: '20990101000000', phoneTail: '5678' }

  it('notes what was proven before it counts, and never the digits', async () => {
    const { prove, audited } = proving()
    expect(await prove(conversation(), right)).toEqual({ outcome: 'proven', customer: 'demo' })
    expect(audited).toEqual([
      {
        tenant: 'default',
        at: '2026-11-21T07:00:00.000Z',
        by: { role: 'customer', id: visitor(), name: 'Visitor' },
        action: 'prove',
        customer: 'demo',
        order: ORDER,
        reason: 'conversation c1',
      },
    ])
    const full = proving({ audit: async () => Promise.reject(new Error('disk full')) })
    expect(await full.prove(conversation(), right), 'not noted, not proven').toEqual({ outcome: 'failed' })
  })
  it('takes one time and gives one answer, whatever is wrong', async () => {
    const down = { proveOrder: async () => Promise.reject(new Error('down')) }
    const hangs = { proveOrder: () => new Promise<undefined>(() => undefined) }
    const outcomes = []
    for (const [claim, parts] of [
      [wrong, {}],
      [absent, {}],
      [right, down],
      [right, hangs],
    ] as const) {
      const { prove, waits, audited } = proving(parts)
      outcomes.push([await prove(conversation(), claim), waits, audited.length])
    }
    expect(outcomes).toEqual(Array.from({ length: 4 }, () => [{ outcome: 'failed' }, [CHECK_MS], 0]))
  })
  it('lasts as long for an order that is there as for one that is not, however long the shop takes', async () => {
    const slow = async ({ order }: { order: string }): Promise<undefined> => {
      if (order === ORDER) await setTimeout(CHECK_MS / 3)
    }
    const lasted = async (run: () => Promise<unknown>): Promise<number> => {
      const from = performance.now()
      await run()
      return performance.now() - from
    }
    const { prove } = proving({ proveOrder: slow, wait: (ms) => setTimeout(ms) })
    const [there, gone] = await Promise.all([
      lasted(() => prove(conversation(visitor(undefined, 1)), wrong)),
      lasted(() => prove(conversation(visitor(undefined, 2)), absent)),
    ])
    expect(there / gone).toBeCloseTo(1, 1)
    const [bare, none] = await Promise.all([lasted(() => slow(wrong)), lasted(() => slow(absent))])
    expect(bare / none, 'the shop by itself would tell').toBeGreaterThan(3)
  })
  it('is not made after so many tries in a conversation, right or wrong', async () => {
    const { prove, waits } = proving()
    expect(await prove(conversation(visitor(), MOST_TRIES), right)).toEqual({ outcome: 'limited' })
    expect(await prove(conversation(visitor(), MOST_TRIES - 1), right)).toMatchObject({ outcome: 'proven' })
    expect(waits).toHaveLength(1)
  })
  it('is made so often an hour for a visitor, an order and an address, whoever asks', async () => {
    const until = async (next: (i: number) => [string, { order: string; phoneTail: string }]): Promise<number> => {
      const { prove } = proving()
      for (let i = 0; i < 100; i++) {
        const [who, claim] = next(i)
        if ((await prove(conversation(who), claim)).outcome === 'limited') return i
      }
      return 100
    }
    const other = (i: number) => ({ order: `20260101${String(i).padStart(6, '0')}`, phoneTail: '1111' })
    const apart = (i: number) => String(i).padStart(10, '0')
    expect(await until((i) => [visitor(), other(i)])).toBe(10)
    expect(await until((i) => [`visitor-a1b2c3d4e5-${i}`, wrong]), 'an order at an address').toBe(10)
    expect(await until((i) => [visitor(apart(i)), wrong])).toBe(30)
    expect(await until((i) => [visitor(apart(i)), absent]), 'an order that is not there is guarded alike').toBe(30)
    expect(await until((i) => [`visitor-a1b2c3d4e5-${i}`, other(i)])).toBe(30)
    expect(await until((i) => [visitor(apart(i)), other(i)])).toBe(100)
  })
  it('is still made for the owner, where somebody elsewhere guesses at their order all the time', async () => {
    const { prove } = proving()
    const guesses = async (number: { order: string; phoneTail: string }) => {
      const outcomes = []
      for (let i = 0; i < 100; i++)
        outcomes.push((await prove(conversation(`visitor-a1b2c3d4e5-${i}`), number)).outcome)
      return outcomes
    }
    const there = await guesses(wrong)
    expect(there.slice(8, 12)).toEqual(['failed', 'failed', 'limited', 'limited'])
    expect(await prove(conversation(visitor('0000000002')), right)).toMatchObject({ outcome: 'proven' })
    expect(await prove(conversation('visitor-a1b2c3d4e5-100'), right), 'not where it was guessed').toEqual({
      outcome: 'limited',
    })
    const elsewhere = proving()
    const gone: string[] = []
    for (let i = 0; i < 100; i++)
      gone.push((await elsewhere.prove(conversation(`visitor-a1b2c3d4e5-${i}`), absent)).outcome)
    expect(gone, 'an order that is not there is guarded alike').toEqual(there)
    const ownerBeside = async (addresses: number): Promise<string> => {
      const { prove: proveBeside } = proving()
      for (let i = 0; i < 100; i++)
        await proveBeside(conversation(visitor(String(i % addresses).padStart(10, '0'))), wrong)
      return (await proveBeside(conversation(visitor('9999999999')), right)).outcome
    }
    expect([await ownerBeside(2), await ownerBeside(3)]).toEqual(['proven', 'limited'])
  })
  it('is made again after an hour', async () => {
    const { prove, pass } = proving()
    for (let i = 0; i < 10; i++) await prove(conversation(), wrong)
    expect(await prove(conversation(), right)).toEqual({ outcome: 'limited' })
    pass(3_600_000)
    expect(await prove(conversation(), right)).toMatchObject({ outcome: 'proven' })
  })
})

describe('what is given', () => {
  const asked = { proof: { tries: 0 } }
  const claim = (text: string, before: string[] = [], where: Parameters<typeof claimOf>[2] = asked) =>
    claimOf(heard(text), { named: before.flatMap((one) => heard(one).entities) }, where)

  it.each([
    ['20261118003345 6677', []],
    ['订单号20261118003345，手机尾号6677', []],
    ['6677', ['20261118003345']],
    ['尾号6677', ['我的订单20261118003345到哪了']],
    ['20261118003345', ['手机尾号6677']],
    ['手机号13800006677 订单20261118003345', []],
    ['order 20261118003345, phone ending 6677', []],
    ["it's 6677", ['track 20261118003345']],
  ])('%s after %j', (text, before) => {
    expect(claim(text, before)).toMatchObject({ order: ORDER, phoneTail: '6677' })
  })
  it('may come bit by bit', () => {
    expect(claim('20261118003345')).toEqual({ order: ORDER, bare: true })
    expect(claim('6677')).toEqual({ phoneTail: '6677', bare: true })
    expect(claim('查一下订单20261118003345', [], {}), 'before anybody asked').toEqual({ order: ORDER, bare: true })
    expect(claim('20261118003345 6677', [], {})).toMatchObject({ order: ORDER, phoneTail: '6677' })
  })
  it.each(['谢谢', '转人工', '我买了3件，退1299元', '你们几点下班', '尾号是啥意思'])('nothing by: %s', (text) => {
    expect(claim(text)).toBeUndefined()
  })
  it('nothing by what a message was read with from before', () => {
    const carried = { text: '不知道', entities: [{ type: 'order_number' as const, text: ORDER, value: ORDER }] }
    expect(claimOf(carried, { named: carried.entities }, asked)).toBeUndefined()
    const given = { ...carried, entities: carried.entities.map((one) => ({ ...one, start: 0, end: 14 })) }
    expect(claimOf(given, { named: [] }, asked)).toMatchObject({ order: ORDER })
  })
  it('nothing where four digits were not asked for, or the message asks something else', () => {
    expect(claim('6677', [], {})).toBeUndefined()
    expect(claim('20261118003345这个订单的发票抬头写错了能不能帮我改一下')).toBeUndefined()
  })
})
