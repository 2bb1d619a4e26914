import { randomFillSync } from 'node:crypto'
import { WebSocket } from 'ws'
import { createUuidv7 } from '../../src/lib/uuid.ts'

export const newCid = createUuidv7(Date.now, randomFillSync)

// biome-ignore lint/suspicious/noExplicitAny: frames are looked into by tests, which fail when a field is not there
export type Frame = any

export interface Client {
  socket: WebSocket
  frames: Frame[]
  send(frame: object): void
  /** Sends a text and resolves with its ack or nack. */
  say(text: string, more?: object): Promise<Frame>
  /** Resolves once the conversation's frames arrive: the card comes with watching only, statuses come anyway. */
  watch(conversation: string): Promise<void>
  /** The first frame that fits, from those that came and those to come. */
  next(fits: (frame: Frame) => boolean, what?: string): Promise<Frame>
  ofType(type: string): Frame[]
  closed: Promise<{ code: number; reason: string }>
  close(): Promise<void>
}

const PATIENCE_MS = 15_000

/** A client of the wire that keeps what it got. `hello` is sent at once unless null. */
export const connect = async (
  url: string,
  token: string,
  hello: object | null = { device: 'test' },
): Promise<Client> => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/socket`, ['tabdesk.v1'], {
    headers: { authorization: `Bearer ${token}` },
  })
  const frames: Frame[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)))
    for (const check of waiting) check()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve())
    socket.on('error', reject)
  })
  const client: Client = {
    socket,
    frames,
    send: (frame) => socket.send(JSON.stringify(frame)),
    say: async (text, more = {}) => {
      const cid = newCid()
      client.send({ type: 'send', cid, kind: 'text', text, ...more })
      const wanted = (more as { cid?: string }).cid ?? cid
      return client.next(
        (frame) => (frame.type === 'ack' || frame.type === 'nack') && frame.cid === wanted,
        `ack of ${text}`,
      )
    },
    watch: async (conversation) => {
      client.send({ type: 'watch', conversation })
      await client.next((frame) => frame.type === 'context' && frame.conversation === conversation, 'the card')
    },
    next: (fits, what = 'a frame') =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = frames.find(fits)
          if (found === undefined) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve(found)
        }
        const timer = setTimeout(() => {
          waiting.delete(check)
          reject(new Error(`waited in vain for ${what}; got ${JSON.stringify(frames.slice(-6))}`))
        }, PATIENCE_MS)
        waiting.add(check)
        check()
      }),
    ofType: (type) => frames.filter((frame) => frame.type === type),
    closed,
    close: async () => {
      socket.close()
      await closed
    },
  }
  if (hello !== null) {
    client.send({ type: 'hello', ...hello })
    await client.next((frame) => frame.type === 'welcome', 'welcome')
  }
  return client
}
