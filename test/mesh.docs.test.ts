import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { startProduct } from './helpers/product.ts'
import { type Service, send, startService } from './helpers/sources.ts'

const SOON = { timeout: 20_000, interval: 50 }
const QUERY = `{ customer(id: "u-17") { name tier(language: en) points
  orders { id status eta total { amount currency } lines { name quantity } parcel { carrier events { at text } } } } }`

/** docs/mesh.md as an integrator reads it: the files are written as they stand there, into a product that runs. */
describe('the example of docs/mesh.md', () => {
  let folder: string
  let crm: Service
  const blocks = new Map<string, string>()
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mesh-docs-'))
    await mkdir(join(folder, 'graphql'))
    const docs = await readFile(new URL('../docs/mesh.md', import.meta.url), 'utf8')
    for (const [, kind = '', text = ''] of docs.matchAll(/```(yaml|sql|csv)\n([\s\S]*?)```/g)) {
      const name = /^(?:#|--) (\S+)/.exec(text)?.[1] ?? kind
      blocks.set(name, text)
    }
    const db = (await loadDriver()).open(join(folder, 'shop.db'), { readOnly: false })
    db.exec(blocks.get('shop.db') ?? '')
    db.close()
    await writeFile(join(folder, 'parcels.csv'), blocks.get('csv') ?? '')
    crm = await startService((request, response) => {
      if (request.headers.authorization !== 'Bearer let-me-in') return send(response, {}, 401)
      send(response, { data: { members: [{ uid: 'u-17', nick: '林晓', level: 'G', score: 880 }] } })
    })
    vi.stubEnv('CRM_URL', crm.url)
    vi.stubEnv('CRM_TOKEN', 'let-me-in')
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await crm.close()
    await rm(folder, { recursive: true, force: true })
  })
  const put = async (name: string, change = (text: string): string => text): Promise<void> => {
    const text = blocks.get(name)
    if (text === undefined) throw new Error(`docs/mesh.md has no ${name}`)
    await writeFile(join(folder, name), change(text))
  }
  const start = async () => {
    const base = await startProduct()
    // What is read, not how fast: the machine may be busy.
    const mesh = { ...base.config.mesh, sources: join(folder, 'graphql'), cardDeadlineMs: 20_000 }
    await base.close()
    const { call, client } = await startProduct({ config: { mesh } })
    return {
      client,
      ask: async (query: string) => (await call('/graphql', { role: 'agent', body: { query } })).body,
      ready: async () => (await call('/readyz')).body.parts,
    }
  }

  it('works as it stands, file by file, in a running product; demo data and the shop’s own never mix', async () => {
    const { ask, ready } = await start()
    expect((await ask('{ customer(id: "demo") { name } }')).data.customer.name).toBe('林晓')
    expect(await ready()).not.toHaveProperty('sources')

    await put('graphql/crm.yaml')
    await vi.waitFor(async () => expect((await ready()).sources).toMatchObject({ inForce: ['crm'] }), SOON)
    expect((await ready()).sources).toMatchObject({
      state: 'degraded',
      reason: 'no source serves orders; no source serves ordersOf; no source serves parcels',
    })
    expect((await ask('{ customer(id: "demo") { name } }')).data.customer).toBeNull()

    await put('graphql/erp.yaml')
    await put('graphql/parcels.yaml')
    await vi.waitFor(async () => expect((await ready()).sources).toMatchObject({ state: 'ready' }), SOON)
    expect((await ready()).mesh).toMatchObject({ state: 'ready' })
    expect(await ask(QUERY)).toEqual({
      data: {
        customer: {
          name: '林晓',
          tier: 'Gold',
          points: 880,
          orders: [
            {
              id: '20261120003345',
              status: 'shipped',
              eta: '2026-11-23T00:00:00+08:00',
              total: { amount: 42_800, currency: 'CNY' },
              lines: [
                { name: '蓝牙耳机', quantity: 1 },
                { name: '电热水壶', quantity: 1 },
              ],
              parcel: {
                carrier: '顺丰速运',
                events: [
                  { at: '2026-11-21T08:02:00+08:00', text: '到达杭州转运中心' },
                  { at: '2026-11-20T23:10:00+08:00', text: '已揽收' },
                ],
              },
            },
          ],
        },
      },
    })
  })

  it('a broken file keeps the old ones, and /readyz says file, line and fix, without the secret', async () => {
    for (const name of ['graphql/crm.yaml', 'graphql/erp.yaml', 'graphql/parcels.yaml']) await put(name)
    const { ask, ready } = await start()
    await put('graphql/crm.yaml', (text) => text.replace('bearer:', 'baerer:'))
    await vi.waitFor(
      async () => expect((await ready()).sources.reason).toMatch(/crm\.yaml:9 .*baerer is no such setting/),
      SOON,
    )
    const { sources } = await ready()
    expect(sources.reason).toContain('the sources before it work on')
    expect(JSON.stringify(sources)).not.toContain('let-me-in')
    expect((await ask(QUERY)).data.customer.orders).toHaveLength(1)
  })

  it('one source away: the others answer, and the order still has what its own source knows', async () => {
    for (const name of ['graphql/crm.yaml', 'graphql/erp.yaml', 'graphql/parcels.yaml']) await put(name)
    const { ask } = await start()
    await crm.close()
    const { data, errors } = await ask('{ order(id: "20261120003345") { status } customer(id: "u-17") { name } }')
    expect(data).toEqual({ order: { status: 'shipped' }, customer: null })
    expect(errors).toHaveLength(1)
  })

  it.each([
    ['there', '订单 20261120003345 由顺丰速运配送，最新动态：到达杭州转运中心。'],
    ['away', '已为您转接人工客服'],
  ])('the bot, its orders %s, says what they say and nothing else', async (where, says) => {
    for (const name of ['graphql/crm.yaml', 'graphql/erp.yaml', 'graphql/parcels.yaml']) await put(name)
    if (where === 'away') await rm(join(folder, 'shop.db'))
    const { client } = await start()
    const customer = await client('customer', 'u-17')
    await customer.say('我的货到哪了呀')
    const said = () => customer.frames.filter((frame) => frame.type === 'event' && frame.from.role === 'bot')
    await vi.waitFor(() => expect(said()).toHaveLength(1), SOON)
    expect(said()[0]?.text).toContain(says)
    if (where === 'away') expect(said()[0]?.text).not.toMatch(/转运中心|3345|顺丰/)
  })
})
