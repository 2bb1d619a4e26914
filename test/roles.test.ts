import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import WebSocket from 'ws'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { loadConfig } from '../src/config.ts'
import { memberName, type ProcessRole, rolesOf } from '../src/domain/process-role.ts'
import { createTokens } from '../src/gateway/auth.ts'
import { type Client, connect, type Frame } from './helpers/client.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type ProductProcess, spawnProduct } from './helpers/process.ts'
import { type Running, SECRET, startProduct } from './helpers/product.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'
import { startQuickly } from './postgres-under-test.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }
const BOTH = { DATABASE_URL: 'postgres://shop@127.0.0.1:5432/shop', REDIS_URL: 'redis://127.0.0.1:6379' }

describe('what a process does', () => {
  it('is everything, or what ROLES says', () => {
    expect(loadConfig({}).roles).toEqual(['gateway', 'worker', 'model'])
    expect(loadConfig({ ...BOTH, ROLES: 'model, gateway' }).roles).toEqual(['gateway', 'model'])
    expect(loadConfig({ ROLES: 'worker,gateway,model' }).roles).toHaveLength(3)
  })
  it.each([
    [{ ...BOTH, ROLES: 'gateway,queen' }, /ROLES is "gateway,queen": write any of gateway, worker, model/],
    [{ ROLES: 'gateway' }, /ROLES is "gateway".*set DATABASE_URL and REDIS_URL, or leave ROLES out/],
    [{ DATABASE_URL: BOTH.DATABASE_URL, ROLES: 'worker,model' }, /set REDIS_URL, or leave ROLES out/],
    [{ REDIS_URL: BOTH.REDIS_URL, ROLES: 'worker' }, /set DATABASE_URL, or leave ROLES out/],
  ])('%o is refused with setting, value and fix', (env, words) => {
    expect(() => loadConfig(env)).toThrow(words)
  })
  it('stands in its name; a name that does not say it does everything', () => {
    expect(rolesOf(memberName(['worker', 'model'], 'x'))).toEqual(['worker', 'model'])
    for (const name of ['0198-uuid', 'queen/1', '/1']) expect(rolesOf(name)).toHaveLength(3)
  })
})

