import { describe, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { Conversation } from '../src/domain/conversation.ts'
import type { LogEvent, Principal } from '../src/domain/message.ts'
import { createConnection, MAX_UNSENT_BYTES } from '../src/gateway/connection.ts'
import { createHub } from '../src/gateway/hub.ts'
import { resume } from '../src/gateway/resume.ts'
import { createTurns } from '../src/lib/turns.ts'
import { logTextOf } from '../src/ports/sql/log-text.ts'
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
  logTextOf({ conversation: { id: 'k1', epoch: 'e1', head } as Conversation, events }, true)
const inTurn = createTurns(1)

describe('resume', () => {
  it('[W4] misses nothing that becomes durable between the reading of the log and the watching', async () => {
    const hub = createHub()
    const { connection, seqs } = open(ANN)
    hub.join(connection)
    const support = {
      logText: async () => {
        const page = pageOf(2, [event(2)])
        hub.publish({ type: 'event', tenant: 'default', conversation: 'k1', customer: 'c1', event: event(3) })
        return page
      },
      openOf: async () => undefined,
    } as unknown as Support
    const hello = { device: 'd', resume: [{ conversation: 'k1', epoch: 'e1', seq: 1 }] }
    await resume({ connection, support, hub, inTurn }, hello, () => undefined)
    expect(seqs()).toEqual([2, 3])
  })

  it('[W4] replays a conversation once, however often it is named, and reads it once', async () => {
    const hub = createHub()
    const { connection, seqs } = open({ ...ANN, role: 'customer' })
    hub.join(connection)
    const logText = vi.fn(async () => pageOf(2, [event(1), event(2)]))
    const support = { logText, openOf: async () => undefined } as unknown as Support
    const cursor = { conversation: 'k1', epoch: 'e1', seq: 0 }
    await resume(
      { connection, support, hub, inTurn },
      { device: 'd', resume: Array(200).fill(cursor) },
      () => undefined,
    )
    expect(seqs()).toEqual([1, 2])
    expect(logText).toHaveBeenCalledTimes(1)
  })

  it('[W4] reads for those who come back together in the order of their coming, and not for who is gone meanwhile', async () => {
    const hub = createHub()
    const read: string[] = []
    const waiting: (() => void)[] = []
    const twoAtOnce = createTurns(2)
    const support = {
      logText: async ({ sub }: Principal) => {
        read.push(sub)
        await new Promise<void>((resolve) => waiting.push(resolve))
        return pageOf(1, [event(1)])
      },
      openOf: async () => undefined,
    } as unknown as Support
    const clients = ['a', 'b', 'c', 'd'].map((sub) => open({ ...ANN, sub }))
    const coming = clients.map(({ connection }) =>
      resume(
        { connection, support, hub, inTurn: twoAtOnce },
        { device: 'd', resume: [{ conversation: 'k1', epoch: 'e1', seq: 0 }] },
        () => undefined,
      ),
    )
    await vi.waitFor(() => expect(read).toEqual(['a', 'b']))
    ;(clients[2] as (typeof clients)[number]).socket.readyState = 3
    waiting.shift()?.()
    await vi.waitFor(() => expect(read).toHaveLength(3))
    for (const done of waiting) done()
    await Promise.all(coming)
    expect(read).toEqual(['a', 'b', 'd'])
    expect(clients.map(({ seqs }) => seqs())).toEqual([[1], [1], [], [1]])
  })

  it('[W4] says where the open conversation stands as of after the reading, and has no reader left behind where that fails', async () => {
    const hub = createHub()
    const { connection } = open({ ...ANN, role: 'customer' })
    const done: string[] = []
    const support = {
      logText: async () => {
        await new Promise(setImmediate)
        done.push('log')
        return pageOf(1, [event(1)])
      },
      openOf: async () => {
        done.push('open')
        throw new Error('the store is gone')
      },
    } as unknown as Support
    const hello = { device: 'd', resume: ['k1', 'k2'].map((conversation) => ({ conversation, epoch: 'e1', seq: 0 })) }
    const resumed = resume({ connection, support, hub, inTurn }, hello, () => undefined)
    await expect(resumed).rejects.toThrow('the store is gone')
    expect(done).toEqual(['log', 'log', 'open'])
  })

  it('[W6] waits with a long replay for who reads slowly, and lets what is sent elsewhere go on', async () => {
    const { connection, socket, seqs } = open(ANN)
    const lines = logTextOf({ conversation: {} as Conversation, events: [event(1), event(2), event(3)] }, true).lines
    socket.bufferedAmount = MAX_UNSENT_BYTES / 2
    const replayed = connection.replay(lines)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(seqs()).toEqual([1])
    socket.bufferedAmount = 0
    await replayed
    expect(seqs()).toEqual([1, 2, 3])
    expect(socket.close).not.toHaveBeenCalled()
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
