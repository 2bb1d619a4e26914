import { describe, expect, it } from 'vitest'
import { type DemoBehaviour, startDemoServices } from '../src/demo/demo-services.ts'
import { upstreamContract } from './contract/upstream.ts'
import { NOW } from './helpers/mesh.ts'
import { openFolder, send, sourcesOfTests } from './helpers/sources.ts'

/** The demo shop's own fields are ours, so nothing is mapped. */
const demo = (url: string): string => `
sources:
  - name: shop
    handler:
      rest:
        endpoint: ${url}
        allowPrivate: true
        deadlineMs: 30000
        operations:
          customers: { path: '/customers?ids={ids}', entries: $.customers }
          orders: { path: '/orders?ids={ids}', entries: '$.orders[*]' }
          ordersOf: { path: '/orders?customer={ids}', entries: $.orders }
          parcels: { path: '/parcels?nos={ids}', entries: $.parcels }
`

upstreamContract('configured REST', async () => {
  let behaviour: DemoBehaviour | undefined
  const services = await startDemoServices({ now: () => NOW, behave: () => behaviour })
  const files = await openFolder()
  await files.put('shop.yaml', demo(services.url))
  const { upstream, fault } = await files.open()
  expect(fault()).toBeUndefined()
  return {
    upstream,
    behave: (how) => {
      behaviour = how
    },
    close: async () => {
      await files.close()
      await services.close()
    },
  }
})

