import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Refusal } from '../src/domain/errors.ts'
import { createConnection, MAX_UNSENT_BYTES } from '../src/gateway/connection.ts'
import type { Router } from '../src/gateway/route.ts'
import { createStream, UNREAD_MS } from '../src/gateway/stream.ts'
import { addStreamRoutes } from '../src/gateway/stream-routes.ts'
import { type Frame, newCid } from './helpers/client.ts'
import { type Running, startProduct } from './helpers/product.ts'

/** A client of the wire over plain HTTP. */
const openStream = async (product: Running, role: 'customer' | 'agent', sub: string) => {
  const headers = { authorization: `Bearer ${await product.token(role, sub)}`, 'content-type': 'application/json' }
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${product.url}/v1/streams${path}`, { ...init, headers: { ...headers, ...init.headers } })
  const { stream } = (await (await call('', { method: 'POST', body: '{}' })).json()) as { stream: string }
  const post = (...frames: object[]): Promise<Response> =>
    call(`/${stream}/frames`, { method: 'POST', body: JSON.stringify({ frames }) })
  /** Events until one fits; `close` is a frame of its own. */
  const follow = async (fits: (frame: Frame) => boolean): Promise<Frame[]> => {
    const answer = await call(`/${stream}`, { headers: { accept: 'text/event-stream' } })
    const frames: Frame[] = []
    let text = ''
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data === undefined) continue
        frames.push(/^event: close$/m.test(block) ? { type: 'close', ...JSON.parse(data) } : JSON.parse(data))
      }
      if (frames.some(fits)) return frames
    }
    return frames
  }
  const poll = async (after: number): Promise<{ frames: Frame[]; next: number; closed?: { code: number } }> =>
    (await (await call(`/${stream}?after=${after}`)).json()) as never
  return { stream, call, post, follow, poll }
}

const isAnswer = (frame: Frame): boolean => frame.type === 'event' && frame.from.role === 'bot'

describe('the wire without WebSockets', () => {
  it('[W1] [W3] [W7] server-sent events: hello, messages in their order, acks, events; a cid again is a dup', async () => {
    const product = await startProduct()
    const mei = await openStream(product, 'customer', 'mei')
    const said = ['在吗', '我的快递到哪了呀', 'thanks'].map((text) => ({
      type: 'send',
      cid: newCid(),
      kind: 'text',
      text,
    }))
    const following = mei.follow((frame) => frame.type === 'ack' && frame.dup)
    expect((await mei.post({ type: 'hello', device: 'test' }, ...said, said[0] as object)).status).toBe(202)
    const frames = await following
    // Who does not wait for it may be answered by the log first.
    expect(frames.find(({ type }) => type === 'welcome')).toMatchObject({ principal: { sub: 'mei' } })
    const acks = frames.filter(({ type }) => type === 'ack')
    expect(acks.map(({ cid }) => cid)).toEqual([...said, said[0]].map((frame) => frame?.cid))
    const mine = frames.filter((frame) => frame.type === 'event' && frame.from.role === 'customer')
    expect(mine.map(({ text }) => text)).toEqual(said.map(({ text }) => text))
  })

  it('polling: nothing is lost between two polls, and what was not confirmed comes again', async () => {
    const product = await startProduct()
    const mei = await openStream(product, 'customer', 'mei')
    await mei.post({ type: 'hello', device: 'test' })
    const first = await mei.poll(0)
    expect(first.frames[0]).toMatchObject({ type: 'welcome' })
    await mei.post({ type: 'send', cid: newCid(), kind: 'text', text: '怎么退货' })
    const seen: Frame[] = []
    let { next } = first
    while (!seen.some(isAnswer)) {
      const polled = await mei.poll(next)
      expect((await mei.poll(next)).frames.slice(0, polled.frames.length)).toEqual(polled.frames)
      seen.push(...polled.frames)
      next = polled.next
    }
    expect(seen.filter(({ type }) => type === 'ack')).toHaveLength(1)
    const waiting = mei.poll(next)
    await mei.post({ type: 'send', cid: newCid(), kind: 'text', text: '好的' })
    expect((await waiting).frames.length).toBeGreaterThan(0)
  })

  it('[W4] resumes as a socket does', async () => {
    const product = await startProduct()
    const socket = await product.client('customer', 'mei')
    const { conversation, epoch, seq } = await socket.say('你好')
    await socket.next(isAnswer)
    const mei = await openStream(product, 'customer', 'mei')
    const following = mei.follow(isAnswer)
    await mei.post({ type: 'hello', device: 'two', resume: [{ conversation, epoch, seq }] })
    const frames = await following
    expect(frames[0]).toMatchObject({ type: 'welcome', conversations: [{ conversation, recovered: true }] })
    expect(frames.find(isAnswer)).toMatchObject({ seq: seq + 1 })
  })

  it('belongs to who opened it, obeys roles and limits, and refuses what is no frame', async () => {
    const product = await startProduct()
    const mei = await openStream(product, 'customer', 'mei')
    const li = await openStream(product, 'customer', 'li')
    expect((await li.call(`/${mei.stream}`)).status).toBe(404)
    expect((await li.call(`/${mei.stream}/frames`, { method: 'POST', body: '{"frames":[{}]}' })).status).toBe(404)
    expect((await fetch(`${product.url}/v1/streams`, { method: 'POST' })).status).toBe(401)
    expect((await mei.call(`/${mei.stream}/frames`, { method: 'POST', body: '{"frames":[]}' })).status).toBe(400)
    await mei.post({ type: 'watch', conversation: 'x' }, { type: 'nonsense' }, 'text' as never)
    const { frames } = await mei.poll(0)
    expect(frames.map(({ type, code }) => `${type} ${code}`)).toEqual([
      'nack forbidden',
      'nack unknown_type',
      'nack bad_frame',
    ])
    let refused = 0
    for (let n = 0; n < 110; n++) if ((await mei.call('', { method: 'POST', body: '{}' })).status === 429) refused++
    expect(refused).toBeGreaterThan(0)
  })

  it('says why it ends when the process goes', async () => {
    const product = await startProduct()
    const mei = await openStream(product, 'customer', 'mei')
    const following = mei.follow((frame) => frame.type === 'close')
    await mei.post({ type: 'hello', device: 'test' })
    await sleep(50)
    await product.close()
    expect((await following).at(-1)).toMatchObject({ type: 'close', code: 4503 })
  })
})

it('[W6] a stream that nobody reads takes no more than a socket would, and then says why it ends', async () => {
  const stream = createStream(() => undefined)
  const connection = createConnection(
    stream,
    { sub: 'mei', role: 'customer', tenant: 'default', name: '美', exp: 0 },
    false,
  )
  const text = JSON.stringify({ type: 'event', text: '快'.repeat(2_000) })
  for (let sent = 0; sent < MAX_UNSENT_BYTES * 2; sent += Buffer.byteLength(text)) connection.deliver('c', text)
  const polled = await stream.poll(0, 0)
  expect(polled.frames.length * Buffer.byteLength(text)).toBeLessThan(MAX_UNSENT_BYTES * 1.1)
  expect(polled.closed).toMatchObject({ code: 4408 })
  stream.terminate()
})

it('a stream whose reader is gone ends once', async () => {
  let ends = 0
  const stream = createStream(() => ends++)
  const server = createServer((_, response) => stream.follow(response)).listen(0)
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const gone = new AbortController()
  const answer = await fetch(`http://127.0.0.1:${port}`, { signal: gone.signal })
  stream.send('{"type":"beat"}')
  const { value } = await (answer.body as ReadableStream<Uint8Array>).getReader().read()
  expect(Buffer.from(value as Uint8Array).toString()).toContain(': here')
  gone.abort()
  while (ends === 0) await sleep(5)
  stream.terminate()
  expect([ends, stream.readyState === stream.OPEN]).toEqual([1, false])
})

