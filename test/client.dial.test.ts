import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createDial } from '../src/client/dial.ts'
import type { SocketLike } from '../src/client/dial-socket.ts'

/** Milliseconds for which plain HTTP is kept to, and longer than it must stand for that. */
const BLOCKED_MS = 5 * 60_000
const STOOD_MS = 31_000

/** Answers over plain HTTP; `knows` says whether frames come to the process that has the stream. */
const overHttp = async (knows: () => boolean) => {
  const followed: ServerResponse[] = []
  const server = createServer((request, response) => {
    if (request.url === '/v1/streams') return response.writeHead(201).end('{"stream":"s"}')
    if (request.method === 'GET' && knows()) {
      followed.push(response.writeHead(200, { 'content-type': 'text/event-stream' }))
      return response.write('data: {"type":"beat"}\n\n')
    }
    return response.writeHead(knows() ? 202 : 404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, followed }
}

/** Answers over plain HTTP behind a proxy that keeps event streams back; `asked` are the calls for frames. */
const heldBack = async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    if (request.url === '/v1/streams') return response.writeHead(201).end('{"stream":"s"}')
    if (request.method !== 'GET') return response.writeHead(202).end()
    asked.push(String(request.url))
    return request.url === '/v1/streams/s?after=0' && response.end('{"frames":[{"type":"beat"}],"next":1}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** Sockets that open while `opens` says so, and are counted. */
const sockets = (opens: () => boolean) => {
  const tried = { count: 0 }
  class Socket implements SocketLike {
    readyState = 1
    onopen: SocketLike['onopen'] = null
    onmessage: SocketLike['onmessage'] = null
    onclose: SocketLike['onclose'] = null
    onerror: SocketLike['onerror'] = null
    constructor() {
      tried.count += 1
      setImmediate(() => (opens() ? this.onopen?.({} as never) : this.onclose?.({ code: 1006 } as never)))
    }
    send() {}
    close() {}
  }
  return { tried, Socket }
}

/** One line: resolves once it is open, and again when it is over. */
const line = (dial: ReturnType<typeof createDial>) => {
  let wire: ReturnType<typeof dial> | undefined
  let over: (code: number) => void = () => {}
  const closed = new Promise<number>((resolve) => {
    over = resolve
  })
  const heard: string[] = []
  const opened = new Promise<void>((resolve) => {
    wire = dial('t', { opened: resolve, received: (text) => heard.push(text), closed: over })
  })
  return { opened, closed, heard, send: (text: string) => wire?.send(text), close: () => wire?.close(1000, 'bye') }
}

it('a WebSocket that did not open once is tried again where plain HTTP does not stand: its calls end at several processes', async () => {
  const { url } = await overHttp(() => false)
  let opens = false
  const { tried, Socket } = sockets(() => opens)
  const dial = createDial(url, Socket)
  const first = line(dial)
  await first.opened
  first.send('{"type":"hello"}')
  expect(await first.closed).toBe(1006)
  opens = true
  const second = line(dial)
  await second.opened
  expect(tried.count).toBe(2)
  second.close()
})

it('the same where the page gives it up before anything came', async () => {
  const { url } = await overHttp(() => true)
  const { tried, Socket } = sockets(() => false)
  const dial = createDial(url, Socket)
  const first = line(dial)
  await first.opened
  first.close()
  const second = line(dial)
  await second.opened
  expect(tried.count).toBe(2)
  second.close()
})

it('where event streams are held back too, the next line polls, and waits for no WebSocket first', async () => {
  const { url, asked } = await heldBack()
  const { tried, Socket } = sockets(() => false)
  const dial = createDial(url, Socket)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const first = line(dial)
  await first.opened
  await vi.waitUntil(() => asked.length === 1)
  vi.advanceTimersByTime(4_000)
  await first.closed
  const second = line(dial)
  await second.opened
  await vi.waitUntil(() => second.heard.length > 0)
  expect(asked[1]).toBe('/v1/streams/s?after=0')
  expect(tried.count).toBe(1)
  second.close()
})

it('where plain HTTP stands the next lines begin with it, for some minutes; then a WebSocket is tried again', async () => {
  const { url, followed } = await overHttp(() => true)
  const { tried, Socket } = sockets(() => false)
  const dial = createDial(url, Socket)
  let now = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const stand = async (ms: number) => {
    const one = line(dial)
    await one.opened
    await vi.waitUntil(() => one.heard.length > 0)
    now += ms
    followed.at(-1)?.end()
    expect(await one.closed).toBe(1006)
  }
  await stand(STOOD_MS)
  expect(tried.count).toBe(1)
  await stand(STOOD_MS)
  expect(tried.count, 'no WebSocket was tried').toBe(1)
  await stand(BLOCKED_MS)
  expect(tried.count).toBe(1)
  await stand(STOOD_MS)
  expect(tried.count).toBe(2)
})
