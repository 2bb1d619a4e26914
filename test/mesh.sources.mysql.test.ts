import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openQueryServer } from '../src/adapters/mysql/query-server.ts'
import { openDatabase } from '../src/compose-sources.ts'
import { hasMariadb, type MariadbServer, startMariadb } from './helpers/mariadb-server.ts'
import { sourcesOfTests } from './helpers/sources.ts'
import { copyTlsFiles, type TlsFiles } from './helpers/tls-files.ts'

const PASSWORD = 'p/w@1'
const SOON_MS = 30_000
/** More rows than anybody counts in a second. */
const MANY = 'SELECT count(*) FROM seq_1_to_1000000 x JOIN seq_1_to_1000000 y'

describe.skipIf(!hasMariadb)('sources of MySQL and MariaDB', () => {
  const { folder, soon } = sourcesOfTests()
  let server: MariadbServer
  let tls: TlsFiles
  beforeAll(async () => {
    tls = copyTlsFiles('mysql')
    server = await startMariadb(['--default-time-zone=+08:00', `--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`])
    await server.run(
      'USE shop',
      `CREATE TABLE orders (order_no BIGINT PRIMARY KEY, buyer VARCHAR(40), state VARCHAR(20), created DATETIME NOT NULL,
         paid TIMESTAMP NULL, arrives DATE NOT NULL, total DECIMAL(10,2), waybill VARCHAR(40), INDEX (buyer)) CHARACTER SET utf8mb4`,
      'CREATE TABLE order_lines (order_no BIGINT, sku VARCHAR(20), title VARCHAR(80), num INT, price DECIMAL(10,2)) CHARACTER SET utf8mb4',
      `INSERT INTO orders VALUES
         (9007199254740993345, 'u-17', '已发货', '2026-11-20 21:03:00', '2026-11-20 21:04:05', '0000-00-00', 428.00, 'SF1390040087719'),
         (20261121000001, 'u-18', '待付款', '2026-11-21 09:05:00', NULL, '2026-11-25', 88, NULL)`,
      'CREATE TABLE sales (no VARCHAR(20) PRIMARY KEY, buyer_id INT) CHARACTER SET utf8mb4',
      `INSERT INTO sales VALUES ('guest-1', 0), ('S-18', 18)`,
      `INSERT INTO order_lines VALUES (9007199254740993345, 'EB-310', '蓝牙耳机', 1, 299), (9007199254740993345, 'KT-120', '电热水壶', 1, 129)`,
    )
  }, 120_000)
  afterAll(async () => {
    await server.close()
    tls.close()
  })
  const connection = (): string => `mysql://support@127.0.0.1:${server.port}/shop`
  const file = (more = ''): string => `
sources:
  - name: erp
    handler:
      sql:
        connection: ${connection()}
        password: '\${SHOP_PASSWORD}'
        ${more}
        operations:
          orders:
            statement: >
              SELECT o.*, l.sku, l.title, l.num, l.price FROM orders o LEFT JOIN order_lines l USING (order_no)
              WHERE o.order_no IN ({ids})
          ordersOf:
            statement: SELECT o.*, NULL AS sku FROM orders o WHERE o.buyer IN ({ids})
    transforms:
      - fields:
          Order:
            id: $.order_no
            customer: $.buyer
            status: { path: $.state, map: { 待付款: unpaid, 已发货: shipped } }
            placedAt: { path: $.created, format: local, zone: Asia/Shanghai }
            paidAt: { path: $.paid, format: local, zone: Asia/Shanghai }
            eta: { path: $.arrives, format: local, zone: Asia/Shanghai }
            total: { path: $.total, unit: major, currency: CNY }
            parcel: $.waybill
            lines: { path: $.rows, fields: { sku: $.sku, name: $.title, quantity: $.num, price: { path: $.price, unit: major, currency: CNY } } }
`
  const open = async (more?: string) => {
    const files = await folder()
    await files.put('erp.yaml', file(more))
    const live = await files.open({ env: { SHOP_PASSWORD: PASSWORD }, openSql: openDatabase })
    expect(live.fault()).toBeUndefined()
    return { ...files, live, upstream: live.upstream }
  }
  const opened = (deadlineMs = 5_000) =>
    openQueryServer({ connection: connection(), password: PASSWORD, ca: undefined, deadlineMs })
  const running = async (): Promise<string[]> =>
    (
      await server.run("SELECT info FROM information_schema.processlist WHERE user = 'support' AND info IS NOT NULL")
    ).map(({ info }) => String(info))

  it('a join is an order with its lines; long numbers, amounts, dates and zero dates as they are meant', async () => {
    const { upstream } = await open()
    expect(await upstream.orders(['9007199254740993345', '1', '20261121000001'], soon())).toEqual([
      {
        id: '9007199254740993345',
        customer: 'u-17',
        status: 'shipped',
        placedAt: '2026-11-20T21:03:00+08:00',
        paidAt: '2026-11-20T21:04:05+08:00',
        total: { amount: 42_800, currency: 'CNY' },
        parcel: 'SF1390040087719',
        lines: [
          expect.objectContaining({ sku: 'EB-310', name: { zh: '蓝牙耳机', en: '蓝牙耳机' } }),
          expect.objectContaining({ sku: 'KT-120', price: { amount: 12_900, currency: 'CNY' } }),
        ],
      },
      undefined,
      expect.objectContaining({ customer: 'u-18', eta: '2026-11-25T00:00:00+08:00', lines: [] }),
    ])
  })

  it('ids are parameters: what looks like SQL is an id that nobody has, and the letters of an id count', async () => {
    const { upstream } = await open()
    const ids = ["u-17') OR ('1'='1", 'U-17', 'u-17 ', 'u-17']
    expect((await upstream.ordersOf(ids, soon())).map((orders) => orders.length)).toEqual([0, 0, 0, 1])
    expect(await upstream.orders(['20261121000001abc', '0'], soon())).toEqual([undefined, undefined])
  })

  it('the session refuses to write, though its user may', async () => {
    const { read, close } = opened()
    await expect(read('INSERT INTO order_lines (sku) VALUES (?)', ['x'], soon())).rejects.toThrow('only read')
    await expect(read('CREATE TABLE t (n INT)', [], soon())).rejects.toThrow('only read')
    close()
    expect(await server.run('SELECT count(*) AS n FROM shop.order_lines WHERE sku = "x"')).toEqual([{ n: 0 }])
  })

  it('a slow query ends with its deadline, at the server too, and the next one is answered', async () => {
    const { read, close } = opened(300)
    const stop = new AbortController()
    const slow = read('SELECT SLEEP(600) AS s', [], stop.signal)
    await expect.poll(async () => (await running()).length, { timeout: SOON_MS }).toBe(1)
    stop.abort(new Error('over'))
    await expect(slow).rejects.toThrow('over')
    await expect.poll(running, { timeout: SOON_MS }).toEqual([])
    expect(await read('SELECT 1 AS one', [], soon())).toEqual([{ one: 1 }])
    await expect(read(MANY, [], soon())).rejects.toThrow('took too long')
    close()
  })

  it('says what is wrong with the statement, the user or the way there, and no id', async () => {
    const { read, close } = opened()
    await expect(read('SELECT nothing FROM orders', [], soon())).rejects.toThrow("Unknown column 'nothing'")
    await expect(read('SELECT * FROM wares WHERE id = ?', ['13812345678'], soon())).rejects.toThrow('shop.wares')
    close()
    const wrong = openQueryServer({ connection: connection(), password: 'guess', deadlineMs: 5_000 })
    await expect(wrong.read('SELECT 1', [], soon())).rejects.toThrow('it refuses the user or the password')
  })

  describe('TLS', () => {
    const cipher = `SHOW STATUS LIKE 'Ssl_cipher'`
    const ask = async (more: object): Promise<boolean> => {
      const address = connection().replace('127.0.0.1', 'localhost')
      const { read, close } = openQueryServer({ connection: address, password: PASSWORD, deadlineMs: 5_000, ...more })
      const [row] = await read(cipher, [], soon()).finally(close)
      return row?.['Value'] !== ''
    }

    it('none without sslmode; with the issuer named, spoken and checked', async () => {
      expect(await ask({})).toBe(false)
      expect(await ask({ ca: readFileSync(tls.ca, 'utf8') })).toBe(true)
    })

    it('required, and the issuer unknown: refused, and says what to do', async () => {
      const address = `${connection().replace('127.0.0.1', 'localhost')}?sslmode=require`
      await expect(ask({ connection: address })).rejects.toThrow(/certificate is not accepted.*ca/)
    })
  })

  it('killed: unreachable; back again: answered, without a restart of ours', async () => {
    const { upstream } = await open('deadlineMs: 3000')
    expect((await upstream.orders(['20261121000001'], soon()))[0]?.status).toBe('unpaid')
    await server.kill()
    await expect(upstream.orders(['20261121000001'], soon())).rejects.toMatchObject({ fault: 'unreachable' })
    await server.start()
    expect((await upstream.orders(['20261121000001'], soon()))[0]?.status).toBe('unpaid')
  }, 60_000)

  it('an id that MySQL takes for a number gets nobody else’s orders', async () => {
    const server = openQueryServer({ connection: connection(), password: PASSWORD, deadlineMs: SOON_MS })
    const statement = 'SELECT no FROM sales WHERE buyer_id = ?'
    expect(await server.read(statement, ['visitor-1'], soon()), 'so it is read').toEqual([{ no: 'guest-1' }])
    server.close()
    const written = (customer: string): string => `
sources:
  - name: sales
    handler:
      sql:
        connection: ${connection()}
        password: '\${SHOP_PASSWORD}'
        operations:
          ordersOf:
            statement: SELECT s.*, 'paid' AS state, '2026-11-20 21:03:00' AS created, 1 AS total FROM sales s WHERE buyer_id = {id}
    transforms:
      - fields:
          Order: { id: $.no, ${customer} status: $.state, placedAt: { path: $.created, format: local, zone: Asia/Shanghai }, total: { path: $.total, unit: minor, currency: CNY } }
`
    const files = await folder()
    await files.put('sales.yaml', written(''))
    const live = await files.open({ env: { SHOP_PASSWORD: PASSWORD }, openSql: openDatabase })
    expect(live.fault()).toMatch(/^sales\.yaml:\d+ Order has no customer: map it/)
    await files.put('sales.yaml', written('customer: $.buyer_id,'))
    await live.check()
    expect(live.fault()).toBeUndefined()
    const found = await live.upstream.ordersOf(['visitor-1', '18abc', '18'], soon())
    expect(found.map((orders) => orders.map(({ id }) => id))).toEqual([[], [], ['S-18']])
  })
})
