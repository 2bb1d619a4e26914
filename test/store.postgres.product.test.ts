import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { faultOf, inspectServer, type ServerSettings } from '../src/adapters/postgres/open.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { newCid } from './contract/store-words.ts'
import { stubModels } from './helpers/models.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { runToEnd } from './helpers/process.ts'
import { startProduct } from './helpers/product.ts'
import { inDatabase, startQuickly } from './postgres-under-test.ts'

const SOUND: ServerSettings = {
  version: '15.4',
  versionNumber: 150_004,
  encoding: 'UTF8',
  synchronousCommit: 'on',
  fsync: 'on',
  fullPageWrites: 'on',
  readOnly: 'off',
}

describe('a server that must not hold the log', () => {
  it('is refused for its age, its settings or its role, with what to do', () => {
    expect(faultOf(SOUND)).toBeUndefined()
    expect(faultOf({ ...SOUND, version: '14.9', versionNumber: 140_009 })).toMatch(/14\.9: use 15 or newer/)
    expect(faultOf({ ...SOUND, encoding: 'LATIN1' })).toMatch(/ENCODING 'UTF8'/)
    expect(faultOf({ ...SOUND, readOnly: 'on' })).toMatch(/primary/)
    expect(faultOf({ ...SOUND, synchronousCommit: 'remote_apply' })).toBeUndefined()
    for (const synchronousCommit of ['off', 'local', 'remote_write'])
      expect(faultOf({ ...SOUND, synchronousCommit })).toMatch(/SET synchronous_commit = on/)
    expect(faultOf({ ...SOUND, fsync: 'off' })).toMatch(/fsync is off/)
    expect(faultOf({ ...SOUND, fullPageWrites: 'off' })).toMatch(/set both to on/)
  })
})

