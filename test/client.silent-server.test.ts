import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createClient } from '../src/client/client.ts'
import { createStreamDial } from '../src/client/dial-stream.ts'

/** A server that takes every call and says nothing. */
const silent = async (): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = []
  const server = createServer((request) => asked.push(`${request.method} ${request.url}`)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}
const turnTimers = () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

it('plain HTTP gives up a server that takes the call and says nothing', async () => {
  const { url, asked } = await silent()
  turnTimers()
  const closed: number[] = []
  createStreamDial(url)('t', { opened: () => {}, received: () => {}, closed: (code) => closed.push(code) })
  await vi.waitUntil(() => asked.length === 1)
  vi.advanceTimersByTime(7_000)
  expect(closed, 'control: a slow one has time').toEqual([])
  vi.advanceTimersByTime(2_000)
  expect(closed).toEqual([1006])
})

it('the question whether a token is refused has an end, and the client then waits and comes back', async () => {
  const { url, asked } = await silent()
  const ends = new AbortController()
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(ends.signal)
  onTestFinished(() => timeout.mockRestore())
  turnTimers()
  const states: string[] = []
  const client = createClient({ url, token: async () => 't' })
  onTestFinished(() => client.stop())
  client.on('line', ({ name }) => states.push(name))
  client.start()
  await vi.waitUntil(() => asked.length === 1)
  vi.advanceTimersByTime(9_000)
  await vi.waitUntil(() => asked.some((one) => one.startsWith('GET /v1/conversations')))
  expect(states).toEqual(['connecting'])
  ends.abort()
  await vi.waitUntil(() => states.includes('waiting'))
})
