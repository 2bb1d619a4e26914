import { afterEach, describe, expect, it } from 'vitest'
import { createShopData } from '../src/demo/shop-data.ts'
import type { Role } from '../src/domain/message.ts'
import { type MeshSettings, type MeshUnderTest, NOW, startMesh } from './helpers/mesh.ts'

const crowd = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
const { orders: ORDERS } = createShopData(NOW)
const orderEnding = (tail: string): string => ORDERS.find(({ id }) => id.endsWith(tail))?.id ?? ''

describe('the graph', () => {
  const running: MeshUnderTest[] = []
  const start = async (settings?: MeshSettings): Promise<MeshUnderTest> => {
    const mesh = await startMesh(settings)
    running.push(mesh)
    return mesh
  }
  afterEach(async () => {
    for (const mesh of running.splice(0)) await mesh.close()
  })

  it('answers the query of the protocol, newest order first', async () => {
    const mesh = await start()
    const { status, body } = await mesh.ask('{ customer(id: "demo") { id name orders { id status eta } } }')
    expect(status).toBe(200)
    expect(body).toEqual({
      data: {
        customer: {
          id: 'demo',
          name: '林晓',
          orders: [
            { id: orderEnding('8842'), status: 'paid', eta: null },
            { id: orderEnding('3345'), status: 'shipped', eta: '2026-11-22T18:00:00+08:00' },
            { id: orderEnding('5127'), status: 'delivered', eta: null },
          ],
        },
      },
    })
    expect(mesh.services.requests()).toEqual({ '/customers': 1, '/orders': 1 })
  })

  it('answers in both languages, compiled or not', async () => {
    const mesh = await start()
    const query = `query ($id: ID!, $in: Language!) { customer(id: $id) { name(language: $in) tier(language: $in) points coupons { name(language: $in) }
      orders { total { amount currency } address(language: $in) shipBy lines { name(language: $in) quantity price { amount } }
        parcel { no carrier(language: $in) events { at text(language: $in) } } refund { status amount { amount } destination(language: $in) eta } } } }`
    for (const _ of crowd(3)) {
      const en = await mesh.ask(query, {}, { variables: { id: 'demo', in: 'en' } })
      expect(en.body).toMatchObject({
        data: {
          customer: {
            name: 'Lin Xiao',
            tier: 'Gold',
            points: 2380,
            orders: [
              { lines: [{ name: 'Hairy crab gift box' }], parcel: null },
              {
                total: { amount: 29900, currency: 'CNY' },
                parcel: {
                  no: 'SF1390022763345',
                  carrier: 'SF Express',
                  events: [{ text: 'Arrived at the Hangzhou hub' }, {}, {}, {}],
                },
              },
              { refund: { status: 'approved', amount: { amount: 12900 }, destination: 'WeChat Pay' } },
            ],
          },
        },
      })
      const zh = await mesh.ask(query, {}, { variables: { id: 'demo', in: 'zh' } })
      expect(zh.body).toMatchObject({
        data: {
          customer: {
            name: '林晓',
            coupons: [{ name: '满200减30' }],
            orders: [{}, { parcel: { carrier: '顺丰速运' } }, {}],
          },
        },
      })
    }
  })

  it('finds orders and parcels by number, and the customer of an order', async () => {
    const mesh = await start()
    const { body } =
      await mesh.ask(`{ order(id: "${orderEnding('3345')}") { status customer { name } } parcel(no: "SF1390022763345") { carrier }
      orders(customer: "demo", first: 2) { id } }`)
    expect(body).toEqual({
      data: {
        order: { status: 'shipped', customer: { name: '林晓' } },
        parcel: { carrier: '顺丰速运' },
        orders: [{ id: orderEnding('8842') }, { id: orderEnding('3345') }],
      },
    })
  })

  it('says null for what nobody knows', async () => {
    const mesh = await start()
    const { body } = await mesh.ask(
      '{ customer(id: "visitor-17") { id } order(id: "1") { id } orders(customer: "visitor-17") { id } parcel(no: "SF0") { no } }',
    )
    expect(body).toEqual({ data: { customer: null, order: null, orders: [], parcel: null } })
  })

  it.each([0, -1, 101])('refuses a page of %s and reads nothing', async (first) => {
    const mesh = await start()
    const { body } = await mesh.ask(`{ orders(customer: "demo", first: ${first}) { id } }`)
    expect(body).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining('1 to 100'), extensions: { code: 'bad_input' } }],
    })
    expect(mesh.upstreamCalls()).toBe(0)
  })

  it('100 identical queries at once read each system once', async () => {
    let answer = (): void => {}
    const after = new Promise<void>((resolve) => {
      answer = resolve
    })
    const mesh = await start({ behave: () => ({ after }) })
    const asking = crowd(100).map(() => mesh.ask('{ customer(id: "demo") { name orders { id parcel { no } } } }'))
    while (mesh.shared.length < 99) await new Promise((resolve) => setTimeout(resolve, 1))
    answer()
    const answers = await Promise.all(asking)
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(mesh.services.requests()).toEqual({ '/customers': 1, '/orders': 1, '/parcels': 1 })
    expect(mesh.calls.map(({ source }) => source).sort()).toEqual(['crm', 'orders', 'parcels'])
    expect(mesh.shared.length).toBeGreaterThanOrEqual(99 * 2)
  })

  it('a page of orders reads its parcels in one call', async () => {
    const mesh = await start()
    await mesh.ask('{ orders(customer: "customer-2") { id parcel { no } customer { name } } }')
    expect(mesh.services.requests()).toEqual({ '/orders': 1, '/parcels': 1, '/customers': 1 })
  })

  describe('who may read', () => {
    const QUERY = `{ customer(id: "demo") { id orders { id } } order(id: "${orderEnding('3345')}") { id } parcel(no: "SF1390022763345") { no } orders(customer: "demo") { id } }`
    const ALL = {
      data: {
        customer: { id: 'demo', orders: [{}, {}, {}] },
        order: { id: orderEnding('3345') },
        parcel: { no: 'SF1390022763345' },
        orders: [{}, {}, {}],
      },
    }

    it.each(['agent', 'supervisor', 'admin', 'service'] as Role[])(
      '[S17] %s reads every customer of the tenant',
      async (role) => {
        const mesh = await start()
        const { status, body } = await mesh.ask(QUERY, { role })
        expect([status, body]).toMatchObject([200, ALL])
        expect(body.errors).toBeUndefined()
      },
    )

    it('[S17] a customer reads their own', async () => {
      const mesh = await start()
      const { body } = await mesh.ask(QUERY, { role: 'customer', sub: 'demo' })
      expect(body).toMatchObject(ALL)
      expect(body.errors).toBeUndefined()
    })

    it('[S17] a customer does not read another, and cannot tell whether there is one', async () => {
      const mesh = await start()
      const as = { role: 'customer' as Role, sub: 'li-wei' }
      const theirs = await mesh.ask('{ customer(id: "demo") { id } }', as)
      const nobodys = await mesh.ask('{ customer(id: "nobody") { id } }', as)
      expect(theirs.body).toMatchObject({ data: { customer: null }, errors: [{ extensions: { code: 'forbidden' } }] })
      expect(nobodys.body).toEqual(theirs.body)
      expect((await mesh.ask('{ orders(customer: "demo") { id } }', as)).body).toMatchObject({
        data: null,
        errors: [{ extensions: { code: 'forbidden' } }],
      })
      expect(mesh.upstreamCalls()).toBe(0)
      const order = await mesh.ask(
        `{ order(id: "${orderEnding('3345')}") { id customer { name } } parcel(no: "SF1390022763345") { no } }`,
        as,
      )
      expect(order.body).toEqual({ data: { order: null, parcel: null } })
      expect(mesh.services.requests()).not.toHaveProperty('/parcels')
    })

    it.each(['knowledge', 'engineer'] as Role[])('[S17] %s reads nothing', async (role) => {
      const mesh = await start()
      expect(await mesh.ask(QUERY, { role })).toEqual({ status: 403, body: { code: 'forbidden' } })
      expect(mesh.upstreamCalls()).toBe(0)
    })

    it('nobody without a token', async () => {
      const mesh = await start()
      expect(await mesh.post('{"query":"{ __typename }"}', { 'content-type': 'application/json' })).toEqual({
        status: 401,
        body: { code: 'unauthenticated' },
      })
    })

    it('[S17] another tenant does not have our customers, asked for side by side', async () => {
      const mesh = await start({ behave: () => ({ delayMs: 100 }) })
      const [ours, theirs] = await Promise.all([mesh.ask(QUERY), mesh.ask(QUERY, { tenant: 'other' })])
      expect(ours.body).toMatchObject(ALL)
      expect(theirs.body).toEqual({ data: { customer: null, order: null, parcel: null, orders: [] } })
      expect(mesh.shared).toEqual([])
    })
  })

  describe('when a system fails', () => {
    it.each([
      ['hangs', { hang: true }, 'deadline'],
      ['fails', { status: 500 }, 'unreachable'],
      ['answers nonsense', { body: '{"orders":[{"id":"1","customer":"demo"}]}' }, 'invalid'],
    ])('that %s is named with its reason, and the others still answer', async (_how, behaviour, reason) => {
      const mesh = await start({ behave: (path) => (path === '/orders' ? behaviour : undefined), deadlineMs: 2_000 })
      const { status, body } = await mesh.ask('{ order(id: "1") { id } customer(id: "demo") { name } }')
      expect(status).toBe(200)
      expect(body).toMatchObject({
        data: { order: null, customer: { name: '林晓' } },
        errors: [{ path: ['order'], extensions: { code: 'busy', source: 'orders', reason } }],
      })
    })

    it('nothing of our insides gets out', async () => {
      const mesh = await start({
        behave: () => ({ status: 500, body: 'Error: connect ECONNREFUSED 10.0.0.7:5432 at /srv/crm.js:12' }),
      })
      const { body } = await mesh.ask('{ customer(id: "demo") { id } }')
      expect(JSON.stringify(body)).not.toMatch(/ECONN|10\.0|srv|127\.0|stack|\.ts|500/)
    })

    it('a fault of ours is told in bare words', async () => {
      const broken = {
        ...createShopData(NOW, 0),
        orders: ORDERS.map((order) => ({ ...order, total: { ...order.total, amount: 2 ** 40 } })),
      }
      const mesh = await start({ data: broken })
      const { status, body } = await mesh.ask('{ orders(customer: "demo") { total { amount } } }')
      expect(status).toBe(200)
      expect(body).toMatchObject({
        data: null,
        errors: [{ message: expect.stringContaining('our side'), extensions: { code: 'internal' } }],
      })
    })
  })
})