describe.skipIf(!hasPostgres || !hasRedis)('processes with roles', () => {
  let server: PostgresServer
  let redis: RedisServer
  beforeAll(async () => {
    server = await startQuickly({ max_connections: '120' })
    redis = await startRedis()
  })
  afterAll(async () => {
    await server?.close()
    await redis?.close()
  })

  const partsOf = async (url: string) => {
    const response = await fetch(`${url}/readyz`)
    // biome-ignore lint/suspicious/noExplicitAny: a test fails where a field is not there
    return { status: response.status, ...((await response.json()) as { roles: string[]; parts: Record<string, any> }) }
  }
  const answered = (client: Client, after = 0) =>
    client.next(
      (frame: Frame) => frame.type === 'event' && frame.from?.role === 'bot' && frame.seq > after,
      'an answer of the bot',
    )

  describe('in one program', () => {
    const open = async (...roles: ProcessRole[][]): Promise<Running[]> => {
      const databaseUrl = await server.database()
      const running: Running[] = []
      for (const one of roles)
        running.push(await startProduct({ config: { databaseUrl, redisUrl: redis.url, roles: one } }))
      onTestFinished(async () => {
        await Promise.all(running.map((one) => one.close()))
      })
      for (const { url } of running)
        await vi.waitUntil(async () => (await partsOf(url)).parts['bus'].peers === roles.length - 1, PATIENCE)
      return running
    }

    it('a gateway takes the message, a worker answers it; each says what it is', async () => {
      const [gateway, worker] = (await open(['gateway'], ['worker', 'model'])) as [Running, Running]
      const customer = await gateway.client('customer', 'lin')
      await customer.say('你好')
      await answered(customer)
      expect(await partsOf(gateway.url)).toMatchObject({
        status: 200,
        roles: ['gateway'],
        parts: { bus: { via: 'redis' }, workers: { state: 'ready', workers: 1 } },
      })
      expect(await partsOf(worker.url)).toMatchObject({ status: 200, roles: ['worker', 'model'] })
    })

    it('a process that is no gateway answers operators and nobody else', async () => {
      const [worker] = (await open(['worker'])) as [Running]
      for (const path of ['/livez', '/readyz', '/metrics']) expect((await worker.call(path)).status).toBe(200)
      for (const path of ['/', '/demo', '/v1/about', '/v1/openapi.json', '/widget.js', '/v1/conversations'])
        expect((await worker.call(path, { role: 'admin' })).status, path).toBe(404)
      const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/v1/socket`, ['tabdesk.v1'])
      await new Promise((resolve) => socket.once('error', resolve))
      expect(socket.readyState).not.toBe(WebSocket.OPEN)
    })

    it('without a worker messages are kept, which is said; the next worker answers them in their order', async () => {
      const [gateway] = (await open(['gateway'])) as [Running]
      const customer = await gateway.client('customer', 'lin')
      await customer.say('你好')
      await customer.say('谢谢')
      const { status, parts } = await partsOf(gateway.url)
      expect([status, parts['workers']]).toEqual([
        200,
        expect.objectContaining({ state: 'degraded', reason: expect.stringContaining('--roles worker') }),
      ])
      // What was handed over is lost; the log still owes it.
      redis.ask('flushall')
      const { databaseUrl, redisUrl } = gateway.config
      const worker = await startProduct({ config: { databaseUrl, redisUrl, roles: ['worker'] } })
      onTestFinished(() => worker.close())
      await vi.waitUntil(
        () => customer.ofType('event').filter(({ from }) => from?.role === 'bot').length === 2,
        PATIENCE,
      )
      const records = await gateway.product.store.records('default', { limit: 10 })
      expect(records.map(({ seq }) => seq).toSorted((one, other) => one - other)).toEqual([1, 2])
    })
  })

  describe('in processes of their own', () => {
    const open = async () => {
      const databaseUrl = await server.database()
      const folder = await mkdtemp(join(tmpdir(), 'tabdesk-roles-'))
      const running: ProductProcess[] = []
      const start = async (name: string, ROLES: string): Promise<ProductProcess> => {
        const one = await spawnProduct({
          ...{ PORT: '0', JWT_SECRET: SECRET, DATABASE_URL: databaseUrl, REDIS_URL: redis.url, ROLES },
          DATA_DIR: join(folder, name),
        })
        running.push(one)
        return one
      }
      const store = await createPostgresStore({ url: databaseUrl })
      onTestFinished(async () => {
        await Promise.all(running.map((one) => one.kill().catch(() => undefined)))
        await store.close()
        await rm(folder, { recursive: true, force: true })
      })
      const customer = async (url: string) =>
        connect(
          url,
          await createTokens(SECRET).sign({ role: 'customer', sub: 'lin', tenant: 'default', name: 'lin' }, 600),
        )
      const nothingOwed = () => vi.waitUntil(async () => (await store.owed(1)).length === 0, PATIENCE)
      return { start, customer, store, nothingOwed }
    }

    it('[TQ2] [TL2] a worker is killed and another one goes on; texts are encoded elsewhere, and words decide where nobody does', {
      timeout: 300_000,
    }, async () => {
      const { start, customer, store, nothingOwed } = await open()
      const [gateway, first, model] = await Promise.all([
        start('gateway', 'gateway'),
        start('first', 'worker'),
        start('model', 'model'),
      ])
      for (const { url } of [gateway, first])
        await vi.waitUntil(async () => (await partsOf(url)).parts['encoder'].state === 'ready', PATIENCE)
      const lin = await customer(gateway.url)
      const { conversation } = await lin.say('怎么开发票？')
      await nothingOwed()
      const recordsOf = async () =>
        (await store.records('default', { conversation, limit: 100 })).toSorted((one, other) => one.seq - other.seq)
      expect((await recordsOf())[0]?.understanding.degraded).toEqual([])

      const second = await start('second', 'worker')
      for (let n = 0; n < 6; n++) void lin.say('什么时候发货啊')
      await first.kill()
      await vi.waitUntil(async () => (await recordsOf()).length === 7, PATIENCE)
      await nothingOwed()
      expect((await recordsOf()).map(({ seq }) => seq)).toEqual([...new Set((await recordsOf()).map(({ seq }) => seq))])

      await model.stop()
      await vi.waitUntil(async () => (await partsOf(second.url)).parts['encoder'].state === 'degraded', PATIENCE)
      expect((await partsOf(second.url)).parts['encoder'].reason).toContain('--roles model')
      await lin.say('收到的杯子是碎的，能换一个吗')
      await nothingOwed()
      expect((await recordsOf()).at(-1)?.understanding.degraded).toContain('encoder')
    })
  })
})
