import { createConnection } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect, newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

describe('the door', () => {
  const open = (url: string, options: object, protocols = ['tabdesk.v1']): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/socket`, protocols, options)
      socket.on('open', () => {
        socket.close()
        resolve(101)
      })
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => undefined)
    })

  it('[S01] never upgrades without a good token', async () => {
    const { url, token } = await startProduct()
    const good = await token('agent', 'ann')
    const [header, payload, signature] = good.split('.') as [string, string, string]
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const forged = `${header}.${Buffer.from(Buffer.from(payload, 'base64url').toString().replace('agent', 'admin')).toString('base64url')}.${signature}`
    const expired = await token('agent', 'ann', { ttl: -10 })
    for (const bad of ['', 'x', none, forged, expired])
      expect(await open(url, { headers: { authorization: `Bearer ${bad}` } }), bad).toBe(401)
    expect(await open(url, {})).toBe(401)
    expect(await open(`${url}`, { headers: { authorization: `Bearer ${good}` } })).toBe(101)
    expect(await open(url, {}, ['tabdesk.v1', `bearer.${good}`])).toBe(101)
  })

  it('[S02] lets no page of another origin in', async () => {
    const { url, token } = await startProduct()
    const headers = { authorization: `Bearer ${await token('agent', 'ann')}` }
    for (const origin of ['null', 'https://evil.example', `${url}.evil.example`, url.replace('http', 'ftp')])
      expect(await open(url, { headers: { ...headers, origin } }), origin).toBe(403)
    expect(await open(url, { headers: { ...headers, origin: url } })).toBe(101)
  })

  it.each(['//', '/x', '/v1/socket?', '/v1/socket'])(
    'outlives an upgrade of %s by somebody who is gone before the answer',
    async (path) => {
      const { url, call } = await startProduct()
      const { port } = new URL(url)
      const asks = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`
      const answered = await new Promise<string>((resolve) => {
        const polite = createConnection(Number(port), '127.0.0.1', () => polite.write(asks))
        polite.on('data', (data) => resolve(String(data)))
        polite.on('close', () => resolve('nothing'))
      })
      expect(answered).toMatch(/^HTTP\/1\.1 40[14]/)
      for (let index = 0; index < 20; index++)
        await new Promise<void>((resolve) => {
          const rude = createConnection(Number(port), '127.0.0.1', () =>
            rude.write(asks + 'x'.repeat(2_000), () => rude.resetAndDestroy()),
          )
          rude.on('error', () => undefined).on('close', () => resolve())
        })
      expect((await call('/livez')).status).toBe(200)
    },
  )

  it('keeps nothing of an upgrade that it refused', async () => {
    const { url } = await startProduct()
    const stays = createConnection({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
    const gone = new Promise<string>((resolve) => stays.on('error', (error) => resolve(error.message)))
    stays.write('GET /v1/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await new Promise((resolve) => stays.on('data', () => undefined).on('end', resolve))
    const talk = setInterval(() => stays.write('still here'), 20)
    expect(await gone).toMatch(/EPIPE|ECONNRESET/)
    clearInterval(talk)
  })

  it('closes 1009 above 64 KiB', async () => {
    const { client } = await startProduct()
    const customer = await client('customer', 'c1')
    customer.socket.send('x'.repeat(64 * 1024 + 1))
    expect((await customer.closed).code).toBe(1009)
  })

  it.each([
    ['{"type":"send"', 'bad_frame', undefined],
    ['[]', 'bad_frame', undefined],
    ['null', 'bad_frame', undefined],
    ['{"type":"teleport"}', 'unknown_type', 'type'],
    ['{"type":"__proto__"}', 'unknown_type', 'type'],
    ['{}', 'unknown_type', 'type'],
    ['{"type":"send","kind":"text","text":"没有 cid"}', 'bad_frame', 'cid'],
    ['{"type":"send","cid":"nope","text":"x"}', 'bad_frame', 'cid'],
    [`{"type":"send","cid":"${newCid()}","text":"   "}`, 'bad_frame', 'text'],
    [`{"type":"send","cid":"${newCid()}","text":{"$ne":1}}`, 'bad_frame', 'text'],
    ['{"type":"recall","conversation":"c","seq":9007199254740993,"opId":"o"}', 'bad_frame', 'seq'],
    ['{"type":"watch","conversation":"c"}', 'forbidden', 'type'],
  ])('nacks %s and lives', async (raw, code, field) => {
    const { client } = await startProduct()
    const customer = await client('customer', 'c1')
    customer.socket.send(raw)
    const nack = await customer.next((frame) => frame.type === 'nack')
    expect(nack).toMatchObject({ code, retryable: false, ...(field === undefined ? {} : { field }) })
    expect(nack.message.length).toBeGreaterThan(10)
    expect((await customer.say('还活着')).type).toBe('ack')
  })

  it("shows nobody's conversation to another customer or tenant", async () => {
    const { client, call, url, token } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation } = await customer.say('私事')
    const stranger = await client('customer', 'c2')
    for (const frame of [
      { type: 'send', cid: newCid(), conversation, kind: 'text', text: '偷看' },
      { type: 'read', conversation, seq: 1 },
      { type: 'typing', conversation, text: 'x' },
      { type: 'recall', conversation, seq: 1, opId: 'o' },
    ]) {
      stranger.frames.length = 0
      stranger.send(frame)
      expect(await stranger.next((got) => got.type === 'nack'), frame.type).toMatchObject({ code: 'not_found' })
    }
    expect((await call(`/v1/conversations/${conversation}/events`, { role: 'customer', sub: 'c2' })).status).toBe(404)
    expect((await call(`/v1/conversations/${conversation}/events`, { role: 'agent', tenant: 'other' })).status).toBe(
      404,
    )
    const foreign = await connect(url, await token('agent', 'eve', { tenant: 'other' }))
    foreign.send({ type: 'watch', conversation })
    expect(await foreign.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'not_found' })
    await foreign.close()
    expect(customer.frames.filter((frame) => frame.text === '偷看')).toEqual([])
  })

  it('limits the rate per customer, costs nothing when refused, and keeps the socket', async () => {
    const { client, config } = await startProduct()
    const customer = await client('customer', 'c1')
    const burst = config.limits.customerBurst
    for (let index = 0; index < burst + 10; index++)
      customer.send({ type: 'send', cid: newCid(), kind: 'text', text: `快${index}` })
    const nack = await customer.next((frame) => frame.type === 'nack')
    expect(nack).toMatchObject({ code: 'rate_limited', retryable: true })
    expect(nack.retryAfterMs).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, nack.retryAfterMs + 50))
    expect((await customer.say('慢下来')).type).toBe('ack')
  })

  it('hides notes from the customer without a gap', async () => {
    const { client } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation } = await customer.say('hello')
    const agent = await client('agent', 'ann')
    await agent.say('客户情绪不好，小心', { conversation, kind: 'note' })
    const note = await customer.next((frame) => frame.type === 'event' && frame.kind === 'note')
    expect(note.text).toBeUndefined()
    expect(note.from).toEqual({ role: 'system', id: '', name: '' })
  })
})