describe('REST sources', () => {
  const { service, folder, soon } = sourcesOfTests()

  /** A shop whose words are all different from ours. */
  const THEIRS = {
    order_no: 20261121003345,
    buyer: { uid: 'u-17' },
    state: 'WAIT_RECV',
    pay_amount: '1299.50',
    created: '2026-11-20 21:03:09',
    deliver_by: 1_764_000_000,
    items: [
      { sku_code: 'EB-310', title: '蓝牙耳机', title_en: 'Earbuds', num: '2', price: 64_975 },
      { sku_code: 'KT-120', title: '电热水壶', num: 1, price: 0 },
    ],
    receiver: '杭州市西湖区***',
    waybill: null,
    refund: { step: 'OK', money: 100, arrives: '2026-11-25' },
  }
  const MAPPED = (url: string): string => `
sources:
  - name: oms
    handler:
      rest:
        endpoint: ${url}/api
        allowPrivate: true
        operationHeaders: { X-Shop: '\${SHOP}' }
        operations:
          orders: { path: '/orders/{id}' }
          ordersOf: { path: '/buyers/{id}/orders?page={page}', entries: $.data.list, paging: { firstPage: 1 } }
    transforms:
      - fields:
          Order:
            id: $.order_no
            customer: $.buyer.uid
            status: { path: $.state, map: { WAIT_RECV: shipped, WAIT_PAY: unpaid, '*': paid } }
            placedAt: { path: $.created, format: local, zone: Asia/Shanghai }
            eta: { path: $.deliver_by, format: unix, zone: Asia/Shanghai }
            total: { path: $.pay_amount, unit: major, currency: CNY }
            address: $.receiver
            parcel: $.waybill
            lines:
              path: $.items
              fields:
                sku: $.sku_code
                name: { zh: $.title, en: $.title_en }
                quantity: $.num
                price: { path: $.price, unit: minor, currency: CNY }
            refund:
              path: $.refund
              fields:
                status: { path: $.step, map: { OK: approved } }
                amount: { path: $.money, unit: major, currency: CNY }
                destination: { value: { zh: 原支付方式, en: the original payment method } }
                eta: { path: $.arrives, format: local, zone: Asia/Shanghai }
`
  const OURS = {
    id: '20261121003345',
    customer: 'u-17',
    status: 'shipped',
    placedAt: '2026-11-20T21:03:09+08:00',
    eta: '2025-11-25T00:00:00+08:00',
    total: { amount: 129_950, currency: 'CNY' },
    address: { zh: '杭州市西湖区***', en: '杭州市西湖区***' },
    lines: [
      {
        sku: 'EB-310',
        name: { zh: '蓝牙耳机', en: 'Earbuds' },
        quantity: 2,
        price: { amount: 64_975, currency: 'CNY' },
      },
      { sku: 'KT-120', name: { zh: '电热水壶', en: '电热水壶' }, quantity: 1, price: { amount: 0, currency: 'CNY' } },
    ],
    refund: {
      status: 'approved',
      amount: { amount: 10_000, currency: 'CNY' },
      destination: { zh: '原支付方式', en: 'the original payment method' },
      eta: '2026-11-25T00:00:00+08:00',
    },
  }

  it('maps their words to ours: money by digits, times with zone, statuses by a map', async () => {
    const headers: unknown[] = []
    const oms = await service((request, response) => {
      headers.push(request.headers['x-shop'])
      if (request.url === '/api/orders/20261121003345') return send(response, THEIRS)
      return send(response, { error: 'not found' }, 404)
    })
    const files = await folder()
    await files.put('oms.yaml', MAPPED(oms.url))
    const { upstream } = await files.open({ env: { SHOP: 'shop-1' } })
    expect(await upstream.orders(['20261121003345', '999'], soon())).toEqual([OURS, undefined])
    expect(headers).toEqual(['shop-1', 'shop-1'])
  })

  it('reads pages until one is empty, and says who nobody serves', async () => {
    const oms = await service((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'))
      send(response, { data: { list: page < 3 ? [{ ...THEIRS, order_no: `n-${page}` }] : [] } })
    })
    const files = await folder()
    await files.put('oms.yaml', MAPPED(oms.url))
    const live = await files.open({ env: { SHOP: 'shop-1' } })
    expect((await live.upstream.ordersOf(['u-17'], soon())).map((orders) => orders.map(({ id }) => id))).toEqual([
      ['n-1', 'n-2'],
    ])
    await expect(live.upstream.parcels(['SF1'], soon())).rejects.toMatchObject({
      source: 'parcels',
      message: expect.stringContaining('no source serves parcels'),
    })
  })

  it("never gives anybody another customer's orders, whatever the service answers", async () => {
    const oms = await service((_request, response) => send(response, { data: { list: [THEIRS] } }))
    const files = await folder()
    await files.put(
      'oms.yaml',
      MAPPED(oms.url).replace(
        "?page={page}', entries: $.data.list, paging: { firstPage: 1 }",
        "', entries: $.data.list",
      ),
    )
    const { upstream } = await files.open({ env: { SHOP: 's' } })
    expect(await upstream.ordersOf(['u-18'], soon())).toEqual([[]])
    expect(await upstream.ordersOf(['u-17'], soon())).toEqual([[OURS]])
  })

  it('follows links to the next page at the same host only', async () => {
    const asked: (string | undefined)[] = []
    const crm = await service((request, response) => {
      asked.push(request.url)
      const second = request.url?.includes('after=2')
      send(response, {
        people: [{ id: second ? 'b' : 'a', name: '安娜', coupons: [] }],
        next: second
          ? request.url?.includes('evil')
            ? 'http://127.0.0.2:9/x'
            : null
          : `/v2/people?after=2${request.url?.includes('evil') ? '&evil' : ''}`,
      })
    })
    const files = await folder()
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${crm.url}/v2
        allowPrivate: true
        operations:
          customers: { path: '/people?ids={ids}', entries: $.people, paging: { next: $.next } }
`,
    )
    const { upstream } = await files.open()
    expect((await upstream.customers(['a', 'b'], soon())).map((found) => found?.name.en)).toEqual(['安娜', '安娜'])
    expect(asked).toEqual(['/v2/people?ids=a,b', '/v2/people?after=2'])
    await expect(upstream.customers(['evil'], soon())).rejects.toMatchObject({
      fault: 'invalid',
      message: expect.stringContaining('another host'),
    })
  })

  it('one in an envelope: the entry, a list of it, or null for not known; nothing at all is a wrong path', async () => {
    const answers: Record<string, unknown> = {
      a: { code: 0, data: { id: 'a', name: '安娜' } },
      b: { code: 0, data: [{ id: 'b', name: '李伟' }] },
      c: { code: 404, data: null },
      d: { code: 500, msg: '系统繁忙' },
    }
    const crm = await service((request, response) => send(response, answers[request.url?.slice(-1) ?? '']))
    const files = await folder()
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${crm.url}
        allowPrivate: true
        operations: { customers: { path: '/people/{id}', entries: $.data } }
`,
    )
    const { upstream } = await files.open()
    expect((await upstream.customers(['a', 'b', 'c'], soon())).map((found) => found?.name.zh)).toEqual([
      '安娜',
      '李伟',
      undefined,
    ])
    await expect(upstream.customers(['d'], soon())).rejects.toMatchObject({
      fault: 'invalid',
      message: 'crm: crm: the answer has nothing at $.data: check entries',
    })
  })

  it('sends a batch as a body where the file says so, in calls of the size it says', async () => {
    const bodies: unknown[] = []
    const crm = await service((_request, response, body) => {
      bodies.push(JSON.parse(body))
      send(
        response,
        (JSON.parse(body) as { q: { ids: string[] } }).q.ids.map((id) => ({ id, name: id })),
      )
    })
    const files = await folder()
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${crm.url}
        allowPrivate: true
        operations: { customers: { path: /search, method: POST, body: { q: { ids: '{ids}' } }, batch: 2 } }
`,
    )
    const { upstream } = await files.open()
    expect((await upstream.customers(['a,1', 'b', 'c'], soon())).map((found) => found?.id)).toEqual(['a,1', 'b', 'c'])
    expect(bodies).toEqual([{ q: { ids: ['a,1', 'b'] } }, { q: { ids: ['c'] } }])
  })
})
