import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { freePort } from './helpers/free-port.ts'
import { hasPostgres, type PostgresServer, startPostgres } from './helpers/postgres-server.ts'
import { startProduct } from './helpers/product.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..')
const SOON = { timeout: 30_000, interval: 50 }
const FILES = ['shop.sql', 'tracking.mjs', 'graphql/shop.yaml', 'graphql/tracking.yaml'] as const

/** "Step by step" of docs/mesh.md, with its files as they stand there, its database and its service. */
describe.skipIf(!hasPostgres)('docs/mesh.md, step by step', () => {
  let folder: string
  let server: PostgresServer
  let database: string
  let tracking: ReturnType<typeof spawn>
  let url: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mesh-walk-'))
    await mkdir(join(folder, 'graphql'))
    const docs = await readFile(join(ROOT, 'docs/mesh.md'), 'utf8')
    const blocks = [...docs.matchAll(/```\w+\n((?:#|--|\/\/) (\S+)\n[\s\S]*?)```/g)]
    for (const name of FILES) {
      const found = blocks.find(([, , of]) => of === name)?.[1]
      if (found === undefined) throw new Error(`docs/mesh.md has no ${name}`)
      await writeFile(join(folder, name), found)
    }
    server = await startPostgres()
    database = await server.database()
    execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', join(folder, 'shop.sql')])
    const port = await freePort()
    tracking = spawn(process.execPath, [join(folder, 'tracking.mjs')], {
      env: { ...process.env, TRACKING_PORT: String(port) },
      stdio: 'ignore',
    })
    url = `http://127.0.0.1:${port}`
    await vi.waitFor(() => fetch(url), SOON)
  }, 120_000)
  beforeEach(() => {
    vi.stubEnv('SHOP_DB', database.replace('//shop@', '//support@'))
    vi.stubEnv('SHOP_DB_PASSWORD', 'only-reads')
    vi.stubEnv('TRACKING_URL', `${url}/v1`)
    vi.stubEnv('TRACKING_KEY', 'k-1')
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  afterAll(async () => {
    tracking.kill()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('mesh check says that each source answers, and where each field comes from', async () => {
    const cli = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'src/cli/main.ts')]
    const { stdout } = await run(process.execPath, [...cli, 'mesh', 'check'], { cwd: folder })
    for (const line of [
      /^customers +shop +ok +1 /m,
      /^ordersOf +shop +ok +1 /m,
      /^orders +shop +ok +1 /m,
      /^parcels +tracking +ok +1 /m,
      /^Order\.lines\.price +shop +\$\.price, major units, CNY +yes$/m,
      /^Parcel\.events\.text +tracking +\$\.desc +yes$/m,
    ])
      expect(stdout).toMatch(line)
    expect(stdout).not.toContain('missing')
    expect(stdout).not.toMatch(/林晓|SF139|only-reads/)
  }, 60_000)

  it('the card has them, the bot answers with them, and the user of the database may only read', async () => {
    const base = await startProduct()
    // What is read, not how fast: the machine may be busy.
    const mesh = { ...base.config.mesh, sources: join(folder, 'graphql'), cardDeadlineMs: 20_000 }
    await base.close()
    const { client, call } = await startProduct({ config: { mesh } })
    const { body } = await call('/graphql', {
      role: 'agent',
      body: {
        query:
          '{ customer(id: "u-17") { name tier points orders { id status eta total { amount } lines { name } parcel { carrier events { at text } } } } }',
      },
    })
    expect(body).toEqual({
      data: {
        customer: {
          name: '林晓',
          tier: '金卡会员',
          points: 880,
          orders: [
            {
              id: '20261120003345',
              status: 'shipped',
              eta: '2026-11-23T00:00:00+08:00',
              total: { amount: 42_800 },
              lines: [{ name: '蓝牙耳机' }, { name: '电热水壶' }],
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
    const customer = await client('customer', 'u-17')
    await customer.say('我的货到哪了呀')
    const answer = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(answer.text).toContain('到达杭州转运中心')
    expect((await call('/readyz')).body.parts.sources).toEqual({ state: 'ready', inForce: ['shop', 'tracking'] })
    const write = ['-d', database.replace('//shop@', '//support@'), '-c', 'DELETE FROM orders']
    await expect(run('psql', write)).rejects.toThrow(/permission denied/)
  }, 60_000)
})
