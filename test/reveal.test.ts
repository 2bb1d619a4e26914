import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../src/domain/audit.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { Principal } from '../src/domain/message.ts'
import type { PersonalPolicy } from '../src/domain/personal.ts'
import { UpstreamError } from '../src/domain/upstream-error.ts'
import { createReveal, type RevealParts } from '../src/mesh/reveal.ts'
import type { Upstream } from '../src/ports/upstream.ts'
import { expectRefusal } from './contract/store-words.ts'
import { startProduct } from './helpers/product.ts'

const MASKED: PersonalPolicy = { phone: 'masked', email: 'masked', address: 'masked' }
const ADDRESS = { zh: '浙江省杭州市西湖区文三路88号', en: '88 Wensan Road, Hangzhou' }
const ANN: Principal = { sub: 'ann', role: 'agent', tenant: 'default', name: '小安', exp: 4e9 }
const SYSTEMS: Upstream = {
  customers: async (ids) =>
    ids.map((id) =>
      id === 'lin' ? { id, name: { zh: '林晓', en: 'Lin Xiao' }, phone: '13812343345', coupons: [] } : undefined,
    ),
  orders: async (ids) =>
    ids.map((id) =>
      id === '3345'
        ? {
            id,
            customer: 'lin',
            status: 'paid',
            lines: [],
            total: { amount: 1, currency: 'CNY' },
            placedAt: '2026-11-18T10:00:00+08:00',
            address: ADDRESS,
          }
        : undefined,
    ),
  ordersOf: async (ids) => ids.map(() => []),
  parcels: async (ids) => ids.map(() => undefined),
}

describe('reveal', () => {
  let noted: AuditEntry[]
  let clock: number
  beforeEach(() => {
    noted = []
    clock = 0
  })
  const over = (more: Partial<RevealParts> = {}) =>
    createReveal({
      upstreamOf: (tenant) => (tenant === 'default' ? SYSTEMS : undefined),
      policy: MASKED,
      audit: async (entry) => void noted.push(entry),
      perHour: 60,
      deadlineMs: 10_000,
      now: () => new Date('2026-11-22T08:00:00.000Z'),
      clock: () => clock,
      ...more,
    })
  const phone = { customer: 'lin', field: 'phone', reason: '核对收货电话' } as const

  it('gives the whole value and notes who, when, which field of whom and why, never the value', async () => {
    const reveal = over()
    expect(await reveal(ANN, phone)).toEqual({ field: 'phone', value: '13812343345' })
    expect(await reveal(ANN, { order: '3345', field: 'address', reason: 'reship' })).toEqual({
      field: 'address',
      value: ADDRESS,
    })
    const by = { role: 'agent', id: 'ann', name: '小安' }
    const at = '2026-11-22T08:00:00.000Z'
    const same = { tenant: 'default', at, by, action: 'reveal', customer: 'lin' }
    expect(noted).toEqual([
      { ...same, field: 'phone', reason: '核对收货电话' },
      { ...same, order: '3345', field: 'address', reason: 'reship' },
    ])
    expect(JSON.stringify(noted)).not.toMatch(/13812343345|文三路|Wensan/)
  })

  it('gives nothing before the note is durable, and nothing when it cannot be noted', async () => {
    let durable = (): void => undefined
    const waiting = over({ audit: () => new Promise((resolve) => (durable = () => resolve())) })
    let told = false
    const asked = waiting(ANN, phone).then(() => (told = true))
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(told).toBe(false)
    durable()
    await asked
    const full = over({ audit: () => Promise.reject(new Refusal('storage.full', 'the disk is full')) })
    await expectRefusal(full(ANN, phone), 'storage.full')
  })

  it('notes nothing where nothing was seen', async () => {
    const reveal = over()
    await expectRefusal(reveal(ANN, { ...phone, customer: 'nobody' }), 'not_found', /no phone of customer "nobody"/)
    await expectRefusal(reveal(ANN, { ...phone, field: 'email' }), 'not_found')
    await expectRefusal(reveal({ ...ANN, tenant: 'other' }, phone), 'not_found')
    const failing = over({
      upstreamOf: () => ({
        ...SYSTEMS,
        customers: () => Promise.reject(new UpstreamError('crm', 'unreachable', '10.0.0.7 refused')),
      }),
    })
    await expectRefusal(failing(ANN, phone), 'busy', /^crm gives nothing now \(unreachable\)/)
    expect(noted).toEqual([])
  })

  it.each([
    ['a phone of an order', { order: '3345', field: 'phone' }],
    ['an address of a customer', { customer: 'lin', field: 'address' }],
    ['both', { customer: 'lin', order: '3345', field: 'phone' }],
    ['neither', { field: 'phone' }],
  ] as const)('refuses %s', async (_what, request) => {
    await expectRefusal(over()(ANN, { ...request, reason: '核对' }), 'bad_input', /is of one/)
  })

  it('what is hidden by policy stays hidden', async () => {
    await expectRefusal(over({ policy: { ...MASKED, phone: 'hidden' } })(ANN, phone), 'forbidden', /mesh\.personal/)
  })

  it('so many looks an hour, guesses counted, each person for themselves', async () => {
    const reveal = over({ perHour: 3 })
    await reveal(ANN, phone)
    await expectRefusal(reveal(ANN, { ...phone, customer: 'guess-1' }), 'not_found')
    await reveal(ANN, phone)
    await expectRefusal(reveal(ANN, phone), 'rate_limited')
    await reveal({ ...ANN, sub: 'bob' }, phone)
    clock += 3_600_000 / 3
    await reveal(ANN, phone)
    await expectRefusal(reveal(ANN, phone), 'rate_limited')
  })
})

