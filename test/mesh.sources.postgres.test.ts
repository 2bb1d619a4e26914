import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openQueryServer, type QueryServer } from '../src/adapters/postgres/query-server.ts'
import { probeSources } from '../src/adapters/sources/probe.ts'
import { readSourceFiles } from '../src/adapters/sources/source-files.ts'
import { openDatabase } from '../src/compose-sources.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import { hasPostgres, type PostgresServer, startPostgres } from './helpers/postgres-server.ts'
import { sourcesOfTests } from './helpers/sources.ts'
import { copyTlsFiles, type TlsFiles } from './helpers/tls-files.ts'

const SOON_MS = 30_000

describe.skipIf(!hasPostgres)('sources of PostgreSQL', () => {
  const { folder, soon } = sourcesOfTests()
  let server: PostgresServer
  let tls: TlsFiles
  let connection: string
  beforeAll(async () => {
    tls = copyTlsFiles('postgres')
    // A zone that is neither the shop's nor UTC: no time may depend on it.
    server = await startPostgres({
      timezone: 'America/New_York',
      ssl: 'on',
      ssl_cert_file: tls.cert,
      ssl_key_file: tls.key,
    })
    connection = await server.database()
    await run(
      `CREATE TABLE orders (order_no bigint PRIMARY KEY, buyer text, state text, created timestamp, paid timestamptz,
         arrives date, total numeric(10,2), waybill text);
       CREATE TABLE order_lines (order_no bigint, sku text, title text, num int, price numeric(10,2));
       INSERT INTO orders VALUES
         (9007199254740993345, 'u-17', '已发货', '2026-11-20 21:03:00', '2026-11-20 21:04:05+08', '2026-11-23', 428.00, 'SF1390040087719'),
         (20261121000001, 'u-18', '待付款', '2026-11-21 09:05:00', NULL, NULL, 88, NULL);
       INSERT INTO order_lines VALUES (9007199254740993345, 'EB-310', '蓝牙耳机', 1, 299), (9007199254740993345, 'KT-120', '电热水壶', 1, 129);`,
    )
  }, 120_000)
  afterAll(async () => {
    await server.close()
    tls.close()
  })
  const run = async (text: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: connection })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }
  const running = async (): Promise<unknown[]> =>
    run(`SELECT query FROM pg_stat_activity WHERE application_name = 'tabdesk' AND state <> 'idle'`)

  const file = (more = ''): string => `
sources:
  - name: erp
    handler:
      sql:
        connection: ${connection}
        ${more}
        operations:
          orders:
            statement: >
              SELECT o.*, l.sku, l.title, l.num, l.price FROM orders o LEFT JOIN order_lines l USING (order_no)
              WHERE o.order_no::text IN ({ids})
          ordersOf:
            statement: SELECT o.* FROM orders o WHERE o.buyer IN ({ids})
    transforms:
      - fields:
          Order:
            id: $.order_no
            customer: $.buyer
            status: { path: $.state, map: { 待付款: unpaid, 已发货: shipped } }
            placedAt: { path: $.created, format: local, zone: Asia/Shanghai }
            paidAt: $.paid
            eta: { path: $.arrives, format: local, zone: Asia/Shanghai }
            total: { path: $.total, unit: major, currency: CNY }
            parcel: $.waybill
            lines: { path: $.rows, fields: { sku: $.sku, name: $.title, quantity: $.num, price: { path: $.price, unit: major, currency: CNY } } }
`
  const open = async (more?: string) => {
    const files = await folder()
    await files.put('erp.yaml', file(more))
    const live = await files.open({ openSql: openDatabase })
    expect(live.fault()).toBeUndefined()
    return { ...files, upstream: live.upstream }
  }
  const using = async <T>(work: (opened: QueryServer) => Promise<T>, more: object = {}): Promise<T> => {
    const opened = openQueryServer({ connection, deadlineMs: 5_000, ...more })
    try {
      return await work(opened)
    } finally {
      opened.close()
    }
  }

  it('a join is an order with its lines; long numbers, amounts and times as they are meant, whatever the server’s zone', async () => {
    const { upstream } = await open()
    expect(await upstream.orders(['9007199254740993345', '1', '20261121000001'], soon())).toEqual([
      {
        id: '9007199254740993345',
        customer: 'u-17',
        status: 'shipped',
        placedAt: '2026-11-20T21:03:00+08:00',
        paidAt: '2026-11-20T13:04:05.000Z',
        eta: '2026-11-23T00:00:00+08:00',
        total: { amount: 42_800, currency: 'CNY' },
        parcel: 'SF1390040087719',
        lines: [
          expect.objectContaining({ sku: 'EB-310', name: { zh: '蓝牙耳机', en: '蓝牙耳机' } }),
          expect.objectContaining({ sku: 'KT-120', price: { amount: 12_900, currency: 'CNY' } }),
        ],
      },
      undefined,
      expect.objectContaining({ customer: 'u-18', lines: [] }),
    ])
  })

  it('is connected before the first question, so that nobody waits for it', async () => {
    const ours = (): Promise<unknown> =>
      run(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'tabdesk'`)
    await expect.poll(ours, { timeout: SOON_MS }).toEqual([{ n: 0 }])
    await open()
    await expect.poll(ours, { timeout: SOON_MS }).toEqual([{ n: 1 }])
  })

  it('an id that is no value of its column fails alone, and the source is not left alone for it', async () => {
    const files = await folder()
    await files.put('erp.yaml', file().replace('o.order_no::text IN', 'o.order_no IN'))
    const live = await files.open({ openSql: openDatabase })
    const open = createLoaders({ upstreamOf: () => live.upstream, callDeadlineMs: SOON_MS })
    const numbers = ['20261121000001', '订单', 'A-1', '9007199254740993345', 'x', '9'.repeat(30), '1.5', '7']
    for (let n = 0; n < 8; n += 1) {
      const orders = open({ tenant: 'default', scope: `staff ${n}` })
      const read = await Promise.all(
        numbers.map((id) =>
          orders.order(id).then(
            (order) => order?.id ?? 'none',
            (error: { fault: string }) => error.fault,
          ),
        ),
      )
      expect(read).toEqual([numbers[0], 'invalid', 'invalid', numbers[3], 'invalid', 'invalid', 'invalid', 'none'])
    }
    expect(live.sources()).toMatchObject([{ state: 'ok' }])
  })

  it('`mesh check` warns of a key that is a number, and of nothing where it is compared as text', async () => {
    const warned = async (text: string) => {
      const files = await folder()
      await files.put('erp.yaml', text)
      const { sources } = await readSourceFiles(files.folder, {})
      const { probes } = await probeSources(
        sources,
        { openSql: openDatabase, onCall: () => undefined },
        { ids: { order: '20261121000001' }, waitMs: SOON_MS },
      )
      return probes.map(({ operation, outcome, warnings }) => [operation, outcome, ...warnings.map((one) => one.text)])
    }
    const bare = file().replace('o.order_no::text IN', 'o.order_no IN')
    const told = expect.stringMatching(/::text IN \(\{ids\}\).*CREATE INDEX/)
    expect(await warned(bare)).toEqual([
      ['ordersOf', 'ok'],
      ['orders', 'ok', told],
    ])
    expect(await warned(file())).toEqual([
      ['ordersOf', 'ok'],
      ['orders', 'ok'],
    ])
    expect(await warned(bare.replace('WHERE o.buyer IN', 'WHERE o.order_no IN'))).toContainEqual([
      'ordersOf',
      'ok',
      told,
    ])
  })

  it('a batch is one query, and ids are parameters: what looks like SQL is an id that nobody has', async () => {
    const { upstream, calls } = await open()
    const ids = ["u-17') OR ('1'='1", 'U-17', "'; DROP TABLE orders; --", 'u-17']
    expect((await upstream.ordersOf(ids, soon())).map((orders) => orders.length)).toEqual([0, 0, 0, 1])
    expect(calls).toHaveLength(1)
  })

  it('refuses to write, though its user owns the tables: by statement, by function, and when told that it may', async () => {
    await run(
      `CREATE OR REPLACE FUNCTION sly() RETURNS int LANGUAGE sql AS $$ INSERT INTO order_lines (sku) VALUES ('x'); SELECT 1 $$`,
    )
    await using(async ({ read }) => {
      await expect(read('INSERT INTO order_lines (sku) VALUES ($1)', ['x'], soon())).rejects.toThrow('only read')
      await expect(read('SELECT sly()', [], soon())).rejects.toThrow('only read')
      await read(`SELECT set_config('default_transaction_read_only', 'off', false)`, [], soon())
      await expect(read('SELECT sly()', [], soon())).rejects.toThrow('only read')
    })
    const count = `SELECT count(*)::int AS n FROM order_lines WHERE sku = 'x'`
    expect(await run(count)).toEqual([{ n: 0 }])
    await run('SELECT sly()')
    expect(await run(count)).toEqual([{ n: 1 }])
  })

  it('a slow query ends with its deadline, at the server too, and the next one is answered', async () => {
    await using(
      async ({ read }) => {
        const stop = new AbortController()
        const slow = read('SELECT pg_sleep(600)', [], stop.signal)
        await expect.poll(async () => (await running()).length, { timeout: SOON_MS }).toBe(1)
        stop.abort(new Error('over'))
        await expect(slow).rejects.toThrow('over')
        await expect.poll(running, { timeout: SOON_MS }).toEqual([])
        expect(await read('SELECT 1 AS one', [], soon())).toEqual([{ one: 1 }])
        await expect(read('SELECT pg_sleep(600)', [], soon())).rejects.toThrow('took too long')
      },
      { deadlineMs: 300 },
    )
  })

  it('says what is wrong with the statement, the ids, the user or the way there, and repeats no id', async () => {
    const said = (text: string, values: string[] = [], more: object = {}) =>
      using(({ read }) => read(text, values, soon()), more).then(
        () => 'nothing',
        (error: Error) => error.message,
      )
    expect(await said('SELECT nothing FROM orders')).toContain('column "nothing" does not exist')
    const wrong = await said('SELECT 1 FROM orders WHERE order_no = $1', ['13812345678x'])
    expect(wrong).toContain('compare as text')
    expect(wrong).not.toContain('138')
    expect(await said('SELECT 1', [], { connection: connection.replace(/test_\d+/, 'nowhere') })).toContain(
      'no database of this name',
    )
    expect(await said('SELECT 1', [], { connection: connection.replace(/:\d+\//, ':1/') })).toContain('ECONNREFUSED')
  })

  describe('TLS', () => {
    const local = (more = ''): string => `${connection.replace('127.0.0.1', 'localhost')}${more}`
    const isSecure = `SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`
    const ask = (more: object): Promise<unknown> => using(({ read }) => read(isSecure, [], soon()), more)

    it('none without sslmode; with the issuer named, spoken and checked', async () => {
      expect(await ask({ connection: local() })).toEqual([{ ssl: false }])
      expect(await ask({ connection: local(), ca: readFileSync(tls.ca, 'utf8') })).toEqual([{ ssl: true }])
    })

    it('required, and the issuer unknown: refused, and says what to do', async () => {
      await expect(ask({ connection: local('?sslmode=require') })).rejects.toThrow(/certificate is not accepted.*ca/)
    })

    it('required of a server that has none: refused, not spoken in the open', async () => {
      const open = await startPostgres()
      try {
        const address = await open.database()
        await expect(ask({ connection: `${address}?sslmode=require` })).rejects.toThrow('speaks no TLS')
        expect(await ask({ connection: address })).toEqual([{ ssl: false }])
      } finally {
        await open.close()
      }
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
})
