import { describe, expect, it, onTestFinished } from 'vitest'
import { provenanceOf } from '../src/delivery/provenance.ts'
import { createLookUpCard } from '../src/mesh/card.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import { NOW, startMesh } from './helpers/mesh.ts'
import { type SourcesFolder, send, sourcesOfTests } from './helpers/sources.ts'

/** Refunds, coupons, invoices, products and stock where a shop keeps them in systems of their own. */
describe('reads that not every shop has', () => {
  const { service, folder, soon } = sourcesOfTests()

  const ORDERS = (url: string): string => `
sources:
  - name: oms
    handler:
      rest:
        endpoint: ${url}
        allowPrivate: true
        operations:
          customers: { path: '/people?ids={ids}' }
          ordersOf: { path: '/orders?by={ids}' }
          orders: { path: '/orders?ids={ids}' }
          parcels: { path: '/parcels?nos={ids}' }
`
  const MORE = (url: string): string => `
sources:
  - name: after-sales
    handler:
      rest:
        endpoint: ${url}
        allowPrivate: true
        operations:
          refunds: { path: '/refunds?orders={ids}', entries: $.list }
          coupons: { path: '/wallets/{id}/coupons' }
          invoices: { path: '/invoices?orders={ids}' }
          products: { path: '/goods?skus={ids}' }
          stock: { path: '/stock?skus={ids}' }
    transforms:
      - fields:
          Refund:
            order: $.orderNo
            status: { path: $.step, map: { 处理中: requested, 已同意: approved, 已到账: paid } }
            amount: { path: $.money, unit: major, currency: CNY }
            destination: { value: { zh: 原支付方式, en: the original payment method } }
            eta: { path: $.arrives, format: local, zone: Asia/Shanghai }
          Coupon:
            name: $.title
            expires: { path: $.end, format: unix, zone: Asia/Shanghai }
          Invoice:
            no: $.fpHm
            order: $.orderNo
            status: { path: $.zt, map: { '0': requested, '1': issued, '2': voided } }
            amount: { path: $.je, unit: major, currency: CNY }
            issuedAt: { path: $.kprq, format: local, zone: Asia/Shanghai }
            url: $.pdf
          Product:
            sku: $.sku
            name: $.title
            price: { path: $.price, unit: major, currency: CNY }
            url: $.page
            attributes: { path: $.specs, fields: { name: $.k, value: $.v } }
          Stock:
            sku: $.sku
            available: $.qty
            warehouse: $.wh
            restockAt: { path: $.next, format: local, zone: Asia/Shanghai }
`
  const order = (id: string): object => ({
    id,
    customer: 'u-17',
    status: 'delivered',
    total: { amount: 29_900, currency: 'CNY' },
    placedAt: '2026-11-18T10:00:00+08:00',
    lines: [
      {
        sku: 'EB-310',
        name: { zh: '蓝牙耳机', en: 'Earbuds' },
        quantity: 1,
        price: { amount: 29_900, currency: 'CNY' },
      },
    ],
    refund: { status: 'requested', amount: { amount: 1, currency: 'CNY' }, destination: { zh: '微信', en: 'WeChat' } },
  })
  const ANSWERS: Record<string, unknown> = {
    '/refunds': {
      list: [
        { orderNo: 'A1', step: '已到账', money: '20.00', arrives: '2026-11-01' },
        { orderNo: 'A1', step: '已同意', money: 129, arrives: '2026-11-24' },
        { orderNo: 'A1', step: '已到账', money: '9.9', arrives: null },
        { orderNo: 'somebody-else', step: '已到账', money: '9.9' },
      ],
    },
    '/wallets/u-17/coupons': [{ title: '满200减30', end: 1_795_968_000 }],
    '/invoices': [
      { fpHm: '25332000000012345678', orderNo: 'A1', zt: 1, je: '299.00', kprq: '2026-11-19', pdf: 'https://x.cn/1' },
      { orderNo: 'A1', zt: '0', je: '129' },
    ],
    '/goods': [{ sku: 'EB-310', title: '蓝牙耳机', price: 299, specs: [{ k: '颜色', v: '曜石黑' }] }],
    '/stock': [
      { sku: 'EB-310', qty: 12, wh: '杭州仓' },
      { sku: 'EB-310', qty: 0, wh: '成都仓', next: '2026-12-01' },
    ],
    '/people': [{ id: 'u-17', name: '林晓', coupons: [] }],
    '/orders': [order('A1'), order('A2')],
    '/parcels': [],
  }
  const shop = (broken: () => string | undefined = () => undefined) =>
    service(({ url = '' }, response) => {
      const { pathname } = new URL(url, 'http://shop')
      if (pathname === broken()) return send(response, { error: 'down' }, 500)
      send(response, ANSWERS[pathname] ?? {}, pathname in ANSWERS ? 200 : 404)
    })
  const open = async (files: SourcesFolder) => {
    const live = await files.open()
    expect(live.fault()).toBeUndefined()
    const loaders = createLoaders({ upstreamOf: () => live.upstream, callDeadlineMs: 10_000 })
    return { live, loaders, lookUpCard: createLookUpCard({ open: loaders, deadlineMs: 10_000, now: () => NOW }) }
  }

  it('are read by order, customer and article, each its own, in words of ours', async () => {
    const { url } = await shop()
    const files = await folder()
    await files.put('more.yaml', MORE(url))
    const { live } = await open(files)
    const { refunds, coupons, invoices, products, stock } = live.upstream
    expect(await refunds?.(['A1', 'A2'], soon())).toEqual([
      [
        expect.objectContaining({ status: 'paid', amount: { amount: 2_000, currency: 'CNY' } }),
        {
          status: 'approved',
          amount: { amount: 12_900, currency: 'CNY' },
          destination: { zh: '原支付方式', en: 'the original payment method' },
          eta: '2026-11-24T00:00:00+08:00',
        },
        expect.objectContaining({ status: 'paid', amount: { amount: 990, currency: 'CNY' } }),
      ],
      [],
    ])
    expect(await coupons?.(['u-17'], soon())).toEqual([
      [{ name: { zh: '满200减30', en: '满200减30' }, expires: '2026-11-30T00:00:00+08:00' }],
    ])
    expect(await coupons?.(['nobody'], soon())).toEqual([[]])
    expect(await invoices?.(['A1'], soon())).toEqual([
      [
        {
          no: '25332000000012345678',
          order: 'A1',
          status: 'issued',
          amount: { amount: 29_900, currency: 'CNY' },
          issuedAt: '2026-11-19T00:00:00+08:00',
          url: 'https://x.cn/1',
        },
        { order: 'A1', status: 'requested', amount: { amount: 12_900, currency: 'CNY' } },
      ],
    ])
    expect(await products?.(['EB-310', 'no-such'], soon())).toMatchObject([
      { sku: 'EB-310', price: { amount: 29_900 }, attributes: [{ name: { zh: '颜色' }, value: { zh: '曜石黑' } }] },
      undefined,
    ])
    expect(await stock?.(['EB-310'], soon())).toMatchObject([
      [
        { available: 12, warehouse: { zh: '杭州仓' } },
        { available: 0, restockAt: '2026-12-01T00:00:00+08:00' },
      ],
    ])
  })

  it('a shop without such systems: nothing is asked, nothing is missing, the card is as it was', async () => {
    const { url, asked } = await shop()
    const files = await folder()
    await files.put('oms.yaml', ORDERS(url))
    const { live, loaders, lookUpCard } = await open(files)
    expect(live.upstream.refunds).toBeUndefined()
    const reads = loaders({ tenant: 'default', scope: 'staff' })
    expect(await Promise.all([reads.refunds('A1'), reads.coupons('u-17'), reads.invoices('A1')])).toEqual([[], [], []])
    expect(await Promise.all([reads.product('EB-310'), reads.stock('EB-310')])).toEqual([undefined, []])
    const card = await lookUpCard('default', 'u-17')
    expect(card.sources.map(({ source }) => source)).toEqual(['crm', 'orders', 'parcels'])
    expect(card.orders[0]?.refund?.status).toBe('requested')
    expect(asked.every((path) => /people|orders|parcels/.test(path))).toBe(true)
  })

  it('the card has the open refund and the coupons of their own systems, as they come and go', async () => {
    const { url } = await shop()
    const files = await folder()
    await files.put('oms.yaml', ORDERS(url))
    const { live, lookUpCard } = await open(files)
    await files.put('more.yaml', MORE(url))
    await live.check()
    const card = await lookUpCard('default', 'u-17')
    const byId = new Map(card.orders.map((of) => [of.id, of.refund]))
    expect(byId.get('A1')).toMatchObject({ status: 'approved', amount: { amount: 12_900 } })
    expect(byId.get('A2')).toMatchObject({ status: 'requested' })
    expect(card.customer?.coupons).toMatchObject([{ name: { zh: '满200减30' } }])
    expect(card.highlights.map(({ zh }) => zh).join()).toContain('退款 ¥129.00 已批准')
    expect(card.sources.map(({ source, state }) => [source, state])).toContainEqual(['refunds', 'fresh'])
    expect(provenanceOf(['refund.amount', 'order.total'], card).provenance).toMatchObject({
      'refund.amount': { source: 'refunds' },
      'order.total': { source: 'orders' },
    })
  })

  it('their system down: the card says so and tells of no refund, orders stay', async () => {
    const { url } = await shop(() => '/refunds')
    const files = await folder()
    await files.put('oms.yaml', ORDERS(url))
    await files.put('more.yaml', MORE(url))
    const { lookUpCard } = await open(files)
    const card = await lookUpCard('default', 'u-17')
    expect(card.orders.map(({ refund }) => refund)).toEqual([undefined, undefined])
    expect(card.sources).toContainEqual({ source: 'refunds', state: 'absent', ageMs: 0, reason: 'unreachable' })
    expect(card.sources).toContainEqual({ source: 'coupons', state: 'fresh', ageMs: 0 })
  })

  it('the graph has them, each for whom it is; a system that is down is null there and named, the rest is answered', async () => {
    let broken: string | undefined
    const { url } = await shop(() => broken)
    const files = await folder()
    await files.put('oms.yaml', ORDERS(url))
    await files.put('more.yaml', MORE(url))
    const { live } = await open(files)
    const mesh = await startMesh({ systems: live.upstream })
    onTestFinished(mesh.close)
    const query = `{ customer(id: "u-17") { coupons { name } } stock(sku: "EB-310") { available }
      order(id: "A1") { id refund { status } invoices { no status amount { amount } }
        lines { product { price { amount } attributes { value } stock { available warehouse } } } } }`
    const { body } = await mesh.ask(query, { role: 'customer', sub: 'u-17' })
    expect(body).toEqual({
      data: {
        customer: { coupons: [{ name: '满200减30' }] },
        stock: [{ available: 12 }, { available: 0 }],
        order: {
          id: 'A1',
          refund: { status: 'approved' },
          invoices: [
            { no: '25332000000012345678', status: 'issued', amount: { amount: 29_900 } },
            { no: null, status: 'requested', amount: { amount: 12_900 } },
          ],
          lines: [
            {
              product: {
                price: { amount: 29_900 },
                attributes: [{ value: '曜石黑' }],
                stock: [
                  { available: 12, warehouse: '杭州仓' },
                  { available: 0, warehouse: '成都仓' },
                ],
              },
            },
          ],
        },
      },
    })
    const others = '{ order(id: "A1") { invoices { no } } product(sku: "EB-310") { sku } }'
    expect((await mesh.ask(others, { role: 'customer', sub: 'u-18' })).body.data).toEqual({
      order: null,
      product: { sku: 'EB-310' },
    })
    expect(
      (await mesh.ask('{ customer(id: "u-17") { coupons { name } } }', { role: 'customer', sub: 'u-18' })).body.data,
    ).toEqual({
      customer: null,
    })
    broken = '/invoices'
    const down = await mesh.ask('{ order(id: "A1") { id invoices { no } refund { status } } }')
    expect(down.body.data).toEqual({ order: { id: 'A1', invoices: null, refund: { status: 'approved' } } })
    expect(down.body.errors).toMatchObject([{ path: ['order', 'invoices'], extensions: { source: 'invoices' } }])
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'no address'])(
    'a link that is no page of the web is refused: %s',
    async (pdf) => {
      const { url } = await service((_request, response) =>
        send(response, [{ orderNo: 'A1', zt: 1, je: '299.00', pdf }]),
      )
      const files = await folder()
      await files.put('more.yaml', MORE(url))
      const { live } = await open(files)
      await expect(live.upstream.invoices?.(['A1'], soon())).rejects.toMatchObject({
        source: 'invoices',
        fault: 'invalid',
        message: expect.stringContaining('field pdf (Invoice.url)'),
      })
    },
  )

  it('in a table each row is one: a join is not needed', async () => {
    const files = await folder()
    await files.put(
      'stock.yaml',
      'sources: [{ name: wms, handler: { csv: { file: stock.csv, operations: { stock: {}, products: {} } } } }]',
    )
    await files.put(
      'stock.csv',
      'sku,name,price,available,warehouse\nEB-310,耳机,"{""amount"":1,""currency"":""CNY""}",3,杭州\nEB-310,耳机,"{""amount"":1,""currency"":""CNY""}",4,成都\n',
    )
    const { live } = await open(files)
    expect((await live.upstream.stock?.(['EB-310'], soon()))?.[0]?.map(({ available }) => available)).toEqual([3, 4])
  })

  it('a field that is needed and not mapped is named; whose it is need not be said where one is asked for at a time', async () => {
    const files = await folder()
    await files.put('more.yaml', MORE('http://127.0.0.1:1').replace('            order: $.orderNo\n', ''))
    const live = await files.open()
    expect(live.fault()).toMatch(/more\.yaml:16 Refund has no order: map it/)
  })
})
