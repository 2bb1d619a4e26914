import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSourceFiles } from '../src/adapters/sources/source-files.ts'
import { type SourcesFolder, send, sourcesOfTests } from './helpers/sources.ts'

describe('sources described by OpenAPI', () => {
  const { service, folder, soon } = sourcesOfTests()

  /** As somebody else's tool wrote it: shared parameters, a list that is sent one by one, calls that write. */
  const DOCUMENT = (server: string): string => `openapi: 3.0.3
info: { title: 订单中心, version: '2' }
servers:
  - url: '{root}/v2'
    variables: { root: { default: '${server}' } }
paths:
  /orders:
    parameters:
      - $ref: '#/components/parameters/Shop'
    get:
      operationId: listOrders
      parameters:
        - { name: order_no, in: query, schema: { $ref: '#/components/schemas/Numbers' } }
        - { name: buyer, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: view, in: query, schema: { type: string, enum: [brief, full] } }
      responses: { '200': { description: ok } }
    post:
      operationId: createOrder
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: ok } }
  /orders/search:
    post:
      operationId: searchOrders
      requestBody: { $ref: '#/components/requestBodies/Search' }
      responses: { '200': { description: ok } }
  /parcels/{no}:
    get:
      operationId: getParcel
      parameters:
        - { name: no, in: path, required: true, schema: { type: string } }
        - { name: X-Region, in: header, schema: { type: string } }
      responses: { '200': { description: ok } }
  /orders/{no}:
    delete:
      operationId: deleteOrder
      parameters: [{ name: no, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok } }
  /members:
    get:
      operationId: getMembers
      parameters:
        - { name: ids, in: query, required: true, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string } } }
        - { name: lang, in: query, required: true, schema: { type: string, default: zh } }
      responses: { '200': { description: ok } }
components:
  schemas:
    Numbers: { type: array, items: { type: string } }
  parameters:
    Shop: { name: shop, in: query, required: true, schema: { type: string } }
  requestBodies:
    Search: { required: true, content: { application/json: { schema: { type: object } } } }
`
  const SOURCE = (operations: string, more = ''): string => `sources:
  - name: oms
    handler:
      openapi:
        source: ./oms.openapi.yaml
        allowPrivate: true
        ${more}
        operations:
          ${operations}
`
  const order = (id: string, customer = 'u-17'): object => ({
    id,
    customer,
    status: 'shipped',
    placedAt: '2026-11-20T21:03:00+08:00',
    total: { amount: 12_900, currency: 'CNY' },
  })
  const oms = () =>
    service(({ url = '' }, response, body) => {
      const { pathname, searchParams } = new URL(url, 'http://oms')
      if (pathname === '/v2/orders/search')
        return send(
          response,
          (JSON.parse(body) as { buyers: string[] }).buyers.map((buyer) => order('A1', buyer)),
        )
      if (pathname === '/v2/orders')
        return send(
          response,
          searchParams.getAll('order_no').map((no) => order(no)),
        )
      if (pathname === '/v2/members') return send(response, [{ id: 'u-17', name: '林晓' }])
      if (pathname === '/v2/parcels/SF%201') return send(response, { no: 'SF 1', carrier: '顺丰速运' })
      send(response, {}, 404)
    })
  const open = async (files: SourcesFolder, operations: string, server: string, more?: string) => {
    await files.put('oms.openapi.yaml', DOCUMENT(server))
    await files.put('oms.yaml', SOURCE(operations, more))
    const live = await files.open()
    return { live, upstream: live.upstream }
  }

  it('path, method, parameters, how lists are written and the base URL are the document’s', async () => {
    const { url, asked } = await oms()
    const { live, upstream } = await open(
      await folder(),
      `orders: { operationId: listOrders, parameters: { shop: 杭州 1, order_no: '{ids}', view: full } }
          ordersOf: { operationId: searchOrders, body: { buyers: '{ids}' } }
          customers: { operationId: getMembers }
          parcels: { operationId: getParcel }`,
      url,
    )
    expect(live.fault()).toBeUndefined()
    expect((await upstream.orders(['A1', 'A&2'], soon())).map((found) => found?.id)).toEqual(['A1', 'A&2'])
    expect((await upstream.ordersOf(['u-17'], soon()))[0]).toHaveLength(1)
    expect((await upstream.customers(['u-17', 'u-18'], soon()))[0]?.id).toBe('u-17')
    expect((await upstream.parcels(['SF 1', 'SF2'], soon())).map((found) => found?.no)).toEqual(['SF 1', undefined])
    expect(asked.slice(0, 3)).toEqual([
      `GET /v2/orders?shop=${encodeURIComponent('杭州 1')}&order_no=A1&order_no=A%262&view=full`,
      'POST /v2/orders/search',
      'GET /v2/members?ids=u-17%7Cu-18',
    ])
  })

  it('`endpoint` stands in for its server; 3.1 in JSON is read, too', async () => {
    const { url, asked } = await oms()
    const files = await folder()
    await files.put(
      'oms.openapi.json',
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'oms', version: '1' },
        paths: {
          '/members': {
            get: {
              operationId: 'members',
              parameters: [{ name: 'ids', in: 'query', explode: false, schema: { type: ['array', 'null'] } }],
            },
          },
        },
      }),
    )
    const file = SOURCE('customers: { operationId: members }').replace('openapi.yaml', 'openapi.json')
    await files.put('oms.yaml', file)
    const live = await files.open()
    expect(live.fault()).toMatch(/^oms\.yaml:5 .*names no server with a full address: write endpoint/)
    await files.put('oms.yaml', file.replace('allowPrivate', `endpoint: ${url}/v2\n        allowPrivate`))
    await live.check()
    expect(live.fault()).toBeUndefined()
    await live.upstream.customers(['u-17', 'b'], soon())
    expect(asked).toEqual(['GET /v2/members?ids=u-17,b'])
  })

  it.each<[what: string, operation: string, says: string]>([
    ['an operation that is misspelt', 'operationId: listOrder', 'did you mean listOrders (line 11 there)?'],
    ['an operation that is not there', 'operationId: fetchEverything', 'it has listOrders, createOrder, searchOrders'],
    ['a call that deletes', 'operationId: deleteOrder', 'deleteOrder is DELETE: sources are only read'],
    ['a body that is missing', 'operationId: searchOrders', 'searchOrders needs a body: write body'],
    [
      'a parameter that is misspelt',
      "operationId: listOrders, parameters: { shop: a, orderno: '{ids}' }",
      'listOrders has no parameter orderno: did you mean order_no?',
    ],
    [
      'a parameter that is missing',
      "operationId: listOrders, parameters: { order_no: '{ids}' }",
      'listOrders needs the parameter shop: write it into parameters',
    ],
    [
      'a value that it does not take',
      "operationId: listOrders, parameters: { shop: a, order_no: '{ids}', view: ful }",
      'view takes brief, full only',
    ],
    [
      'a header',
      "operationId: getParcel, parameters: { no: '{id}', X-Region: cn }",
      'X-Region of getParcel is a header: write it into operationHeaders',
    ],
    [
      'ids that fit several',
      'operationId: listOrders, parameters: { shop: a }',
      "say which parameter takes the ids, as in shop: '{ids}'; there are shop, order_no, buyer, view",
    ],
    [
      'a page that nobody counts',
      "operationId: listOrders, parameters: { shop: a, order_no: '{ids}' }, paging: { firstPage: 1 }",
      'needs {page}: paging says firstPage',
    ],
  ])('%s is named by file and line, with the fix', async (_what, operation, says) => {
    const files = await folder()
    const { live } = await open(files, `orders: { ${operation} }`, 'http://127.0.0.1:1')
    expect(live.fault()).toContain(says)
    expect(live.fault()).toMatch(/^oms\.yaml:9 /)
    expect(live.serves('orders')).toBe(false)
  })

  it.each<[what: string, document: string, says: RegExp]>([
    ['is not there', '', /oms\.yaml:5 .*cannot be read \(ENOENT\)/],
    ['is a page', '<html><body>Login</body></html>', /is no OpenAPI 3\.0 or 3\.1 document/],
    ['is Swagger 2', 'swagger: "2.0"\npaths: {}', /is Swagger 2\.0: convert it/],
    ['is broken', 'openapi: 3.0.0\npaths: [', /line 2: is neither JSON nor YAML/],
    ['is in pieces', 'openapi: 3.0.0\npaths: { /a: { $ref: other.yaml } }', /another file: bundle it into one/],
    ['goes in a circle', "openapi: 3.0.0\npaths: { /a: { $ref: '#/paths/~1a' } }", /in a circle/],
    ['refers to nothing', "openapi: 3.0.0\npaths: { /a: { $ref: '#/components/x' } }", /which is not there/],
    ['is null', 'null', /is no OpenAPI/],
  ])('a document that %s is said, and the sources before stay', async (_what, document, says) => {
    const { url } = await oms()
    const files = await folder()
    const { live } = await open(files, 'customers: { operationId: getMembers }', url)
    expect(live.fault()).toBeUndefined()
    if (document === '') await rm(join(files.folder, 'oms.openapi.yaml'))
    else await files.put('oms.openapi.yaml', document)
    await live.check()
    expect(live.fault()).toMatch(says)
    expect((await live.upstream.customers(['u-17'], soon()))[0]?.id).toBe('u-17')
  })

  it('a document that changes is followed like a file of sources', async () => {
    const { url, asked } = await oms()
    const files = await folder()
    const { live } = await open(files, 'parcels: { operationId: getParcel }', url)
    await live.upstream.parcels(['1'], soon())
    await files.put('oms.openapi.yaml', DOCUMENT(url).replace('/parcels/{no}', '/tracking/{no}/now'))
    await live.check()
    await live.upstream.parcels(['1'], soon())
    expect(asked).toEqual(['GET /v2/parcels/1', 'GET /v2/tracking/1/now'])
  })

  it('a document at an address is fetched within the same walls, and again where it did not come', async () => {
    let isUp = false
    const { url, asked } = await service(({ url: path = '' }, response) => {
      if (path !== '/openapi.yaml') return send(response, [{ id: 'u-17', name: '林晓' }])
      if (!isUp) return send(response, {}, 503)
      response.end(DOCUMENT(url))
    })
    const files = await folder()
    const file = SOURCE('customers: { operationId: getMembers }').replace('./oms.openapi.yaml', `${url}/openapi.yaml`)
    await files.put('oms.yaml', file.replace('allowPrivate: true', 'allowPrivate: false'))
    let clock = 0
    const live = await files.open({ now: () => clock, pollMs: 60_000 })
    expect(live.fault()).toMatch(/oms\.yaml:5 .*allowPrivate/)
    expect(asked).toEqual([])
    await files.put('oms.yaml', file)
    await live.check()
    expect(live.fault()).toMatch(/oms\.yaml:5 .*answered 503/)
    isUp = true
    await live.check()
    expect(live.fault()).toMatch(/answered 503/)
    clock += 10_000
    await live.check()
    expect(live.fault()).toBeUndefined()
    expect((await live.upstream.customers(['u-17'], soon()))[0]?.id).toBe('u-17')
    expect(asked.filter((path) => path.endsWith('openapi.yaml'))).toHaveLength(2)
  })

  it('a document at an address does not send us, and our token, to another host', async () => {
    const { url: elsewhere, asked } = await oms()
    const { url } = await service((_request, response) => void response.end(DOCUMENT(elsewhere)))
    const files = await folder()
    const file = SOURCE('customers: { operationId: getMembers }').replace('./oms.openapi.yaml', `${url}/openapi.yaml`)
    await files.put('oms.yaml', file)
    const live = await files.open()
    expect(live.fault()).toMatch(
      new RegExp(`^oms\\.yaml:5 .*names a server at another host, ${elsewhere}: write endpoint: ${elsewhere}/v2 if`),
    )
    expect(live.serves('customers')).toBe(false)
    await files.put('oms.yaml', file.replace('allowPrivate', `endpoint: ${elsewhere}/v2\n        allowPrivate`))
    await live.check()
    expect(live.fault()).toBeUndefined()
    expect((await live.upstream.customers(['u-17'], soon()))[0]?.id).toBe('u-17')
    expect(asked).toHaveLength(1)
  })

  it('a document among the files of sources says what to call it', async () => {
    const files = await folder()
    await files.put('oms.yaml', DOCUMENT('http://127.0.0.1:1'))
    const { faults } = await readSourceFiles(files.folder, {})
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ line: 1, text: expect.stringContaining('call it oms.openapi.yaml') })
  })
})
