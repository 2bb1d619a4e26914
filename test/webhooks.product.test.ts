import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTokens } from '../src/gateway/auth.ts'
import { type Endpoint, type Heard, startEndpoint } from './helpers/endpoint.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type ProductProcess, spawnProduct } from './helpers/process.ts'
import { type Running, SECRET, type StartOptions, startProduct } from './helpers/product.ts'
import { startQuickly } from './postgres-under-test.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }
const admin = { role: 'admin', sub: 'boss' } as const
const ALLOWED: StartOptions = { config: { webhooks: { allowPrivate: true } } }

const said = ({ heard }: Endpoint): Heard[] => heard.filter(({ body }) => body.kind === 'message.created')
/** One message of a customer, by key. */
const post = async (
  url: string,
  token: string,
  key: string,
  body: object,
): Promise<{ status: number; body: { code?: string; seq?: number; cid?: string } }> => {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as { code?: string } }
}
const changed = (product: Running, id: string, body: object) =>
  product.call(`/v1/webhooks/${id}`, { ...admin, method: 'PATCH', body })

describe('webhooks of a running product', () => {
  it('are told at once what a customer writes and what becomes of it, and can be seen, paused, rotated, replayed and removed', async () => {
    const product = await startProduct(ALLOWED)
    const { call } = product
    const endpoint = await startEndpoint()
    const made = await call('/v1/webhooks', {
      ...admin,
      body: { url: endpoint.url, kinds: ['message.created', 'conversation.assigned'] },
    })
    expect(made).toMatchObject({
      status: 201,
      body: { state: 'active', content: true, secret: expect.stringMatching(/^whsec_.{43}$/) },
    })
    const { id } = made.body
    const customer = await product.client('customer', 'lin')
    const { conversation } = await customer.say('转人工')
    await expect.poll(() => said(endpoint).length, PATIENCE).toBeGreaterThan(0)
    const agent = await product.client('agent', 'ann')
    agent.send({ type: 'claim', conversation })
    await expect
      .poll(() => endpoint.heard.at(-1)?.body, PATIENCE)
      .toMatchObject({
        kind: 'conversation.assigned',
        move: { state: 'assigned', assignee: { id: 'ann' } },
      })
    const listed = await call('/v1/webhooks', admin)
    expect(JSON.stringify(listed.body)).not.toContain('whsec_')
    expect((await call('/readyz')).body.parts.webhooks).toMatchObject({ state: 'ready', endpoints: 1, leads: true })

    expect((await changed(product, id, { state: 'paused' })).body).toMatchObject({
      state: 'paused',
      reason: 'paused by hand',
    })
    await expect
      .poll(async () => (await call('/readyz')).body.parts.webhooks, PATIENCE)
      .toMatchObject({
        state: 'degraded',
        paused: 1,
        reason: expect.stringContaining(id),
      })
    const before = endpoint.heard.length
    await customer.say('在吗')
    expect((await call(`/v1/webhooks/${id}/deliveries?state=waiting`, admin)).body.deliveries).toMatchObject([
      { kind: 'message.created', state: 'waiting' },
    ])
    const rotated = await changed(product, id, { state: 'active', rotate: true })
    expect(rotated.body.secret).not.toBe(made.body.secret)
    await expect.poll(() => endpoint.heard.length, PATIENCE).toBe(before + 1)
    expect(endpoint.heard.at(-1)?.headers['tabdesk-signature']?.split('v1=')).toHaveLength(3)

    await expect
      .poll(
        async () => (await call(`/v1/webhooks/${id}/deliveries?state=delivered`, admin)).body.deliveries.length,
        PATIENCE,
      )
      .toBe(before + 1)
    const { deliveries } = (await call(`/v1/webhooks/${id}/deliveries`, admin)).body
    expect((await call(`/v1/webhooks/${id}/replay`, { ...admin, body: { ids: [deliveries[0].id] } })).body).toEqual({
      replayed: 1,
    })
    await expect.poll(() => endpoint.heard.length, PATIENCE).toBe(before + 2)
    expect(endpoint.heard.at(-1)?.body.id).toBe(endpoint.heard.at(-2)?.body.id)
    const span = { from: deliveries.at(-1).at, to: '2099-01-01T00:00:00Z' }
    expect((await call(`/v1/webhooks/${id}/replay`, { ...admin, body: { ...span, state: 'dead' } })).body).toEqual({
      replayed: 0,
    })
    expect(
      (await fetch(`${product.url}/metrics`).then((response) => response.text())).match(
        /^tabdesk_webhook_calls_total\{outcome="delivered"\} \d+/m,
      ),
    ).not.toBeNull()

    expect((await call(`/v1/webhooks/${id}`, { ...admin, method: 'DELETE' })).body).toEqual({ removed: true })
    expect((await call(`/v1/webhooks/${id}/deliveries`, admin)).status).toBe(404)
    await expect.poll(async () => (await call('/readyz')).body.parts.webhooks, PATIENCE).toBeUndefined()
  })

  it('are for administrators, and for those of the same tenant', async () => {
    const { call } = await startProduct(ALLOWED)
    const body = { url: 'https://shop.example/hooks', kinds: ['message.created'] }
    for (const role of ['supervisor', 'agent', 'customer', 'service', 'engineer'] as const)
      expect((await call('/v1/webhooks', { role, body })).status, role).toBe(403)
    const { id } = (await call('/v1/webhooks', { ...admin, body })).body
    const stranger = { ...admin, tenant: 'other' }
    expect((await call('/v1/webhooks', stranger)).body.webhooks).toEqual([])
    expect((await call(`/v1/webhooks/${id}`, { ...stranger, method: 'DELETE' })).status).toBe(404)
    expect((await call(`/v1/webhooks/${id}`, { ...stranger, method: 'PATCH', body: { rotate: true } })).status).toBe(
      404,
    )
    expect((await call(`/v1/webhooks/${id}/replay`, { ...stranger, body: { ids: [1] } })).status).toBe(404)
    expect((await call('/v1/webhooks', admin)).body.webhooks).toHaveLength(1)
  })

  it('refuse URLs that lead into the house or let others read along', async () => {
    const { call } = await startProduct()
    for (const [url, why] of [
      ['https://127.0.0.1/hooks', /house/],
      ['https://[::1]/hooks', /house/],
      ['https://[::ffff:10.0.0.1]/hooks', /house/],
      ['https://localhost/hooks', /house/],
      ['https://169.254.169.254/latest/meta-data', /no service/],
      ['http://shop.example/hooks', /https/],
      ['https://ann:secret@shop.example/hooks', /signature/],
      ['file:///etc/passwd', /https/],
      ['shop.example', /https/],
    ] as const) {
      const { status, body } = await call('/v1/webhooks', { ...admin, body: { url, kinds: ['message.created'] } })
      expect([status, body.code, body.field], url).toEqual([400, 'bad_input', 'url'])
      expect(body.detail, url).toMatch(why)
    }
  })

  it('call no name that leads into the house, whatever it led to when it was written down', async () => {
    const product = await startProduct()
    const endpoint = await startEndpoint()
    const { store } = product.product
    // As after its owner has pointed it here.
    await store.saveWebhook({
      id: 'rebound',
      tenant: 'default',
      url: endpoint.url.replace('127.0.0.1', 'localhost'),
      kinds: ['message.created'],
      content: true,
      state: 'active',
      secrets: [{ secret: 'x' }],
      createdAt: new Date().toISOString(),
    })
    await (await product.client('customer', 'lin')).say('你好')
    await expect
      .poll(async () => (await store.deliveries('default', 'rebound', { limit: 9 })).at(-1), PATIENCE)
      .toMatchObject({ state: 'waiting', attempts: 1, fault: expect.stringMatching(/this machine or house/) })
    expect(endpoint.heard).toEqual([])
  })

  it('and callers with keys: nothing is skipped, doubled in the log or out of order over kill -9', {
    timeout: 300_000,
  }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-hooks-'))
    const config = join(dataDir, 'config.yaml')
    await writeFile(config, 'webhooks: { allowPrivate: true }\nlimits: { agentPerSecond: 1000, agentBurst: 5000 }\n')
    const env = { PORT: '0', DATA_DIR: dataDir, JWT_SECRET: SECRET, CONFIG: config }
    let product: ProductProcess = await spawnProduct(env)
    onTestFinished(async () => {
      await product.kill().catch(() => undefined)
      await rm(dataDir, { recursive: true, force: true })
    })
    const endpoint = await startEndpoint()
    let calls = 0
    endpoint.answer(() => (++calls % 19 === 0 ? 'drops' : 200))
    const tokens = createTokens(SECRET)
    const sign = (role: 'admin' | 'service') => tokens.sign({ role, sub: role, tenant: 'default', name: role }, 3600)
    const [boss, crm] = [await sign('admin'), await sign('service')]
    const made = await fetch(`${product.url}/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${boss}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: endpoint.url, kinds: ['message.created'] }),
    })
    expect(made.status).toBe(201)
    const people = 6
    const each = 12
    const acked = new Set<string>()
    const sendAll = people * each
    const writer = async (person: number): Promise<void> => {
      for (let n = 0; n < each; n++) {
        // As long as nobody says that it is there, with the same key.
        for (let done = false; !done; ) {
          const body = { text: `第${n}条`, customer: { id: `c${person}`, name: `客户${person}` } }
          const answer = await post(product.url, crm, `k-${person}-${n}`, body).catch(() => undefined)
          done = answer?.status === 202
          if (done) acked.add(`${person}/${n}/${answer?.body.seq}`)
          else await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
    }
    const writing = Promise.all(Array.from({ length: people }, (_, person) => writer(person)))
    for (const share of [0.4]) {
      await expect.poll(() => acked.size, PATIENCE).toBeGreaterThan(sendAll * share)
      await product.kill()
      product = await spawnProduct(env)
    }
    await writing
    expect(acked.size).toBe(sendAll)
    const texts = (person: number) =>
      said(endpoint).filter(
        ({ answered, body }) =>
          answered === 200 && body.customer.id === `c${person}` && body.message.from.role === 'customer',
      )
    const wanted = Array.from({ length: each }, (_, n) => `第${n}条`)
    for (let person = 0; person < people; person++) {
      await expect.poll(() => new Set(texts(person).map(({ body }) => body.id)).size, PATIENCE).toBe(each)
      const firsts = new Map<string, { text: string }>(
        texts(person)
          .map(({ body }) => [body.id, body.message] as [string, { text: string }])
          .toReversed(),
      )
      expect([...firsts.values()].toReversed().map(({ text }) => text)).toEqual(wanted)
    }
    expect(await product.stop()).toBe(0)
  })
})

describe.skipIf(!hasPostgres)('webhooks of two processes', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  it('[WH7] one of them tells, once, and the other goes on where it stopped', async () => {
    const databaseUrl = await server.database()
    const start = () => startProduct({ config: { ...ALLOWED.config, databaseUrl } })
    const [a, b] = [await start(), await start()]
    const endpoint = await startEndpoint()
    await a.call('/v1/webhooks', { ...admin, body: { url: endpoint.url, kinds: ['message.created'] } })
    const leads = async (one: Running): Promise<boolean> => (await one.call('/readyz')).body.parts.webhooks?.leads
    await expect.poll(async () => [await leads(a), await leads(b)].sort(), PATIENCE).toEqual([false, true])
    const [leader, other] = (await leads(a)) ? [a, b] : [b, a]
    const customer = await other.client('customer', 'lin')
    for (const text of ['在吗', '我的货呢', 'hello?']) await customer.say(text)
    const own = (): string[] =>
      said(endpoint)
        .filter(({ body }) => body.message.from.role === 'customer')
        .map(({ body }) => body.message.text)
    await expect.poll(own, PATIENCE).toEqual(['在吗', '我的货呢', 'hello?'])
    await leader.close()
    await customer.say('还在吗')
    await expect.poll(own, PATIENCE).toEqual(['在吗', '我的货呢', 'hello?', '还在吗'])
  })
})

describe('Idempotency-Key', () => {
  const body = { text: '我的货到哪了呀', customer: { id: 'lin', name: '林晓' } }

  it('[W3] the same call is carried out once and answered the same, also after a restart', async () => {
    let product = await startProduct()
    const crm = await product.token('service', 'crm')
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(product.url, crm, 'order-7/asked', body)))
    product = await product.restart()
    answers.push(await post(product.url, crm, 'order-7/asked', body))
    for (const answer of answers) expect(answer).toEqual({ status: 202, body: answers[0]?.body })
    expect(answers[0]?.body.cid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect((await post(product.url, crm, 'order-7/asked again', body)).body.code).toBe('bad_input')
    const other = await post(product.url, crm, 'order-7/asked-again', body)
    expect(other.body.cid).not.toBe(answers[0]?.body.cid)
  })

  it('with another text, customer or kind it is refused, also after a restart, and nothing is sent', async () => {
    const attachment = { name: 'a.png', mime: 'image/png', size: 1, url: 'https://shop.example/a.png' }
    const others = [
      { ...body, text: '我要退货' },
      { ...body, customer: { id: 'wu', name: '吴' } },
      { ...body, kind: 'image', attachment },
    ]
    let product = await startProduct()
    const crm = await product.token('service', 'crm')
    expect((await post(product.url, crm, 'k', body)).status).toBe(202)
    const refused = { status: 422, body: { code: 'unprocessable' } }
    for (const other of others) expect(await post(product.url, crm, 'k', other)).toMatchObject(refused)
    product = await product.restart()
    for (const other of others) expect(await post(product.url, crm, 'k', other)).toMatchObject(refused)
    expect(await product.product.store.openOf('default', 'wu')).toBeUndefined()
    // Somebody else's key is their own.
    const erp = await product.token('service', 'erp')
    expect((await post(product.url, erp, 'k', others[1] ?? {})).status).toBe(202)
  })

  it('[W3] after its days a key may come with another text, which is then sent', async () => {
    const now = Date.now
    let ahead = 0
    vi.spyOn(Date, 'now').mockImplementation(() => now() + ahead)
    onTestFinished(() => void vi.restoreAllMocks())
    const product = await startProduct()
    const crm = await product.token('service', 'crm')
    const first = await post(product.url, crm, 'weekly', body)
    ahead = 8 * 24 * 3_600_000
    const other = await post(product.url, crm, 'weekly', { ...body, text: '我要退货' })
    expect(other.status).toBe(202)
    expect(other.body.seq).toBeGreaterThan(first.body.seq ?? 0)
    const open = await product.product.store.openOf('default', 'lin')
    const page = await product.product.store.events('default', open?.id ?? '', {
      after: (other.body.seq ?? 0) - 1,
      limit: 1,
    })
    expect(page?.events[0]).toMatchObject({ seq: other.body.seq, text: '我要退货' })
  })

  it('keeps a cid that came along, and without either says so', async () => {
    const product = await startProduct()
    const crm = await product.token('service', 'crm')
    const cid = '01a20156-5a40-7605-ba4a-000000000001'
    expect((await post(product.url, crm, 'k', { ...body, cid })).body.cid).toBe(cid)
    expect((await product.call('/v1/messages', { role: 'service', body })).body).toMatchObject({
      status: 400,
      field: 'cid',
    })
  })
})
