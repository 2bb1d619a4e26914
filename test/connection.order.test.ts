import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '../src/domain/message.ts'
import { createConnection, type ReadOn } from '../src/gateway/connection.ts'

const event = (seq: number): LogEvent => ({
  conversation: 'k1',
  epoch: 'e1',
  seq,
  at: '2026-01-01T00:00:00.000Z',
  from: { role: 'customer', id: 'lin', name: '林晓' },
  kind: 'text',
  text: `第${seq}条`,
})
const settled = () => new Promise((resolve) => setImmediate(resolve))

const open = (readOn?: ReadOn) => {
  const sent: number[] = []
  const closed: number[] = []
  const line = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    send: (text: string) => void sent.push((JSON.parse(text) as LogEvent).seq),
    close: (code: number) => void closed.push(code),
    terminate: () => undefined,
  }
  const connection = createConnection(
    line,
    { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 0 },
    true,
    readOn,
  )
  const deliver = (seq: number): void => connection.deliver('k1', JSON.stringify({ type: 'event', ...event(seq) }), seq)
  return { sent, closed, connection, deliver }
}

/** The log as it is when it is asked, a page at a time. */
const logOf =
  (head: () => number, limit = 3): ReadOn =>
  async (_conversation, after) =>
    Array.from({ length: Math.min(limit, Math.max(0, head() - after)) }, (_, at) => event(after + 1 + at))

describe('events that come in another order than the log has them', () => {
  it('[W2] reach the socket gapless and in order, whatever is doubled, late or lost on the way', async () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(arrivals, fc.array(fc.boolean()), async (seqs, pauses) => {
        const { sent, deliver, connection } = open(logOf(() => 12))
        connection.reached('k1', 0)
        for (const [at, seq] of seqs.entries()) {
          deliver(seq)
          if (pauses[at]) await settled()
        }
        for (let turns = 0; turns < 40; turns++) await settled()
        const last = Math.max(0, ...seqs)
        expect(sent.slice(0, last)).toEqual(Array.from({ length: last }, (_, at) => at + 1))
        expect(sent).toEqual(sent.toSorted((a, b) => a - b))
        expect(new Set(sent).size).toBe(sent.length)
      }),
    )
  })
  it('without the log behind it a gap goes through: the property above would see it', () => {
    const { sent, deliver, connection } = open()
    connection.reached('k1', 0)
    for (const seq of [1, 3, 2]) deliver(seq)
    expect(sent).toEqual([1, 3, 2])
  })
  it('[W4] are left out until the client has said how far it is; what is no event is not', () => {
    const { sent, deliver, connection } = open(logOf(() => 9))
    connection.mute()
    deliver(7)
    connection.deliver('k1', JSON.stringify({ type: 'status', seq: -1 }))
    connection.listen()
    connection.reached('k1', 4)
    for (const seq of [5, 6, 7]) deliver(seq)
    expect(sent).toEqual([-1, 5, 6, 7])
  })
  it('[W4] a gap that cannot be read closes the line, so that its client resumes', async () => {
    const { sent, closed, deliver, connection } = open(() => Promise.reject(new Error('away')))
    connection.reached('k1', 1)
    deliver(3)
    await settled()
    expect(sent).toEqual([])
    expect(closed).toEqual([4503])
  })
  it('what was there before the client began to watch goes through until something newer has; so does what is older where nobody said how far they are', () => {
    const { sent, deliver, connection } = open(logOf(() => 9))
    connection.reached('k1', 5)
    for (const seq of [5, 6, 4]) deliver(seq)
    expect(sent).toEqual([5, 6])
    const unsaid = open(logOf(() => 9))
    for (const seq of [2, 1, 3, 3]) unsaid.deliver(seq)
    expect(unsaid.sent).toEqual([2, 1, 3])
  })
})
