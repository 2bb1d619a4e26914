import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { reconnectDelay } from '../src/client/backoff.ts'
import { createCid } from '../src/client/cid.ts'
import { type ConnectionParts, type ConnectionState, createConnection } from '../src/client/connection.ts'
import { createOutbox, type Outgoing, type Shelf } from '../src/client/outbox.ts'
import { ACK_TIMEOUT_MS, LIVES_MS, MAX_UNACKED, OTHERS_GRACE_MS, OTHERS_LAST_MS } from '../src/client/sender.ts'
import type { ClientFrame, ServerFrame } from '../src/client/wire.ts'
import { usableStore } from '../src/web/shared/store.ts'

const WELCOME: ServerFrame = {
  type: 'welcome',
  principal: { sub: 'demo', role: 'customer', tenant: 'default', name: '林晓', exp: 0 },
  heartbeatMs: 10_000,
  conversations: [],
}
const message = (cid: string, text = '我的货到哪了呀'): Outgoing => ({ cid, kind: 'text', text, at: 0 })
const ack = (cid: string, seq = 1): ServerFrame => ({
  type: 'ack',
  cid,
  conversation: 'c1',
  seq,
  epoch: 'e1',
  at: '2026-11-22T08:00:00.000Z',
})

/** A shelf that outlives its page; `held` is what lies there. */
const shelfOf = (held = new Map<string, Outgoing>()): Shelf & { held: Map<string, Outgoing> } => ({
  held,
  load: async () => [...held.values()],
  put: async (one) => void held.set(one.cid, one),
  remove: async (cid) => void held.delete(cid),
})

