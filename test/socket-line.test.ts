import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex, Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as ws from 'ws'
import { WebSocket, WebSocketServer } from 'ws'
import type { Line } from '../src/gateway/line.ts'
import { socketLine } from '../src/gateway/socket-line.ts'
import { framesOf } from '../src/gateway/text-frames.ts'

/** Exported, and missing in the types. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable }

/** What `ws` reads out of bytes. */
const readBy = async (bytes: Buffer): Promise<string[]> => {
  const receiver = new Receiver({ isServer: false, maxPayload: 1 << 20 })
  const texts: string[] = []
  receiver.on('message', (data: Buffer, binary: boolean) => void texts.push(binary ? 'binary' : data.toString()))
  receiver.end(bytes)
  await once(receiver, 'finish')
  return texts
}

const open = async (): Promise<{ line: Line; client: WebSocket; tcp: Duplex; texts: string[] }> => {
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server = new WebSocketServer({ noServer: true })
  const opened = new Promise<{ line: Line; tcp: Duplex }>((resolve) =>
    http.on('upgrade', (request, tcp, head) =>
      server.handleUpgrade(request, tcp, head, (socket) => resolve({ line: socketLine(socket, tcp), tcp })),
    ),
  )
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    client.terminate()
    http.closeAllConnections()
    http.close()
  })
  const texts: string[] = []
  client.on('message', (data) => void texts.push(String(data)))
  const [line] = await Promise.all([opened, once(client, 'open')])
  return { ...line, client, texts }
}

describe('text frames', () => {
  it('are read by another implementation as they were written, at every size of header', async () => {
    const sizes = [0, 1, 125, 126, 127, 65_535, 65_536].map((length) => 'x'.repeat(length))
    expect(await readBy(framesOf(sizes))).toEqual(sizes)
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '订', '😀'), maxLength: 200 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        expect(await readBy(framesOf(all))).toEqual(all)
      }),
    )
  })
})

describe('a WebSocket as a line', () => {
  it('writes once a turn whatever it is given, in order, between frames of the library', async () => {
    const { line, tcp, client, texts } = await open()
    let writes = 0
    const write = tcp.write.bind(tcp)
    tcp.write = ((...args: Parameters<typeof write>) => {
      writes += 1
      return write(...args)
    }) as typeof tcp.write
    client.ping()
    const all = Array.from({ length: 200 }, (_, n) => `第 ${n} 条, ${'x'.repeat(n)}`)
    for (const text of all) line.send(text)
    expect(line.bufferedAmount).toBeGreaterThanOrEqual(all.join('').length)
    await expect.poll(() => texts).toEqual(all)
    // The answer to the ping is one more.
    expect(writes).toBeLessThanOrEqual(2)
    expect(line.bufferedAmount).toBe(0)
  })
  it('two of one turn get what each was sent, also where the texts are the same', async () => {
    const [one, other] = [await open(), await open()]
    for (const text of ['相同', '相同', 'same']) {
      one.line.send(text)
      other.line.send(text)
      await new Promise(setImmediate)
    }
    other.line.send('别的')
    await expect.poll(() => other.texts).toEqual(['相同', '相同', 'same', '别的'])
    expect(one.texts).toEqual(['相同', '相同', 'same'])
  })
  it('sends what was said before it closes, and nothing after', async () => {
    const { line, client, texts } = await open()
    const closed = once(client, 'close')
    line.send('last words')
    line.close(4503, 'draining')
    line.send('too late')
    expect((await closed)[0]).toBe(4503)
    expect(texts).toEqual(['last words'])
  })
})
