import { describe, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { LogEvent, Principal } from '../src/domain/message.ts'
import { createConnection, MAX_UNSENT_BYTES } from '../src/gateway/connection.ts'
import { createHub } from '../src/gateway/hub.ts'
import { resume } from '../src/gateway/resume.ts'
import type { Support } from '../src/ports/support.ts'

const ANN: Principal = { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 0 }
const BOT = { role: 'bot', id: 'bot', name: 'Tabdesk' } as const

const event = (seq: number): LogEvent => ({
  conversation: 'k1',
  epoch: 'e1',
  seq,
  at: '2026-01-01T00:00:00.000Z',
  from: BOT,
  kind: 'text',
  text: `第${seq}条`,
})

const open = (principal: Principal, unsent = 0) => {
  const sent: string[] = []
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: unsent,
    send: (text: string) => void sent.push(text),
    close: vi.fn(),
    terminate: vi.fn(),
  }
  const connection = createConnection(socket as unknown as WebSocket, principal, principal.role !== 'customer')
  const seqs = (): number[] => sent.map((text) => JSON.parse(text)).flatMap((f) => (f.type === 'event' ? [f.seq] : []))
  return { socket, connection, seqs }
}

const pageOf = (head: number, events: LogEvent[]) =>
  ({ conversation: { id: 'k1', epoch: 'e1', head }, events }) as Awaited<ReturnType<Support['events']>>

describe('resume', () => {
  it('[W4] misses nothing that becomes durable between the reading of the log and the watching', async () => {
    const hub = createHub()
    const { connection, seqs } = open(ANN)
    hub.join(connection)
    const support = {
      events: async () => {
        const page = pageOf(2, [event(2)])
        hub.publish({ type: 'event', tenant: 'default', conversation: 'k1', customer: 'c1', event: event(3) })
        return page
      },
      openOf: async () => undefined,
    } as unknown as Support
    const hello = { device: 'd', resume: [{ conversation: 'k1', epoch: 'e1', seq: 1 }] }
    await resume({ connection, support, hub }, hello, () => undefined)
    expect(seqs()).toEqual([2, 3])
  })

  it('[W4] replays a conversation once, however often it is named, and reads it once', async () => {
    const hub = createHub()
    const { connection, seqs } = open({ ...ANN, role: 'customer' })
    hub.join(connection)
    const events = vi.fn(async () => pageOf(2, [event(1), event(2)]))
    const support = { events, openOf: async () => undefined } as unknown as Support
    const cursor = { conversation: 'k1', epoch: 'e1', seq: 0 }
    await resume({ connection, support, hub }, { device: 'd', resume: Array(200).fill(cursor) }, () => undefined)
    expect(seqs()).toEqual([1, 2])
    expect(events).toHaveBeenCalledTimes(1)
  })

  it('[W6] tells a slow client 4408 before it is cut off', () => {
    vi.useFakeTimers()
    const { connection, socket } = open(ANN, MAX_UNSENT_BYTES + 1)
    connection.send({ type: 'beat' })
    expect(socket.close).toHaveBeenCalledWith(4408, expect.any(String))
    expect(socket.terminate).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10_000)
    expect(socket.terminate).toHaveBeenCalled()
    vi.useRealTimers()
  })

  it('forgets who was gone before the conversation was found', () => {
    const hub = createHub()
    const { connection, seqs } = open(ANN)
    hub.join(connection)
    hub.leave(connection)
    hub.watch(connection, 'k1')
    hub.publish({ type: 'event', tenant: 'default', conversation: 'k1', customer: 'c1', event: event(1) })
    expect(seqs()).toEqual([])
  })

  it('tells tenants and people apart whatever they are called', () => {
    const hub = createHub()
    const { connection, seqs } = open({ ...ANN, role: 'customer', tenant: 'a', sub: 'b/customer/c' })
    hub.join(connection)
    hub.publish({ type: 'event', tenant: 'a/customer/b', conversation: 'k1', customer: 'c', event: event(1) })
    expect(seqs()).toEqual([])
  })
})