describe('POST /v1/mesh/reveal', () => {
  const ask = { customer: 'demo', field: 'phone', reason: '客户要求改派送电话' }
  const whole = /^1709\d{7}$/

  it('reveals to an agent, and a supervisor reads who looked', async () => {
    const product = await startProduct()
    const { status, body, headers } = await product.call('/v1/mesh/reveal', { role: 'agent', body: ask })
    expect([status, body]).toEqual([200, { field: 'phone', value: expect.stringMatching(whole) }])
    expect(headers.get('cache-control')).toBe('no-store')
    const trail = await product.call('/v1/audit', { role: 'supervisor', sub: 'bob' })
    expect(trail.body.entries).toEqual([
      {
        id: expect.any(Number),
        at: expect.any(String),
        by: { role: 'agent', id: 'ann', name: 'ann' },
        action: 'reveal',
        customer: 'demo',
        field: 'phone',
        reason: ask.reason,
      },
    ])
    expect(JSON.stringify(trail.body)).not.toContain(body.value)
    const other = await product.call('/v1/audit', { role: 'supervisor', sub: 'eve', tenant: 'other' })
    expect(other.body).toEqual({ entries: [] })
    const again = await product.restart()
    expect((await again.call('/v1/audit', { role: 'admin' })).body).toEqual(trail.body)
  })

  it('everywhere else the value is masked: card, graph', async () => {
    const product = await startProduct()
    const revealed = await product.call('/v1/mesh/reveal', { role: 'agent', body: ask })
    const order = await product.call('/graphql', {
      role: 'agent',
      body: { query: '{ customer(id: "demo") { phone email masked orders { id address masked } } }' },
    })
    const { phone, email, masked, orders } = order.body.data.customer
    expect([phone, email, masked]).toEqual([
      `170****${revealed.body.value.slice(-4)}`,
      'd***@example.com',
      ['phone', 'email'],
    ])
    expect(orders[0]).toMatchObject({ address: '杭州市西湖区***', masked: ['address'] })
    const address = await product.call('/v1/mesh/reveal', {
      role: 'agent',
      body: { order: orders[0].id, field: 'address', reason: '补寄' },
    })
    expect(address.body.value.zh).toBe('杭州市西湖区示范路88号3幢1203室')
    const customer = await product.client('customer', 'demo')
    const { conversation } = await customer.say('你好')
    const agent = await product.client('agent', 'ann')
    agent.send({ type: 'watch', conversation })
    const { card } = await agent.next((frame) => frame.type === 'context' && frame.card.customer !== undefined)
    expect(card.customer).toMatchObject({ phone, email, masked: ['phone', 'email'] })
    const record = JSON.stringify(await product.product.store.records('default', { limit: 10 }))
    for (const text of [JSON.stringify(card), record])
      for (const secret of [revealed.body.value, 'demo@example.com', '示范路', 'Shifan'])
        expect(text).not.toContain(secret)
  })

  it('negative control: what the shop shows openly is seen, and what it hides is nowhere', async () => {
    const { loadConfig } = await import('../src/config.ts')
    const { mesh } = loadConfig({})
    const personal = { phone: 'open', email: 'hidden', address: 'open' } as const
    const product = await startProduct({ config: { mesh: { ...mesh, personal } } })
    const { body } = await product.call('/graphql', {
      role: 'agent',
      body: { query: '{ customer(id: "demo") { phone email masked orders { address masked } } }' },
    })
    expect(body.data.customer).toMatchObject({
      phone: expect.stringMatching(whole),
      email: null,
      masked: [],
      orders: [{ address: expect.stringContaining('示范路88号'), masked: [] }, {}, {}],
    })
    const hidden = await product.call('/v1/mesh/reveal', { role: 'agent', body: { ...ask, field: 'email' } })
    expect([hidden.status, hidden.body.code]).toEqual([403, 'forbidden'])
  })

  it.each(['customer', 'knowledge', 'engineer', 'service'] as const)('[S17] is not for %s', async (role) => {
    const product = await startProduct()
    expect((await product.call('/v1/mesh/reveal', { role, sub: 'demo', body: ask })).status).toBe(403)
    expect((await product.call('/v1/audit', { role, sub: 'demo' })).status).toBe(403)
    expect((await product.call('/v1/mesh/reveal', { body: ask })).status).toBe(401)
    expect((await product.call('/v1/audit', { role: 'agent' })).status).toBe(403)
    expect((await product.call('/v1/audit', { role: 'admin' })).body).toEqual({ entries: [] })
  })

  it.each([
    [{ ...ask, reason: ' ' }, 'reason'],
    [{ ...ask, reason: '为'.repeat(201) }, 'reason'],
    [{ ...ask, field: 'name' }, 'field'],
    [{ field: 'phone', reason: '核对' }, 'customer'],
    [{ ...ask, extra: 1 }, 'body'],
  ])('refuses %o', async (body, field) => {
    const product = await startProduct()
    const answer = await product.call('/v1/mesh/reveal', { role: 'agent', body })
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'bad_input', field])
  })

  it('says when to come back', async () => {
    const config = await import('../src/config.ts').then(({ loadConfig }) => loadConfig({}))
    const product = await startProduct({ config: { mesh: { ...config.mesh, revealsPerHour: 1 } } })
    expect((await product.call('/v1/mesh/reveal', { role: 'agent', body: ask })).status).toBe(200)
    const refused = await product.call('/v1/mesh/reveal', { role: 'agent', body: ask })
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
