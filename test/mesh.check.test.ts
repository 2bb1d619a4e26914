import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Service, send, startService } from './helpers/sources.ts'

const run = promisify(execFile)
const CLI = [
  join(import.meta.dirname, '../node_modules/tsx/dist/cli.mjs'),
  join(import.meta.dirname, '../src/cli/main.ts'),
]

interface Ended {
  code: number
  stdout: string
  stderr: string
}

describe('mesh check', () => {
  let folder: string
  let shop: Service
  let order: object
  let delayMs = 0
  beforeEach(async () => {
    delayMs = 0
    folder = await mkdtemp(join(tmpdir(), 'mesh-check-'))
    await mkdir(join(folder, 'graphql'))
    order = {
      no: '20261120003345',
      who: 'u-1',
      st: 'S',
      at: '2026-11-20T21:03:00+08:00',
      sum: '428.00',
      waybill: 'SF1',
    }
    shop = await startService(async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, request.url === '/orders?by=u-1' ? delayMs : 0))
      if (request.url === '/orders?by=u-1') return send(response, { list: [order] })
      if (request.url === '/parcels/SF1') return send(response, { no: 'SF1', carrier: '顺丰速运' })
      send(response, {}, 404)
    })
  })
  afterEach(async () => {
    await shop.close()
    await rm(folder, { recursive: true, force: true })
  })
  const put = (text: string): Promise<void> => writeFile(join(folder, 'graphql/shop.yaml'), text)
  const check = async (...args: string[]): Promise<Ended> => {
    const env = { ...process.env, SHOP_TOKEN: 't0p-s3cret', NODE_ENV: 'production' }
    const ended = await run(process.execPath, [...CLI, 'mesh', 'check', ...args], { cwd: folder, env }).catch(
      (error: Ended) => error,
    )
    return { code: 0, ...ended }
  }
  const file = (): string => `sources:
  - name: shop
    handler:
      rest:
        endpoint: ${shop.url}
        allowPrivate: true
        auth:
          bearer: \${SHOP_TOKEN}
        operations:
          ordersOf: { path: '/orders?by={ids}', entries: $.list, probe: u-1 }
          parcels: { path: '/parcels/{id}' }
    transforms:
      - fields:
          Order:
            id: $.no
            customer: $.who
            status: { path: $.st, map: { S: shipped } }
            placedAt: $.at
            total: { path: $.sum, unit: major, currency: CNY }
            eta: $.arrives
            parcel: $.waybill
`

  it('asks each source, goes from a customer to their order and parcel, and says what maps where and what is missing', async () => {
    await put(file())
    const { code, stdout } = await check()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ordersOf +shop +ok +1 /m)
    expect(stdout).toMatch(/^parcels +shop +ok +1 /m)
    expect(stdout).toContain('missing: no source serves customers')
    expect(stdout).toMatch(/^Order\.total +shop +\$\.sum, major units, CNY +yes$/m)
    expect(stdout).toMatch(/^Order\.eta +shop +\$\.arrives +no$/m)
    expect(stdout).toMatch(/^Order\.address +shop +– +no$/m)
    expect(stdout).not.toMatch(/t0p-s3cret|428|顺丰|ordersOf: took/)
  })

  it('a field that cannot be used: exit 2, with the line of its mapping; as JSON, too', async () => {
    await put(file())
    order = { ...order, sum: '四百' }
    const { code, stdout, stderr } = await check()
    expect(code).toBe(2)
    expect(stdout).toContain(
      'graphql/shop.yaml:19 orders: shop: field list.0.sum (Order.total) is a string of another form',
    )
    expect(stderr).toContain('does not map')
    const { ok, probes, missing } = JSON.parse((await check('--json')).stdout) as Record<string, unknown>
    expect({ ok, missing }).toEqual({ ok: false, missing: ['customers', 'orders'] })
    expect(probes).toContainEqual(expect.objectContaining({ operation: 'ordersOf', outcome: 'invalid' }))
  })

  it('answers that are not of the id asked for: exit 2, the key is named', async () => {
    await put(file())
    order = { ...order, who: 'somebody else' }
    const { code, stdout } = await check()
    expect(code).toBe(2)
    expect(stdout).toMatch(/shop\.yaml:16 1 came, none with the id asked for in Order\.customer/)
  })

  it('a source that answers, but later than a card and the bot wait: a warning, and exit 0', async () => {
    await put(file())
    delayMs = 400
    const { code, stdout } = await check()
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^warning: graphql\/shop\.yaml:10 ordersOf: took \d+ ms, slower than the 300 ms that a card/m,
    )
  })

  it('a probe that is a number: quotes are asked for', async () => {
    await put(file().replace('probe: u-1', 'probe: 100001'))
    const { code, stdout } = await check()
    expect(code).toBe(2)
    expect(stdout).toMatch(/probe.*write it in quotes, probe: '100001'/)
  })

  it('a broken file: exit 2 with file and line of every fault, and nothing is asked', async () => {
    await put(file().replace('unit: major', 'unit: yuan').replace('allowPrivate', 'allowprivate'))
    const { code, stdout, stderr } = await check()
    expect(code).toBe(2)
    expect(stdout).toMatch(/graphql\/shop\.yaml:6 .*allowprivate is no such setting/)
    expect(stdout).toMatch(/graphql\/shop\.yaml:19 .*total\.unit/)
    expect(stderr).toContain('nothing was asked')
    expect(shop.asked).toEqual([])
  })

  it('a source that is away: exit 1; no files at all: exit 0 and where to read on', async () => {
    await put(file())
    await shop.close()
    const { code, stdout } = await check('--customer', 'u-1')
    expect(code).toBe(1)
    expect(stdout).toMatch(/shop\.yaml:10 orders: shop: cannot be reached \(ECONNREFUSED\), at 127\.0\.0\.1:\d+$/m)
    await rm(join(folder, 'graphql/shop.yaml'))
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringContaining('docs/mesh.md') })
  })

  it('what a document made of each read is said; a misspelt operation: exit 2 with the line of the file and the one that was meant', async () => {
    const document = `openapi: 3.1.0
info: { title: oms, version: '1' }
servers: [{ url: '${shop.url}' }]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters: [{ name: by, in: query, required: true, explode: false, schema: { type: array } }]
`
    await writeFile(join(folder, 'graphql/oms.openapi.yaml'), document)
    const text = (operation: string): string => `sources:
  - name: shop
    handler:
      openapi:
        source: ./oms.openapi.yaml
        allowPrivate: true
        operations:
          ordersOf: { operationId: ${operation}, entries: $.list, probe: u-1 }
          invoices: { operationId: ${operation} }
    transforms:
      - fields:
          Order: { id: $.no, customer: $.who, status: { path: $.st, map: { S: shipped } }, placedAt: $.at, total: { path: $.sum, unit: major, currency: CNY } }
`
    await put(text('listOrder'))
    const broken = await check()
    expect(broken.code).toBe(2)
    expect(broken.stdout).toContain(
      'graphql/shop.yaml:8 operationId listOrder is not in ./oms.openapi.yaml: did you mean listOrders (line 7 there)?',
    )
    expect(shop.asked).toEqual([])
    await put(text('listOrders').replace(/ +invoices.*\n/, ''))
    const { code, stdout } = await check()
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ordersOf +shop +ok +1 /m)
    expect(stdout).toContain('ordersOf: listOrders of ./oms.openapi.yaml: GET /orders?by={ids}')
  })
})
