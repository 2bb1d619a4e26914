import { execFile, execFileSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Client, Frame } from './helpers/client.ts'
import { hasPostgres, type PostgresServer, startPostgres } from './helpers/postgres-server.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { type Service, send, startService } from './helpers/sources.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..')
const SHOP = join(ROOT, 'test/fixtures/tea-shop')
const KEY = 'geheim-7'

const SCANS: Record<string, [at: string, zh: string, en: string][]> = {
  340434161094: [
    ['2026-11-21T06:40:00Z', '包裹已到达汉堡分拣中心', 'Arrived at the Hamburg depot'],
    ['2026-11-20T16:05:00Z', '已揽收', 'Picked up'],
  ],
  340434160555: [['2026-11-03T11:20:00Z', '已签收', 'Delivered']],
  340434161200: [['2026-11-22T05:00:00Z', '到达慕尼黑', 'Arrived in Munich']],
  340434161201: [['2026-11-21T17:00:00Z', '已揽收', 'Picked up']],
}
const REFUND = {
  auftrag: 'MUC-2026-877',
  status: 2,
  betrag: { wert: '1.024,50', waehrung: 'EUR' },
  ziel: { art: 'KK' },
  faellig: '1795737600000',
}

/** Somebody's parcels and refunds: pages of two, nested, times as texts of seconds, a decimal comma, one refund by itself or 404. */
const startParcels = (): Promise<Service> =>
  startService(({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://parcels')
    if (headers.authorization !== `Bearer ${KEY}`) return send(response, { fehler: 'kein Zugriff' }, 401)
    if (pathname === '/v2/sendungen') {
      const known = (searchParams.get('nr') ?? '').split(';').filter((no) => no in SCANS)
      const page = Number(searchParams.get('seite'))
      const liste = known.slice((page - 1) * 2, page * 2).map((no) => ({
        kopf: { nr: Number(no), spediteur: { kz: 'DHL', name: { lang: 'DHL Paket' } } },
        verlauf: {
          eintraege: SCANS[no]?.map(([at, zh, en]) => ({
            ts: String(Date.parse(at) / 1000),
            ort: null,
            text: { zh, en },
          })),
        },
      }))
      return send(response, { meta: { code: '200' }, daten: { liste } })
    }
    return pathname === `/v2/erstattungen/${REFUND.auftrag}`
      ? send(response, { erstattung: REFUND })
      : send(response, { fehler: 'unbekannt' }, 404)
  })

describe.skipIf(!hasPostgres)("an integrator's own shop: two files, and card and bot speak of it", () => {
  let folder: string
  let server: PostgresServer
  let parcels: Service
  let env: Record<string, string>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tea-shop-'))
    await cp(join(SHOP, 'graphql'), join(folder, 'graphql'), { recursive: true })
    await cp(join(ROOT, 'knowledge'), join(folder, 'knowledge'), { recursive: true })
    server = await startPostgres()
    const database = await server.database()
    execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', join(SHOP, 'shop.sql')])
    parcels = await startParcels()
    env = {
      LADEN_DB: database.replace('//shop@', '//hilfe@'),
      LADEN_DB_PASSWORD: 'nur-lesen',
      PAKET_URL: `${parcels.url}/v2`,
      PAKET_TOKEN: KEY,
    }
  }, 120_000)
  afterAll(async () => {
    await parcels.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  const facts = async (more: string): Promise<void> => {
    const shop = await readFile(join(ROOT, 'knowledge/shop.yaml'), 'utf8')
    await writeFile(
      join(folder, 'knowledge/shop.yaml'),
      shop.replace(/^timeZone:.*$/m, `timeZone: Europe/Berlin\n${more}`),
    )
  }
  const check = async (): Promise<string> => {
    const cli = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'src/cli/main.ts')]
    const { stdout } = await run(process.execPath, [...cli, 'mesh', 'check', '--order', REFUND.auftrag], {
      cwd: folder,
      env: { ...process.env, ...env },
    })
    return stdout
  }
  const start = async (): Promise<Running> => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const base = await startProduct()
    // What is read, not how fast: the machine may be busy.
    const mesh = { ...base.config.mesh, sources: join(folder, 'graphql'), cardDeadlineMs: 20_000 }
    await base.close()
    return startProduct({ models: 'real', config: { mesh, knowledgeDir: join(folder, 'knowledge') } })
  }
  const answered = async (customer: Client, text: string): Promise<Frame> => {
    const { seq } = await customer.say(text)
    return customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq, text)
  }

  it('mesh check reads all of it, and says that such order numbers are not known until one is named', async () => {
    await facts('')
    const before = await check()
    for (const read of ['customers', 'ordersOf', 'orders', 'parcels', 'refunds'])
      expect(before).toMatch(new RegExp(`^${read} +\\w+ +ok +[1-9]`, 'm'))
    expect(before).toMatch(/^Refund\.order +paketdienst +\$\.auftrag +yes$/m)
    expect(before).toMatch(/warning: .*laden\.yaml:25 orders: numbers like AAA-9999-999 are not known as order numbers/)
    await facts('orderNumber: HAM-2026-4127')
    expect(await check()).not.toMatch(/warning|MUC|Chen|geheim|nur-lesen/)
  }, 60_000)

  it('the bot answers of the order that is meant, in both languages, and a stranger proves theirs', async () => {
    await facts('orderNumber: HAM-2026-4127')
    const { client, call } = await start()
    const wei = await client('customer', '1-10017')
    expect((await answered(wei, '尾号4163那单什么时候发')).text).toMatch(/HAM-2026-4163（温控电水壶 × 1）已付款/)
    expect((await answered(wei, 'muc 2026 877 到哪了')).text).toMatch(/MUC-2026-877 已签收/)
    expect((await answered(wei, 'HAM-2026-9999到哪了')).text).toMatch(/^没有找到尾号 9999 的订单/)
    const english = await client('customer', '1-10018')
    const which = await answered(english, 'wheres my parcel')
    expect(which.options.map(({ label }: Frame) => label.replace(/ · .* · /, ' · '))).toEqual([
      'Tea towel · ending 902',
      'Glass teapot · ending 901',
      'Talk to a person',
    ])
    expect((await answered(english, 'the tea towel one')).text).toMatch(/MUC-2026-902 .*340434161201.*Picked up/)

    const visitor = await client('customer', 'visitor-0000000001-1')
    await answered(visitor, '我的货到哪了呀')
    expect((await answered(visitor, 'MUC-2026-901')).text).toBe('好的，还需要下单手机号的后四位，核对后就帮您查。')
    expect((await answered(visitor, '8776')).text).toMatch(/MUC-2026-901.*DHL Paket.*到达慕尼黑/)

    const { body } = await call('/graphql', {
      role: 'agent',
      body: {
        query:
          '{ wei: customer(id: "1-10017") { name orders { id total { amount currency } refund { status amount { amount } } lines { quantity } } } guest: customer(id: "1-10019") { name orders { id } } }',
      },
    })
    expect(body.data.guest).toEqual({ name: '顾客', orders: [{ id: 'HAM-2026-4100' }] })
    expect(body.data.wei).toMatchObject({
      name: '陈',
      orders: expect.arrayContaining([
        {
          id: 'HAM-2026-4127',
          total: { amount: 8_990, currency: 'EUR' },
          refund: null,
          lines: [{ quantity: 1 }, { quantity: 2 }],
        },
        expect.objectContaining({ id: 'MUC-2026-877', refund: { status: 'approved', amount: { amount: 102_450 } } }),
      ]),
    })
  }, 180_000)
})