describe.skipIf(!hasPostgres)('the product on PostgreSQL', () => {
  let server: PostgresServer
  let url: string
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tabdesk-hba-'))
    chmodSync(folder, 0o755)
    const rules = join(folder, 'pg_hba.conf')
    writeFileSync(rules, 'host all shop 127.0.0.1/32 trust\n')
    appendFileSync(rules, 'host all all 127.0.0.1/32 scram-sha-256\n')
    server = await startQuickly({ hba_file: rules })
    url = await server.database()
  })
  afterAll(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('[W1] acks are shared, and what was said is there after a restart on another DATA_DIR', async () => {
    const databaseUrl = await server.database()
    const first = await startProduct({ config: { databaseUrl } })
    const customer = await first.client('customer', 'c1')
    const ack = await customer.say('你好，我的包裹到哪了？')
    expect(ack).toMatchObject({ type: 'ack', seq: 1, durability: 'shared' })
    const { body } = await first.call('/readyz')
    expect(body.parts.store).toMatchObject({ state: 'ready', driver: 'postgresql', version: expect.any(String) })
    await vi.waitUntil(async () => (await first.product.store.owed(1)).length === 0, { timeout: 30_000 })
    await first.close()
    const second = await startProduct({ config: { databaseUrl } })
    const { body: page } = await second.call(`/v1/conversations/${ack.conversation}/events?after=0`, { role: 'agent' })
    expect(page.events[0]).toMatchObject({ seq: 1, text: '你好，我的包裹到哪了？' })
    expect(page.events.some(({ from }: { from: { role: string } }) => from.role === 'bot')).toBe(true)
  })

  it('[W1] [W3] the server goes under an open socket: sends are refused to come again, and the same socket goes on once it is back', async () => {
    const { client, call } = await startProduct({ config: { databaseUrl: url } })
    const customer = await client('customer', 'c1')
    const first = await customer.say('在吗？')
    await server.kill()
    const cid = newCid()
    const refused = await customer.say('还在等', { cid })
    expect(refused).toMatchObject({ type: 'nack', cid, code: 'storage', retryable: true })
    expect(refused.retryAfterMs).toBeGreaterThan(0)
    const away = await call('/readyz')
    expect(away).toMatchObject({ status: 503, body: { ready: false, parts: { store: { state: 'down' } } } })
    expect(Date.parse(away.body.parts.store.since)).not.toBeNaN()
    expect(away.body.parts.store.reason).toContain('127.0.0.1')
    await server.start()
    await vi.waitUntil(async () => (await call('/readyz')).status === 200, { timeout: 60_000, interval: 100 })
    customer.frames.length = 0
    const ack = await customer.say('还在等', { cid })
    expect(ack).toMatchObject({ type: 'ack', cid, conversation: first.conversation, durability: 'shared' })
    expect(ack).not.toHaveProperty('dup')
  })

  it('[W8] [ST9] a turn that the outage cut off is answered once the server is back, once', async () => {
    const models = stubModels()
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const said: string[] = []
    const { client, product } = await startProduct({
      config: { databaseUrl: url },
      overrides: {
        log: pino({ level: 'error' }, { write: (line: string) => void said.push(line) }),
        models: {
          ...models,
          understand: async (...args) => {
            await gate
            return models.understand(...args)
          },
        },
      },
    })
    const customer = await client('customer', 'owed')
    const { conversation, seq } = await customer.say('我要退货，怎么退？')
    await server.kill()
    go()
    await vi.waitUntil(() => said.some((line) => line.includes('turn stays owed')), { timeout: 30_000 })
    await server.start()
    await vi.waitUntil(() => customer.frames.some(({ type, from }) => type === 'event' && from?.role === 'bot'), {
      timeout: 60_000,
    })
    await vi.waitUntil(async () => (await product.store.owed(10)).every((turn) => turn.conversation !== conversation))
    const log = await product.store.events('default', conversation, { after: seq, limit: 10 })
    expect(log?.events.map(({ from }) => from.role)).toEqual(['bot'])
  })

  describe('a start that cannot work ends with 2, naming the setting, the value without its password, and the fix', () => {
    const address = (change: (at: URL) => void): string => {
      const at = new URL(url)
      change(at)
      return at.href
    }
    const reasonOf = async (at: string): Promise<string> => {
      const refused = await createPostgresStore({ url: at }).then(
        (store) => store.close(),
        (error: unknown) => error,
      )
      expect(refused).toMatchObject({ name: 'Refusal', code: 'bad_input', field: 'DATABASE_URL' })
      return (refused as Error).message
    }

    it('nothing there, and the exit code', async () => {
      const at = address((to) => {
        to.port = '1'
        to.password = 'geheim'
      })
      const dir = mkdtempSync(join(tmpdir(), 'tabdesk-exit-'))
      const { code, stderr } = await runToEnd(['serve'], { DATABASE_URL: at, DATA_DIR: dir, PORT: '0' })
      rmSync(dir, { recursive: true, force: true })
      expect(code).toBe(2)
      expect(stderr).toMatch(
        /DATABASE_URL is postgres:\/\/shop:\*\*\*@127\.0\.0\.1:1\/.*nothing answers there.*start PostgreSQL/,
      )
      expect(stderr).not.toContain('geheim')
    })

    it('no such host, no such database', async () => {
      expect(await reasonOf(address((to) => (to.hostname = 'no-such-host.invalid')))).toMatch(/no such host/)
      expect(await reasonOf(address((to) => (to.pathname = '/nowhere')))).toMatch(/no database nowhere: createdb/)
    })

    it('wrong password, none at all, not enough rights', async () => {
      await inDatabase(url, `CREATE ROLE guest LOGIN PASSWORD 'right'`)
      const asGuest = (password: string): string =>
        address((to) => {
          to.username = 'guest'
          to.password = password
        })
      const wrong = await reasonOf(asGuest('wrong-one'))
      expect(wrong).toMatch(/user guest or its password is wrong/)
      expect(wrong).not.toContain('wrong-one')
      expect(await reasonOf(asGuest(''))).toMatch(/user guest or its password is wrong/)
      const empty = new URL(await server.database())
      empty.username = 'guest'
      empty.password = 'right'
      expect(await reasonOf(empty.href)).toMatch(/not enough rights.*GRANT CREATE ON DATABASE/)
      await inDatabase(url, `GRANT CREATE ON DATABASE ${empty.pathname.slice(1)} TO guest`)
      await (await createPostgresStore({ url: empty.href })).close()
    })

    it('a look at the server changes nothing in it, and verbs of the embedded store say that they are', async () => {
      const at = await server.database()
      expect(await inspectServer(at)).toMatch(/^\d\d/)
      expect(await inDatabase(at, `SELECT to_regnamespace('tabdesk') AS ours`)).toEqual([{ ours: null }])
      const { code, stderr } = await runToEnd(['backup', '--out', join(folder, 'b.tar')], { DATABASE_URL: at })
      expect(code).toBe(2)
      expect(stderr).toMatch(/DATABASE_URL is set: backup works on the embedded store only.*pg_dump/)
    })

    it('a database that does not wait for the disk', async () => {
      const at = await server.database()
      await inDatabase(at, `ALTER DATABASE ${new URL(at).pathname.slice(1)} SET synchronous_commit = off`)
      expect(await reasonOf(at)).toMatch(/synchronous_commit is off/)
    })
  })
})