it('a poll that another took the place of leaves the later one awake', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const stream = createStream(() => undefined)
  const first = stream.poll(0, 20_000)
  const second = stream.poll(0, 20_000)
  expect((await first).frames).toEqual([])
  stream.send('{"type":"beat"}')
  // No time passes here: who is not woken would wait for ever.
  expect((await second).frames).toEqual([{ type: 'beat' }])
  stream.terminate()
})

it('a stream that was refused leaves nothing behind that fails later', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const added: { url: string; answer: (call: object) => unknown }[] = []
  addStreamRoutes({ add: (route: never) => void added.push(route) } as unknown as Router, () => {
    throw new Refusal('rate_limited', 'too many open sockets; close one')
  })
  const begin = added.find(({ url }) => url === '/v1/streams')
  expect(() => begin?.answer({ principal: { sub: 'mei', role: 'customer', tenant: 'default' } })).toThrow('too many')
  expect(vi.getTimerCount()).toBe(0)
  expect(() => vi.advanceTimersByTime(UNREAD_MS + 1)).not.toThrow()
})

it('[W6] who follows a stream and never reads keeps no connection of ours once it is over', async () => {
  const stream = createStream(() => undefined)
  const connection = createConnection(
    stream,
    { sub: 'mei', role: 'customer', tenant: 'default', name: '美', exp: 0 },
    false,
  )
  const server = createServer().listen(0)
  const followed = once(server, 'request')
  onTestFinished(() => void server.close())
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1').pause()
  onTestFinished(() => void socket.destroy())
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const [, response] = (await followed) as [unknown, ServerResponse]
  stream.follow(response)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const text = JSON.stringify({ type: 'event', text: '快'.repeat(20_000) })
  while (stream.readyState === stream.OPEN) {
    connection.deliver('c', text)
    await new Promise(setImmediate)
  }
  expect(response.destroyed).toBe(false)
  vi.advanceTimersByTime(10_000)
  expect(response.destroyed).toBe(true)
})
