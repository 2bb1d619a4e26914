import { type ConnectionParts, type ConnectionState, createConnection } from '../../src/client/connection.ts'
import { createOutbox, type Outgoing, type Shelf } from '../../src/client/outbox.ts'
import type { ClientFrame, ServerFrame } from '../../src/client/wire.ts'

export const WELCOME: ServerFrame = {
  type: 'welcome',
  principal: { sub: 'demo', role: 'customer', tenant: 'default', name: '林晓', exp: 0 },
  heartbeatMs: 10_000,
  conversations: [],
}
export const message = (cid: string, text = '我的货到哪了呀'): Outgoing => ({ cid, kind: 'text', text, at: 0 })
export const ack = (cid: string, seq = 1): ServerFrame => ({
  type: 'ack',
  cid,
  conversation: 'c1',
  seq,
  epoch: 'e1',
  at: '2026-11-22T08:00:00.000Z',
})

/** A shelf that outlives its page; `held` is what lies there. */
export const shelfOf = (held = new Map<string, Outgoing>()): Shelf & { held: Map<string, Outgoing> } => ({
  held,
  load: async () => [...held.values()],
  put: async (one) => void held.set(one.cid, one),
  remove: async (cid) => void held.delete(cid),
})

/** A connection over a line that the test holds, with a clock that it turns. */
export const connectionBench = (
  options: { shelf?: Shelf; tokens?: (string | undefined)[]; refused?: boolean } = {},
) => {
  const tokens = options.tokens ?? ['t1', 't2', 't3', 't4']
  const states: ConnectionState[] = []
  const delivered: string[] = []
  const received: string[] = []
  const asked: boolean[] = []
  const dialled: string[] = []
  let timers: { at: number; then: () => void }[] = []
  let now = 0
  /** What somebody does to the clock of the device. */
  let jumped = 0
  /** What the server's time differs from that, once it has been heard. */
  let corrected = 0
  let line: Parameters<ConnectionParts['dial']>[1] | undefined
  let sent: ClientFrame[] = []
  const outbox = createOutbox(options.shelf === undefined ? {} : { shelf: options.shelf })
  const connection = createConnection({
    dial: (token, on) => {
      dialled.push(token)
      line = on
      return { send: (text) => sent.push(JSON.parse(text) as ClientFrame), close: () => {} }
    },
    token: async (refused) => {
      asked.push(refused)
      return tokens[Math.min(asked.filter(Boolean).length, tokens.length - 1)]
    },
    isRefused: async () => options.refused ?? false,
    device: 'd1',
    outbox,
    resumeFrom: () => [{ conversation: 'c1', epoch: 'e1', seq: 7 }],
    received: ({ type }) => received.push(type),
    delivered: ({ cid }, { seq }) => delivered.push(`${cid}@${seq}`),
    stateChanged: (state) => states.push(state),
    outboxChanged: () => {},
    now: () => now + jumped + corrected,
    wall: () => now + jumped,
    steady: () => now,
    random: () => 0.5,
    after: (ms, then) => {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  })
  const settle = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }
  return {
    connection,
    outbox,
    states,
    delivered,
    received,
    asked,
    dialled,
    taken: () => {
      const frames = sent
      sent = []
      return frames
    },
    sends: () => sent.flatMap((frame) => (frame.type === 'send' ? [frame.cid] : [])),
    jump: (ms: number) => {
      jumped += ms
    },
    correct: (ms: number) => {
      corrected += ms
    },
    hear: (frame: ServerFrame) => line?.received(JSON.stringify(frame)),
    garble: (text: string) => line?.received(text),
    close: async (code: number) => {
      line?.closed(code)
      await settle()
    },
    start: async () => {
      connection.start()
      await settle()
      line?.opened()
    },
    online: async () => {
      connection.start()
      await settle()
      line?.opened()
      line?.received(JSON.stringify(WELCOME))
    },
    reopen: async () => {
      await settle()
      line?.opened()
      line?.received(JSON.stringify(WELCOME))
    },
    pass: async (ms: number) => {
      const until = now + ms
      await settle()
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        now = next.at
        timers = timers.filter((timer) => timer !== next)
        next.then()
        await settle()
      }
      now = until
    },
  }
}
