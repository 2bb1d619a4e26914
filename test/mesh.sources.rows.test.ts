import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { openQueryFile } from '../src/adapters/sqlite/query-file.ts'
import { openFolder, type SourcesFolder, send, startService } from './helpers/sources.ts'

const soon = (): AbortSignal => AbortSignal.timeout(30_000)

describe('sources of rows', () => {
  let files: SourcesFolder
  beforeEach(async () => {
    files = await openFolder()
  })
  afterEach(() => files.close())

  const ORDER_FIELDS = `
    transforms:
      - fields:
          Order:
            id: $.order_no
            customer: $.buyer
            status: { path: $.state, map: { 待付款: unpaid, 已发货: shipped } }
            placedAt: { path: $.created, format: local, zone: Asia/Shanghai }
            total: { path: $.total, unit: major, currency: CNY }
            lines:
              path: $.rows
              fields:
                sku: $.sku
                name: $.title
                quantity: $.num
                price: { path: $.price, unit: major, currency: CNY }
`
  const ORDER = {
    id: '20261120003345',
    customer: 'u-1',
    status: 'shipped',
    placedAt: '2026-11-20T21:03:00+08:00',
    total: { amount: 42_800, currency: 'CNY' },
    lines: [
      {
        sku: 'EB-310',
        name: { zh: '蓝牙耳机', en: '蓝牙耳机' },
        quantity: 1,
        price: { amount: 29_900, currency: 'CNY' },
      },
      { sku: 'KT-120', name: { zh: '热水壶', en: '热水壶' }, quantity: 1, price: { amount: 12_900, currency: 'CNY' } },
    ],
  }

  describe('CSV', () => {
    const TEXT = `order_no,buyer,state,created,total,sku,title,num,price
20261120003345,u-1,已发货,2026-11-20 21:03,428.00,EB-310,蓝牙耳机,1,299
20261120003345,u-1,已发货,2026-11-20 21:03,428.00,KT-120,热水壶,1,129.00
20261121000001,u-1,待付款,2026/11/21 9:05,88,,,,
`
    const put = async (text: string | Uint8Array, at = Date.now()): Promise<void> => {
      const path = join(files.folder, 'orders.csv')
      await writeFile(path, text)
      await utimes(path, at / 1000, at / 1000)
    }
    const FILE = `
sources:
  - name: sheet
    handler:
      csv:
        file: orders.csv
        operations: { orders: {}, ordersOf: {} }
${ORDER_FIELDS}`

    it('rows of one order are one order with their lines; a row without a line has none', async () => {
      await put(TEXT)
      await files.put('sheet.yaml', FILE)
      const { upstream } = await files.open()
      expect(await upstream.orders(['20261120003345', '9', '20261121000001'], soon())).toEqual([
        ORDER,
        undefined,
        expect.objectContaining({ status: 'unpaid', lines: [], total: { amount: 8_800, currency: 'CNY' } }),
      ])
      expect((await upstream.ordersOf(['u-2', 'u-1'], soon())).map((orders) => orders.length)).toEqual([0, 2])
    })

    it('reads GB18030, as spreadsheets write it', async () => {
      // 订单,买家: only the head differs
      const head = Buffer.from('b6a9b5a52cc2f2bcd2', 'hex')
      await put(
        Buffer.concat([
          head,
          Buffer.from(',state,created,total\n7,u-1,'),
          Buffer.from('d2d1b7a2bbf5', 'hex'),
          Buffer.from(',2026-11-20 21:03,1\n'),
        ]),
      )
      await files.put('sheet.yaml', FILE.replace('$.order_no', '$.订单').replace('$.buyer', "$['买家']"))
      const { upstream } = await files.open()
      expect(await upstream.orders(['7'], soon())).toMatchObject([{ id: '7', customer: 'u-1', status: 'shipped' }])
    })

    it('a newer file is used without a start; a broken one is said and leaves the rows before', async () => {
      await put(TEXT, Date.now() - 60_000)
      await files.put('sheet.yaml', FILE)
      const live = await files.open()
      await live.upstream.orders(['1'], soon())
      await put(TEXT.replaceAll('已发货', '待付款'))
      const status = async () => (await live.upstream.orders(['20261120003345'], soon()))[0]?.status
      await expect.poll(status, { timeout: 10_000 }).toBe('unpaid')
      await put(`${TEXT}1,2\n`)
      await expect
        .poll(async () => [await status(), live.sources()[0]?.fault], { timeout: 10_000 })
        .toEqual(['unpaid', 'orders.csv, line 5: 2 cells, 9 are named; the rows read before are used'])
    }, 30_000)

    it('no file: `unreachable`, and named', async () => {
      await files.put('sheet.yaml', FILE)
      const { upstream } = await files.open()
      await expect(upstream.orders(['1'], soon())).rejects.toMatchObject({
        fault: 'unreachable',
        message: 'orders: sheet: orders.csv cannot be read (ENOENT)',
      })
    })
  })

  describe('SQLite', () => {
    const FILE = `
sources:
  - name: erp
    handler:
      sql:
        file: shop.db
        operations:
          orders:
            statement: >
              SELECT o.*, l.sku, l.title, l.num, l.price FROM orders o LEFT JOIN order_lines l USING (order_no)
              WHERE o.order_no IN ({ids}) ORDER BY l.rowid
          ordersOf:
            statement: >
              SELECT o.*, l.sku, l.title, l.num, l.price FROM orders o LEFT JOIN order_lines l USING (order_no)
              WHERE o.buyer = {id} ORDER BY o.order_no, l.rowid
${ORDER_FIELDS}`
    const fill = async (): Promise<void> => {
      const db = (await loadDriver()).open(join(files.folder, 'shop.db'), { readOnly: false })
      db.exec(`CREATE TABLE orders (order_no TEXT PRIMARY KEY, buyer TEXT, state TEXT, created TEXT, total TEXT);
CREATE TABLE order_lines (order_no TEXT, sku TEXT, title TEXT, num INTEGER, price TEXT);
INSERT INTO orders VALUES ('20261120003345','u-1','已发货','2026-11-20 21:03:00','428.00'),('20261121000001','u-1','待付款','2026-11-21 09:05:00','88');
INSERT INTO order_lines VALUES ('20261120003345','EB-310','蓝牙耳机',1,'299'),('20261120003345','KT-120','热水壶',1,'129.00');`)
      db.close()
    }

    it('a join is mapped like rows of a file; ids are parameters, whatever is in them', async () => {
      await fill()
      await files.put('erp.yaml', FILE)
      const { upstream } = await files.open()
      expect(await upstream.orders(['20261120003345', "x') OR ('1'='1", "'; DROP TABLE orders; --"], soon())).toEqual([
        ORDER,
        undefined,
        undefined,
      ])
      expect(await upstream.ordersOf(["u-1' OR '1'='1", 'u-1'], soon())).toMatchObject([[], [ORDER, { lines: [] }]])
    })

    it('what a database says is told, with the source; a file that comes later is no reason for a start', async () => {
      await files.put('erp.yaml', FILE)
      const { upstream } = await files.open()
      await expect(upstream.orders(['1'], soon())).rejects.toMatchObject({
        fault: 'unreachable',
        message: expect.stringMatching(/^orders: erp: the database says: .*unable to open/),
      })
      await fill()
      expect(await upstream.orders(['20261120003345'], soon())).toEqual([ORDER])
      await files.put('erp.yaml', FILE.replaceAll('l.title', 'l.name'))
      await expect
        .poll(() => upstream.orders(['1'], soon()).catch((error: Error) => error.message))
        .toContain('no such column: l.name')
    })

    it('a query without end is given up by the deadline, and the next one is answered', async () => {
      await fill()
      const endless = `SELECT o.* FROM orders o WHERE o.order_no IN ({ids}) AND (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 300000000 AND o.order_no = 'slow') SELECT count(*) FROM n) > 0`
      const text = FILE.replace(
        /operations:[\s\S]*transforms/,
        `operations:\n          orders: { statement: "${endless}" }\n    transforms`,
      )
      await files.put('erp.yaml', text.replace('file: shop.db', 'file: shop.db\n        deadlineMs: 500'))
      const db = (await loadDriver()).open(join(files.folder, 'shop.db'), { readOnly: false })
      db.exec("INSERT INTO orders VALUES ('slow','u-9','已发货','2026-11-20 21:03:00','1')")
      db.close()
      const live = await files.open()
      expect(live.fault()).toBeUndefined()
      await expect(live.upstream.orders(['slow'], soon())).rejects.toMatchObject({ fault: 'deadline' })
      await expect
        .poll(() => live.upstream.orders(['20261120003345'], soon()).catch(() => undefined), { timeout: 20_000 })
        .toMatchObject([{ id: '20261120003345' }])
    }, 40_000)

    it('cannot write, even where a statement got past the reading of it', async () => {
      await fill()
      const database = openQueryFile(join(files.folder, 'shop.db'))
      await expect(database.read('DELETE FROM orders RETURNING *', [], soon())).rejects.toThrow(/readonly|read-only/i)
      expect(await database.read('SELECT count(*) AS n FROM orders', [], soon())).toEqual([{ n: 2 }])
      database.close()
    })
  })

  it('GraphQL: the file’s query, ids as variables, nulls are unknown, errors are not', async () => {
    const bodies: { query: string; variables: unknown }[] = []
    let failing = false
    const crm = await startService((_request, response, body) => {
      bodies.push(JSON.parse(body) as (typeof bodies)[0])
      send(response, {
        data: { people: [{ uid: 'a', cn: '安娜', en: 'Anna', level: 'G' }, null] },
        ...(failing ? { errors: [{ message: 'no grant for a', path: ['people', 1] }] } : {}),
      })
    })
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      graphql:
        endpoint: ${crm.url}/graphql
        allowPrivate: true
        operations:
          customers:
            query: query($ids:[ID!]!){people(ids:$ids){uid cn en level}}
            variables: { ids: '{ids}' }
            entries: $.data.people
    transforms:
      - fields:
          Customer:
            id: $.uid
            name: { zh: $.cn, en: $.en }
            tier: { path: $.level, map: { G: { zh: 金卡会员, en: Gold }, '*': { zh: 普通会员, en: Member } } }
`,
    )
    const { upstream, fault } = await files.open()
    expect(fault()).toBeUndefined()
    expect(await upstream.customers(['a', 'b'], soon())).toEqual([
      { id: 'a', name: { zh: '安娜', en: 'Anna' }, tier: { zh: '金卡会员', en: 'Gold' }, coupons: [] },
      undefined,
    ])
    expect(bodies[0]).toEqual({
      query: 'query($ids:[ID!]!){people(ids:$ids){uid cn en level}}',
      variables: { ids: ['a', 'b'] },
    })
    failing = true
    await expect(upstream.customers(['a', 'b'], soon())).rejects.toMatchObject({
      fault: 'unreachable',
      message: 'crm: crm: answered with GraphQL errors at people: check the query',
    })
    await crm.close()
    await rm(files.folder, { recursive: true })
  })
})