/** A connection over a line that the test holds, with a clock that it turns. */
const bench = (options: { shelf?: Shelf; tokens?: (string | undefined)[]; refused?: boolean } = {}) => {
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

describe('connection', () => {
  it('[W4] greets with its device and where to go on from', async () => {
    const { start, taken, states } = bench()
    await start()
    expect(taken()).toEqual([{ type: 'hello', device: 'd1', resume: [{ conversation: 'c1', epoch: 'e1', seq: 7 }] }])
    expect(states.at(-1)?.name).toBe('connecting')
  })

  it('sends nothing before welcome, then everything in order', async () => {
    const { connection, start, hear, sends } = bench()
    connection.send(message('a'))
    connection.send(message('b'))
    await start()
    expect(sends()).toEqual([])
    hear(WELCOME)
    expect(sends()).toEqual(['a'])
    hear(ack('a'))
    expect(sends()).toEqual(['a', 'b'])
  })

  it('gives up a server that takes the call and says nothing, and comes back', async () => {
    const { connection, pass, dialled, states } = bench()
    connection.start()
    await pass(15_000)
    expect(states.at(-1)?.name, 'a WebSocket and plain HTTP after it have their time').toBe('connecting')
    await pass(15_000)
    expect(states.map(({ name }) => name)).toContain('waiting')
    expect(dialled.length).toBeGreaterThan(1)
  })

  it('tells of what came before welcome after it', async () => {
    const { start, hear, received } = bench()
    await start()
    hear({ type: 'status', conversation: 'c1', state: 'bot' })
    expect(received).toEqual([])
    hear(WELCOME)
    hear({ type: 'beat' })
    expect(received).toEqual(['welcome', 'status', 'beat'])
  })

  it('[W3] sends again with the same cid until the ack, and tells of it once', async () => {
    const { connection, online, pass, hear, sends, delivered, outbox } = bench()
    await online()
    connection.send(message('a'))
    hear({ type: 'beat' })
    await pass(ACK_TIMEOUT_MS)
    expect(sends()).toEqual(['a', 'a'])
    hear(ack('a', 3))
    hear(ack('a', 3))
    expect(delivered).toEqual(['a@3'])
    expect(outbox.list()).toEqual([])
    await pass(ACK_TIMEOUT_MS)
    expect(sends()).toEqual(['a', 'a'])
  })

  it('keeps messages over a reload, in their order, before what is written while they are looked for', async () => {
    const shelf = shelfOf()
    const first = bench({ shelf })
    await first.pass(0)
    first.jump(3_600_000)
    first.connection.send(message('b', '还没发出去'))
    // Somebody sets the clock back: ids made now sort before the one above.
    first.jump(-7_200_000)
    first.connection.send(message('a', '第二条'))
    const reloaded = bench({ shelf })
    reloaded.connection.send(message('0', '第三条'))
    await reloaded.online()
    for (const cid of ['b', 'a', '0']) reloaded.hear(ack(cid))
    expect(reloaded.sends()).toEqual(['b', 'a', '0'])
    expect(shelf.held.size).toBe(0)
  })

  it('a shelf that is full, forbidden or never answers loses nothing but the reload', async () => {
    const never = () => new Promise<never>(() => {})
    const full = async () => {
      throw new Error('QuotaExceededError')
    }
    for (const shelf of [
      { load: async () => [], put: full, remove: full },
      { load: full, put: full, remove: full },
    ]) {
      const { connection, online, hear, sends } = bench({ shelf })
      await online()
      connection.send(message('a'))
      hear(ack('a'))
      expect(sends()).toEqual(['a'])
    }
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { connection, online, sends } = bench({ shelf: { load: never, put: never, remove: never } })
    await online()
    connection.send(message('a'))
    expect(sends(), 'what earlier pages left goes first').toEqual([])
    vi.advanceTimersByTime(3_000)
    expect(sends()).toEqual(['a'])
  })

  it('what lies on the shelf and is no message is passed over', async () => {
    const shelf = shelfOf()
    shelf.load = async () => [{ cid: 'x' } as Outgoing, null as unknown as Outgoing, { ...message('a'), place: 1 }]
    const { online, sends } = bench({ shelf })
    await online()
    expect(sends()).toEqual(['a'])
  })

  it(`has at most ${MAX_UNACKED} messages without an ack, and of a conversation one`, async () => {
    const { connection, online, hear, sends } = bench()
    await online()
    const cids = Array.from({ length: MAX_UNACKED + 2 }, (_, i) => `m${i}`)
    for (const cid of cids) connection.send({ ...message(cid), conversation: `c${cid}` })
    connection.send({ ...message('second'), conversation: 'cm0' })
    expect(sends()).toEqual(cids.slice(0, MAX_UNACKED))
    hear(ack('m0'))
    expect(sends()).toEqual(cids.slice(0, MAX_UNACKED + 1))
    hear(ack('m1'))
    hear(ack('m2'))
    expect(sends().slice(-2)).toEqual([cids[MAX_UNACKED + 1], 'second'])
  })

  it('[W7] a message that is refused for a while is not overtaken by the next', async () => {
    const { connection, online, hear, sends, pass } = bench()
    await online()
    connection.send(message('a'))
    connection.send(message('b'))
    hear({ type: 'nack', cid: 'a', code: 'rate_limited', message: '', retryable: true, retryAfterMs: 50 })
    await pass(50)
    hear(ack('a'))
    expect(sends()).toEqual(['a', 'a', 'b'])
  })

  it('gives a message back that could not be sent for a day, and not before', async () => {
    const { connection, pass, outbox } = bench()
    connection.send(message('a'))
    await pass(LIVES_MS - 1)
    expect(outbox.get('a')?.failed).toBeUndefined()
    await pass(1)
    expect(outbox.get('a')?.failed).toBe('expired')
    connection.failed.retry('a')
    await pass(LIVES_MS - 1)
    expect(outbox.get('a')?.failed, 'it lives anew').toBeUndefined()
    await pass(1)
    expect(outbox.get('a')?.failed).toBe('expired')
  })

  describe('a message written a minute ago goes out', () => {
    const MINUTE_MS = 60_000

    it.each([-2 * LIVES_MS, 2 * LIVES_MS])(
      'from a device whose clock is off by %i ms, once the server has said its time',
      async (off) => {
        const { connection, online, pass, jump, correct, sends } = bench()
        jump(off)
        connection.send({ ...message('a'), at: off })
        await pass(MINUTE_MS)
        correct(-off)
        await online()
        expect(sends()).toEqual(['a'])
      },
    )

    it('from one whose clock is put right by the network that comes back', async () => {
      const { connection, online, pass, jump, sends } = bench()
      connection.send(message('a'))
      await pass(MINUTE_MS)
      jump(2 * LIVES_MS)
      await online()
      expect(sends()).toEqual(['a'])
    })

    it('by an earlier page that knew the time of the server, and this one does not yet', async () => {
      const off = 2 * LIVES_MS
      const shelf = shelfOf()
      const { connection, online, jump, correct, close } = bench({ shelf })
      jump(off)
      correct(-off)
      await online()
      await close(1006)
      connection.send(message('a'))
      connection.stop()
      const later = bench({ shelf })
      later.jump(off)
      await later.pass(MINUTE_MS)
      expect(later.outbox.list()).toMatchObject([{ cid: 'a', at: 0, deviceAt: off }])
      expect(later.outbox.get('a')?.failed).toBeUndefined()
      await later.online()
      expect(later.sends()).toEqual(['a'])
    })

    it('and one of the day before yesterday does not, though the device has slept since (control)', async () => {
      const { connection, online, close, jump, reopen, pass, sends, outbox } = bench()
      await online()
      await close(1006)
      connection.send(message('a'))
      jump(LIVES_MS)
      connection.send({ ...message('b'), at: LIVES_MS })
      await pass(MINUTE_MS)
      await reopen()
      expect(sends()).toEqual(['b'])
      expect(outbox.get('a')?.failed).toBe('expired')
    })
  })

  it.each([3_600_000, -3_600_000])(
    'a reply that may be taken back for five seconds goes after five, the clock set by %i ms',
    async (by) => {
      const { connection, online, pass, jump, sends } = bench()
      await online()
      connection.send({ ...message('a'), heldUntil: 5_000 })
      await pass(1)
      jump(by)
      await pass(4_998)
      expect(sends()).toEqual([])
      await pass(1)
      expect(sends()).toEqual(['a'])
    },
  )

  it('a message for the day after tomorrow is not too old then', async () => {
    const { connection, pass, outbox } = bench()
    connection.send({ ...message('a'), heldUntil: 2 * LIVES_MS })
    await pass(3 * LIVES_MS - 1)
    expect(outbox.get('a')).toMatchObject({ at: 2 * LIVES_MS })
    expect(outbox.get('a')?.failed).toBeUndefined()
    await pass(1)
    expect(outbox.get('a')?.failed).toBe('expired')
  })

  it('holds everything back as long as a rate limit says', async () => {
    const { connection, online, hear, sends, pass } = bench()
    await online()
    connection.send(message('a'))
    hear({ type: 'nack', cid: 'a', code: 'rate_limited', message: '', retryable: true, retryAfterMs: 3_000 })
    connection.send(message('b'))
    await pass(2_999)
    expect(sends()).toEqual(['a'])
    await pass(1)
    hear(ack('a'))
    expect(sends()).toEqual(['a', 'a', 'b'])
  })

  it('keeps a message that is refused for good, until the person tries again or drops it', async () => {
    const { connection, online, hear, sends, outbox } = bench()
    await online()
    connection.send(message('a'))
    connection.send(message('b'))
    hear({ type: 'nack', cid: 'a', code: 'too_large', message: '', retryable: false })
    expect(outbox.get('a')?.failed).toBe('too_large')
    connection.failed.retry('a')
    hear(ack('b'))
    expect(sends()).toEqual(['a', 'b', 'a'])
    connection.failed.drop('a')
    expect(outbox.list()).toEqual([])
  })

  it('holds a message until its time, lets others by, and gives it back only before', async () => {
    const { connection, online, hear, sends, outbox, pass } = bench()
    await online()
    connection.send({ ...message('held'), heldUntil: 5_000 })
    connection.send(message('note'))
    expect(sends()).toEqual(['note'])
    hear(ack('note'))
    await pass(4_999)
    expect(sends()).toEqual(['note'])
    await pass(1)
    expect(sends()).toEqual(['note', 'held'])
    expect(connection.held.takeBack('held'), 'on its way').toBeUndefined()
    hear(ack('held'))
    connection.send({ ...message('second'), heldUntil: 10_000 })
    expect(connection.held.takeBack('second')?.text).toBe('我的货到哪了呀')
    expect(outbox.get('second')).toBeUndefined()
    connection.send({ ...message('third'), heldUntil: 60_000 })
    connection.held.release()
    expect(sends()).toEqual(['note', 'held', 'third'])
  })

  it('a message that was held when the page went is sent by the next page', async () => {
    const shelf = shelfOf()
    const first = bench({ shelf })
    await first.online()
    first.connection.send({ ...message('01a'), heldUntil: 5_000 })
    const later = bench({ shelf })
    await later.online()
    await later.pass(5_000 + OTHERS_GRACE_MS - 1)
    expect(later.sends(), 'its own page may be taking it back').toEqual([])
    await later.pass(1)
    expect(later.sends()).toEqual(['01a'])
  })

  it('what another tab holds is taken back until shortly before its time: then that tab may be sending it', async () => {
    const shelf = shelfOf()
    const first = bench({ shelf })
    await first.online()
    for (const cid of ['01a', '01b']) first.connection.send({ ...message(cid), heldUntil: 5_000 })
    const other = bench({ shelf })
    await other.online()
    await other.pass(5_000 - OTHERS_LAST_MS)
    expect(other.connection.held.takeBack('01a')?.cid).toBe('01a')
    await other.pass(1)
    expect(other.connection.held.takeBack('01b')).toBeUndefined()
    expect(other.outbox.get('01b')?.cid).toBe('01b')
    await first.pass(5_000 - 1)
    expect(first.connection.held.takeBack('01b')?.cid, 'its own tab knows').toBe('01b')
  })

  it('replaces a line that is silent for 2.5 heartbeats, also one that never says welcome', async () => {
    const { online, hear, pass, states, dialled } = bench()
    await online()
    await pass(24_000)
    hear({ type: 'beat' })
    await pass(24_999)
    expect(states.at(-1)?.name).toBe('online')
    await pass(1)
    expect(states.at(-1)?.name).toBe('waiting')
    const mute = bench()
    await mute.start()
    await mute.pass(10_000)
    expect(mute.states.at(-1)?.name).toBe('waiting')
    expect(dialled).toHaveLength(1)
  })

  it('comes back by itself and sends what has no ack', async () => {
    const { connection, online, close, pass, reopen, sends, states } = bench()
    await online()
    connection.send(message('a'))
    await close(1006)
    expect(states.at(-1)).toMatchObject({ name: 'waiting', draining: false })
    await pass(30_000)
    await reopen()
    expect(sends()).toEqual(['a', 'a'])
    expect(states.at(-1)?.name).toBe('online')
  })

  it('says that a draining server is one, and comes back soon', async () => {
    const { online, close, states } = bench()
    await online()
    await close(4503)
    expect(states.at(-1)).toEqual({ name: 'waiting', retryAt: 750, draining: true })
  })

  it('gets another token when the first has expired, and asks a person when there is none', async () => {
    const { online, close, asked, dialled } = bench({ tokens: ['t1', 't2', undefined] })
    await online()
    await close(4401)
    expect(asked).toEqual([false, true])
    expect(dialled).toEqual(['t1', 't2'])
    const agent = bench({ tokens: ['t1', undefined] })
    await agent.online()
    await agent.close(4401)
    expect(agent.states.at(-1)).toEqual({ name: 'refused', code: 4401 })
  })

  it('finds out whether an upgrade failed for the token, and does not storm a server that refuses all', async () => {
    const { connection, close, dialled, states, asked, pass } = bench({ refused: true })
    connection.start()
    await pass(0)
    await close(1006)
    expect(dialled).toEqual(['t1', 't2'])
    await close(1006)
    expect(states.at(-1)?.name).toBe('waiting')
    expect(asked).toEqual([false, true])
    const network = bench({ refused: false })
    network.connection.start()
    await network.pass(0)
    await network.close(1006)
    expect(network.states.at(-1)?.name).toBe('waiting')
    expect(network.dialled).toEqual(['t1'])
  })

  it('does not come back where it may not be', async () => {
    const { online, close, pass, states, dialled } = bench()
    await online()
    await close(4403)
    await pass(600_000)
    expect(states.at(-1)).toEqual({ name: 'refused', code: 4403 })
    expect(dialled).toHaveLength(1)
  })

  it('connects at once when the network is back', async () => {
    const { connection, online, close, dialled, pass } = bench()
    await online()
    await close(1006)
    connection.retryNow()
    await pass(0)
    expect(dialled).toHaveLength(2)
  })

  it('ignores what it cannot read, and what an old line still says', async () => {
    const { connection, online, garble, states, received } = bench()
    await online()
    garble('{')
    garble('null')
    garble('{"type":"from the future"}')
    garble('{"type":"event"}')
    garble('{"type":"status","conversation":"c1","state":null}')
    expect(states.at(-1)?.name).toBe('online')
    expect(received).toEqual(['welcome', 'from the future'])
    connection.stop()
    garble(JSON.stringify(WELCOME))
    expect(states.at(-1)?.name).toBe('closed')
  })
})

describe('pauses before coming back', () => {
  it('double up to half a minute, anywhere between nothing and the bound', () => {
    expect([0, 1, 2, 3, 6, 20].map((attempt) => reconnectDelay(attempt, 1006, 0.999))).toEqual([
      500, 999, 1998, 3996, 29_970, 29_970,
    ])
    expect(reconnectDelay(5, 1006, 0)).toBe(0)
  })

  it('leave a server alone that has too many', () => {
    expect(reconnectDelay(0, 4429, 0)).toBe(5_000)
  })
})

describe('ids of messages', () => {
  it('are UUIDs of version 7 that sort by time', () => {
    const random = new Uint8Array(16).fill(255)
    const early = createCid(1_700_000_000_000, random)
    const late = createCid(1_700_000_000_001, new Uint8Array(16))
    expect(early).toBe('018bcfe5-6800-7fff-bfff-ffffffffffff')
    expect(late > early).toBe(true)
    expect(late).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('browser storage', () => {
  it('is replaced where it is forbidden', () => {
    const forbidden = usableStore(() => {
      throw new Error('SecurityError')
    })
    forbidden.setItem('a', '1')
    expect(forbidden.getItem('a')).toBe('1')
  })
})
