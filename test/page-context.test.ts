import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import {
  MAX_DEPTH,
  MAX_KEY_LENGTH,
  MAX_PAGE_BYTES,
  MAX_VALUES,
  pageFault,
  pageLines,
} from '../src/domain/page-context.ts'
import { type Running, startProduct } from './helpers/product.ts'

const SAID = { page: '商品详情', product: { sku: 'mug-01', name: '粗陶马克杯' }, cart: [{ sku: 'lamp-2', qty: 2 }] }
const tell = (running: Running, conversation: string, said: unknown, sub = 'lin') =>
  running.call(`/v1/conversations/${conversation}/page`, { method: 'PUT', role: 'customer', sub, body: { said } })
const kept = async (running: Running, conversation: string) =>
  (await running.product.store.conversation('default', conversation))?.marks?.page?.said

describe('what a page says', () => {
  it('is bounded: keys, depth, values, bytes, kinds; what is on the bound passes', () => {
    const nested = (depth: number): object => (depth === 1 ? { a: 1 } : { a: nested(depth - 1) })
    const values = (n: number) => ({ list: Array.from({ length: n }, (_, at) => at) })
    const bytes = (n: number) => ({ a: 'x'.repeat(n - JSON.stringify({ a: '' }).length) })
    const faults: [unknown, unknown, string][] = [
      [{ ['k'.repeat(MAX_KEY_LENGTH)]: 1 }, { ['k'.repeat(MAX_KEY_LENGTH + 1)]: 1 }, 'keys of'],
      [nested(MAX_DEPTH), nested(MAX_DEPTH + 1), 'nest'],
      [values(MAX_VALUES), values(MAX_VALUES + 1), 'values at most'],
      [bytes(MAX_PAGE_BYTES), bytes(MAX_PAGE_BYTES + 1), 'bytes at most'],
      [{ a: '杯' }, { a: '\ud83d' }, 'use a string'],
      [{ a: 0 }, { a: null }, 'use a string'],
      [{}, ['a'], 'an object'],
    ]
    for (const [good, bad, fix] of faults) {
      expect(pageFault(good), fix).toBeUndefined()
      expect(pageFault(bad)?.fix, fix).toContain(fix)
    }
    expect(pageFault({ cart: [{ price: Number.NaN }] })?.at).toBe('cart.0.price')
  })

  it('is shown as paths and values', () => {
    expect(pageLines(SAID)).toEqual([
      ['page', '商品详情'],
      ['product.sku', 'mug-01'],
      ['product.name', '粗陶马克杯'],
      ['cart.0.sku', 'lamp-2'],
      ['cart.0.qty', '2'],
    ])
  })

  it('is kept with the open conversation over a restart, told to agents and never to customers, and makes nobody known', async () => {
    const running = await startProduct()
    const customer = await running.client('customer', 'lin')
    const { conversation } = await customer.say('我的货到哪了呀')
    expect((await tell(running, conversation, SAID)).status).toBe(200)
    expect((await tell(running, conversation, { ...SAID, customer: 'wei', order: '20261118003345' })).status).toBe(200)
    const after = await running.product.store.conversation('default', conversation)
    expect(after).toMatchObject({ customer: 'lin', customerName: 'lin' })
    expect(after?.order, 'an order that a page names').toBeUndefined()
    expect(after?.proof).toBeUndefined()
    const again = await running.restart()
    expect(await kept(again, conversation)).toMatchObject(SAID)
    const listed = (await again.call('/v1/conversations', { role: 'agent' })).body.conversations
    expect(listed[0].marks.page.said).toMatchObject(SAID)
    const client = await again.client('customer', 'lin')
    await client.say('好的')
    await client.next((frame) => frame.type === 'status')
    expect(JSON.stringify(client.frames), 'customers').not.toContain('mug-01')
    expect((await tell(again, conversation, {})).status, 'nothing takes it back').toBe(200)
    expect(await kept(again, conversation)).toBeUndefined()
  })

  it('costs little before it is refused: what is large is not read, what is deep is not followed, what is often waits', async () => {
    const limits = { ...loadConfig({}).limits, customerPerSecond: 0.001, customerBurst: 5 }
    const running = await startProduct({ config: { limits } })
    const { conversation } = await (await running.client('customer', 'lin')).say('转人工')
    const large = { list: Array.from({ length: 8_000 }, () => ({})) }
    expect(await tell(running, conversation, large)).toMatchObject({ status: 413 })
    const deep = { cart: JSON.parse('['.repeat(4_000) + ']'.repeat(4_000)) }
    expect(await tell(running, conversation, deep)).toMatchObject({
      status: 400,
      body: { field: 'said.cart.0.0.0', detail: expect.stringContaining('nest') },
    })
    for (let qty = 1; qty <= 3; qty++) expect((await tell(running, conversation, { qty })).status).toBe(200)
    expect(await tell(running, conversation, { qty: 4 })).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(await kept(running, conversation)).toEqual({ qty: 3 })
  })

  it('is refused of others, of what is over, and where it is too much, by its place', async () => {
    const running = await startProduct()
    const { conversation } = await (await running.client('customer', 'lin')).say('转人工')
    expect((await tell(running, conversation, SAID, 'wei')).status).toBe(404)
    expect((await tell(running, 'no-such', SAID)).status).toBe(404)
    const refused = await tell(running, conversation, { cart: [{ note: null }] })
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_input', field: 'said.cart.0.note' } })
    expect((await tell(running, conversation, '马克杯')).status).toBe(400)
    const staff = { method: 'PUT', role: 'agent', body: { said: SAID } } as const
    expect((await running.call(`/v1/conversations/${conversation}/page`, staff)).status).toBe(403)
    expect(await kept(running, conversation)).toBeUndefined()
    const agent = await running.client('agent', 'ann')
    agent.send({ type: 'claim', conversation })
    agent.send({ type: 'resolve', conversation })
    await expect
      .poll(async () => (await running.product.store.conversation('default', conversation))?.state)
      .toBe('resolved')
    expect((await tell(running, conversation, SAID)).status).toBe(409)
  })
})
