import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { SqliteStore } from '../src/adapters/sqlite/store.ts'
import type { Role } from '../src/domain/message.ts'
import { newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

describe('http', () => {
  it('gives an anonymous customer a token of their own, and the demo customer in demo mode only', async () => {
    const { call, url } = await startProduct()
    const { status, body } = await call('/v1/visitors', { body: {} })
    expect(status).toBe(201)
    const claims = JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ role: 'customer', tenant: 'default', sub: expect.stringMatching(/^visitor-/) })
    const demo = await call('/v1/visitors', { body: { demo: true } })
    expect(JSON.parse(Buffer.from(demo.body.token.split('.')[1], 'base64url').toString()).sub).toBe('demo')
    expect((await fetch(`${url}/v1/visitors`, { method: 'POST' })).status).toBe(201)

    const production = await startProduct({ config: { demo: false } })
    expect((await production.call('/v1/visitors', { body: { demo: true } })).body).toMatchObject({
      code: 'forbidden',
      field: 'demo',
    })
    expect((await production.call('/v1/demo/tokens', { body: { role: 'admin' } })).status).toBe(404)
    expect((await production.call('/demo')).status).toBe(404)
  })

  it('makes visitors of the tenant that the page names, which only it sees, and none of an unknown one', async () => {
    const { call, product, url } = await startProduct()
    const visitor = (tenant: string) => call('/v1/visitors', { body: { tenant } })
    expect(await visitor('acme')).toMatchObject({ status: 400, body: { code: 'bad_input', field: 'tenant' } })
    expect(await product.store.tenants()).toEqual([])

    const value = [{ id: 'vip', name: { zh: '老客户', en: 'Regular' }, colour: 'accent' }]
    const tags = { role: 'admin', tenant: 'acme', method: 'PUT', body: { version: 0, value } } as const
    expect((await call('/v1/settings/tags', tags)).status).toBe(200)
    const { token } = (await visitor('acme')).body
    const sent = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cid: newCid(), kind: 'text', text: '你们几点下班' }),
    })
    expect(sent.status).toBe(202)
    const inbox = async (tenant: string) =>
      (await call('/v1/conversations', { role: 'agent', tenant })).body.conversations.length
    expect([await inbox('acme'), await inbox('default')]).toEqual([1, 0])
    expect((await visitor('Acme')).status).toBe(400)
    expect((await visitor('default')).status).toBe(201)
  })

  it('takes messages with 202 once durable, for customers and for services that say for whom', async () => {
    const { call } = await startProduct()
    const message = { cid: newCid(), kind: 'text', text: '我的货到哪了呀' }
    const sent = await call('/v1/messages', {
      role: 'service',
      body: { ...message, customer: { id: 'demo', name: '林晓' } },
    })
    expect(sent).toMatchObject({ status: 202, body: { cid: message.cid, seq: 1 } })
    const { body } = await call(`/v1/conversations/${sent.body.conversation}/events?after=0&limit=1`, {
      role: 'customer',
      sub: 'demo',
    })
    expect(body.events).toMatchObject([
      { seq: 1, cid: message.cid, text: message.text, from: { role: 'customer', id: 'demo' } },
    ])
    expect((await call('/v1/messages', { role: 'service', body: { ...message, cid: newCid() } })).body).toMatchObject({
      status: 400,
      code: 'bad_input',
      field: 'customer',
    })
    expect((await call('/v1/messages', { role: 'agent', body: message })).status).toBe(403)
    expect((await call('/v1/messages', { body: message })).status).toBe(401)
  })

  it.each([
    [{}, 'text'],
    [{ text: '在吗' }, 'cid'],
    [{ cid: 'x', text: 'y' }, 'cid'],
    [{ cid: newCid(), text: '' }, 'text'],
    [{ cid: newCid(), kind: 'image' }, 'text'],
    [{ cid: newCid(), text: ['a'] }, 'text'],
    [{ cid: newCid(), text: 'x'.repeat(8001) }, 'text'],
  ])('says what is wrong with %j', async (body, field) => {
    const { call } = await startProduct()
    const refused = await call('/v1/messages', { role: 'customer', sub: 'c1', body })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(refused.body).toMatchObject({ code: 'bad_input', field })
  })

  it('refuses what is no JSON, too large, or unknown, in the same form', async () => {
    const { url, token } = await startProduct()
    const post = async (body: string, type = 'application/json') => {
      const response = await fetch(`${url}/v1/messages`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, authorization: `Bearer ${await token('customer', 'c1')}` },
      })
      return [response.status, ((await response.json()) as { code: string }).code]
    }
    expect(await post('{')).toEqual([400, 'bad_input'])
    expect(await post('x'.repeat(300_000))).toEqual([413, 'too_large'])
    expect(await post('<a/>', 'text/xml')).toEqual([415, 'unsupported_type'])
    expect(await post('{}', 'text/plain')).toEqual([415, 'unsupported_type'])
    expect((await fetch(`${url}/v1/nothing`)).status).toBe(404)
    for (const [path, status] of [
      ['/v1/conversations/%E0%A4%A/events', 400],
      [`/v1/conversations/${'x'.repeat(300)}/events`, 404],
    ] as const) {
      const response = await fetch(`${url}${path}`)
      expect([response.status, response.headers.get('content-type')]).toEqual([
        status,
        expect.stringContaining('application/problem+json'),
      ])
    }
  })

  it('takes notes from agents only, and attachments that are links', async () => {
    const { call } = await startProduct()
    const customer = { id: 'c1', name: 'c1' }
    const note = { cid: newCid(), kind: 'note', text: 'psst', customer }
    expect((await call('/v1/messages', { role: 'service', body: note })).status).toBe(403)
    const image = (url: string) => ({
      cid: newCid(),
      kind: 'image',
      attachment: { name: 'a.png', mime: 'image/png', size: 9, url },
    })
    const sent = async (url: string) =>
      (await call('/v1/messages', { role: 'customer', sub: 'c1', body: image(url) })).status
    for (const url of ['javascript:alert(1)', 'data:text/html,x', '//elsewhere.example/a.png', 'a.png'])
      expect(await sent(url), url).toBe(400)
    expect(await sent('/files/a.png')).toBe(202)
    expect(await sent('https://shop.example/a.png')).toBe(202)
  })

  it('gives demo tokens on this machine only, not through a proxy nor to a page whose name points here', async () => {
    const { url } = await startProduct()
    const ask = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(
          `${url}/v1/demo/tokens`,
          { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
          (response) => {
            response.resume()
            resolve(response.statusCode)
          },
        )
          .on('error', reject)
          .end('{"role":"admin"}')
      })
    expect(await ask({})).toBe(201)
    expect(await ask({ 'x-forwarded-for': '203.0.113.9' })).toBe(403)
    expect(await ask({ forwarded: 'for=203.0.113.9' })).toBe(403)
    expect(await ask({ host: 'evil.example' })).toBe(403)
  })

  it('[SU1] every conversation route hides what is not theirs', async () => {
    const { call, client } = await startProduct()
    const { conversation } = await (await client('customer', 'c1')).say('私事')
    const path = `/v1/conversations/${conversation}/events`
    const seen = async (role: Role, sub: string, tenant?: string) =>
      (await call(path, { role, sub, ...(tenant === undefined ? {} : { tenant }) })).status
    expect(await seen('customer', 'c1')).toBe(200)
    expect(await seen('agent', 'ann')).toBe(200)
    expect(await seen('customer', 'c2')).toBe(404)
    expect(await seen('agent', 'ann', 'other')).toBe(404)
    expect(await seen('knowledge', 'kim')).toBe(403)
    expect((await call('/v1/conversations', { role: 'agent', tenant: 'other' })).body.conversations).toEqual([])
    expect((await call('/v1/conversations', { role: 'customer', sub: 'c1' })).status).toBe(403)
  })

  it('lists the inbox by state, and names a state that does not exist', async () => {
    const { call, client } = await startProduct()
    const customer = await client('customer', 'c1')
    await customer.say('转人工')
    await customer.next((frame) => frame.type === 'status' && frame.state === 'queued')
    const { body } = await call('/v1/conversations?state=queued', { role: 'agent' })
    expect(body.conversations).toMatchObject([
      { customer: 'c1', state: 'queued', position: 1, lastText: expect.stringContaining('人工') },
    ])
    expect((await call('/v1/conversations?state=bot', { role: 'agent' })).body.conversations).toEqual([])
    expect((await call('/v1/conversations?state=lost', { role: 'agent' })).body).toMatchObject({
      code: 'bad_input',
      field: 'state',
    })
  })

  it('understands without a side effect', async () => {
    const { call, client } = await startProduct()
    const { conversation } = await (await client('customer', 'demo')).say('你好')
    const before = (await call(`/v1/conversations/${conversation}/events`, { role: 'agent' })).body.head
    const { status, body } = await call('/v1/understand', {
      role: 'agent',
      body: { text: '我的货到哪了呀', conversation },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      understanding: { language: 'zh', verdict: { intent: 'track_parcel' } },
      decision: { kind: 'answer', reason: 'confident' },
    })
    expect(
      (await call('/v1/understand', { role: 'agent', body: { text: '我的货到哪了呀' } })).body.decision,
    ).toMatchObject({ kind: 'suggest', reason: 'slots_missing' })
    expect((await call('/v1/understand', { role: 'customer', sub: 'demo', body: { text: 'x' } })).status).toBe(403)
    expect(
      (await call(`/v1/conversations/${conversation}/events`, { role: 'agent' })).body.head,
    ).toBeGreaterThanOrEqual(before)
  })

  it('[SU2] [SU3] is unready while the store is full, says which part, and comes back by itself', async () => {
    const { call, product } = await startProduct()
    expect((await call('/readyz')).status).toBe(200)
    await (product.store as SqliteStore).limitPages(1)
    const refused = await call('/v1/messages', {
      role: 'customer',
      sub: 'c1',
      body: { cid: newCid(), text: '满'.repeat(8000) },
    })
    expect(refused).toMatchObject({ status: 503, body: { code: 'storage.full' } })
    expect(refused.headers.get('retry-after')).not.toBeNull()
    const full = await call('/readyz')
    expect(full).toMatchObject({ status: 503, body: { ready: false, parts: { store: { state: 'down' } } } })
    expect(full.body.parts.store.reason.length).toBeGreaterThan(5)
    await (product.store as SqliteStore).limitPages(1_000_000)
    expect((await call('/readyz')).status).toBe(200)
  })

  it('describes itself: OpenAPI, the wire, metrics, pages under a policy', async () => {
    const { call, url } = await startProduct()
    const { body } = await call('/v1/openapi.json')
    for (const path of ['/v1/messages', '/v1/conversations/{id}/events', '/v1/understand', '/v1/visitors'])
      expect(body.paths).toHaveProperty([path])
    expect(Object.keys((await call('/v1/protocol.json')).body.client)).toEqual(
      expect.arrayContaining(['hello', 'send', 'claim', 'outcome', 'complete']),
    )
    expect((await call('/metrics')).body).toContain('tabdesk_build_info')
    for (const [path, ancestors] of [
      ['/', "frame-ancestors 'self'"],
      ['/widget', 'frame-ancestors *'],
    ] as const) {
      const policy = (await fetch(`${url}${path}`)).headers.get('content-security-policy')
      expect(policy).toContain(ancestors)
      expect(policy).toContain("default-src 'self'")
    }
  })

  it('limits calls per address where loopback is not spared', async () => {
    const base = await startProduct()
    const { call } = await startProduct({
      config: { limits: { ...base.config.limits, spareLoopback: false, visitorsPerMinute: 3 } },
    })
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('/v1/visitors', { body: {} })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429])
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).not.toBeNull()
  })
})
