import type { Attachment, LogEvent, Principal } from '../domain/message.ts'
import { after } from './after.ts'
import { newCid } from './cid.ts'
import { type ConnectionState, createConnection } from './connection.ts'
import { createDial } from './dial.ts'
import type { SocketClass } from './dial-socket.ts'
import { createOutbox, type Outbox, type Outgoing } from './outbox.ts'
import { createServerClock } from './server-clock.ts'
import { type Cursor, type MessageState, stateOf } from './states.ts'
import { createThread, type Thread } from './thread.ts'
import { contiguousTo } from './transcript.ts'
import type { AckFrame, ClientFrame, EventsPage, ServerFrame, WelcomeFrame } from './wire.ts'

/** Conversations that a line goes on from by itself; what is older is read when it is looked at. */
const MAX_RESUMED = 50
/** Milliseconds until the server must have said whether a token is good. */
const REFUSED_WITHIN_MS = 8_000

export interface ClientParts {
  /** Of the server: `https://support.example.com`. */
  url: string
  /** The token to use; `refused` says that the last one was not taken. Undefined when there is no other. */
  token(refused: boolean): Promise<string | undefined>
  /** `WebSocket` of a browser or of package `ws`; without one it talks over plain HTTP. */
  socket?: SocketClass
  /** Keeps what is not durable yet; by default in memory. `createBrowserOutbox` shares it between tabs. */
  outbox?: Outbox
  /** Names this device to the server, for as long as it is the same. */
  device?: string
}

export interface ClientEvents {
  /** The line came, went, or needs a person. */
  line: ConnectionState
  /** The log of a conversation has changed: `messages` has it. */
  messages: { conversation: string }
  /** A message came or went, was stored, refused, delivered or read: `state` knows. */
  states: undefined
  /** Any frame, for what is not told otherwise. */
  frame: ServerFrame
}

/** One person's side of the wire, for browsers and Node. */
export interface Client {
  start(): void
  /** Hangs up. What is not durable yet stays in the outbox. */
  stop(): void
  /** Sends a message, now or when the line is back; its `cid`. */
  send(message: Draft): string
  /** A frame that is worth nothing later: `typing`, `read`, `claim`, …; false when the line is down. */
  post(frame: ClientFrame): boolean
  /** What is known of a message of one's own; undefined for one that is not. */
  state(cid: string): MessageState | undefined
  /** Messages not durable yet, in the order in which they were written. */
  pending(): readonly Outgoing[]
  /** Tries a failed message once more, or forgets it. */
  retry(cid: string): void
  drop(cid: string): void
  /** Those that this client has heard of, the newest last. */
  conversations(): readonly string[]
  /** A conversation as far as it is known here, ascending and without holes. */
  messages(conversation: string): readonly LogEvent[]
  /** Reads a conversation, or what is missing of it; `earlier` one page further back. */
  load(conversation: string): Promise<void>
  earlier(conversation: string): Promise<void>
  /** The server's time in Unix milliseconds, however wrong the device's clock is. */
  now(): number
  /** Connects at once if it is waiting to. */
  retryNow(): void
  on<E extends keyof ClientEvents>(event: E, listener: (told: ClientEvents[E]) => void): () => void
}

export interface Draft {
  text: string
  /** Absent for a customer: the open conversation, or a new one. */
  conversation?: string
  /** `text` unless said. */
  kind?: Outgoing['kind']
  attachment?: Attachment
}

export const createClient = (parts: ClientParts): Client => {
  const steady = () => performance.now()
  const clock = createServerClock(Date.now, steady)
  const outbox = parts.outbox ?? createOutbox()
  const threads = new Map<string, Thread>()
  const cursors = new Map<string, Partial<Record<string, Cursor>>>()
  const listeners: { [E in keyof ClientEvents]: Set<(told: ClientEvents[E]) => void> } = {
    line: new Set(),
    messages: new Set(),
    states: new Set(),
    frame: new Set(),
  }
  let me: Partial<Principal> = {}
  let token = ''

  const side = (): 'customer' | 'agent' => (me.role === 'customer' ? 'customer' : 'agent')
  const tell = <E extends keyof ClientEvents>(event: E, told: ClientEvents[E]) => {
    for (const listener of listeners[event]) listener(told)
  }
  const call = async (path: string, bearer: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, parts.url), { ...init, headers: { authorization: `Bearer ${bearer}` } })
  const fetchPage = async (conversation: string, from: number, limit: number): Promise<EventsPage> => {
    const answer = await call(
      `/v1/conversations/${encodeURIComponent(conversation)}/events?after=${from}&limit=${limit}`,
      token,
    )
    if (!answer.ok) throw new Error(`events of ${conversation}: HTTP ${answer.status}`)
    return (await answer.json()) as EventsPage
  }
  const thread = (conversation: string): Thread => {
    const known = threads.get(conversation)
    if (known !== undefined) return known
    const made = createThread({
      conversation,
      fetchPage: (from, limit) => fetchPage(conversation, from, limit),
      changed: () => tell('messages', { conversation }),
      settled: () => {},
    })
    threads.set(conversation, made)
    return made
  }
  const welcomed = ({ principal, conversations, at }: WelcomeFrame) => {
    me = principal
    clock.heard(at)
    for (const { conversation, head, recovered } of conversations) {
      const one = thread(conversation)
      if (recovered && one.transcript().head > 0) continue
      one.reset()
      void one.load(head)
    }
  }
  const received = (frame: ServerFrame) => {
    if (frame.type === 'welcome') welcomed(frame)
    if (frame.type === 'event') {
      thread(frame.conversation).add([frame])
      if (frame.from.role !== side())
        connection.post({ type: 'received', conversation: frame.conversation, seq: frame.seq })
    }
    if (frame.type === 'receipt') {
      const { conversation, by, delivered, read } = frame
      cursors.set(conversation, { ...cursors.get(conversation), [by]: { delivered, read } })
      tell('states', undefined)
    }
    tell('frame', frame)
  }
  const delivered = ({ kind, text, attachment }: Outgoing, { conversation, seq, epoch, at, cid }: AckFrame) => {
    // Another tab was online first: this one reads the whole talk when it is.
    if (me.sub === undefined) return
    const from = { role: side(), id: me.sub, name: me.name ?? '' }
    thread(conversation).add([
      { conversation, seq, epoch, at, cid, from, kind, text, ...(attachment !== undefined && { attachment }) },
    ])
  }
  const connection = createConnection({
    dial: createDial(parts.url, parts.socket),
    token: async (refused) => {
      const taken = await parts.token(refused)
      token = taken ?? ''
      return taken
    },
    isRefused: async (bearer) => {
      const signal = AbortSignal.timeout(REFUSED_WITHIN_MS)
      return (await call('/v1/conversations?limit=1', bearer, { signal })).status === 401
    },
    device: parts.device ?? newCid(),
    outbox,
    resumeFrom: () =>
      [...threads.values()]
        .map((one) => one.transcript())
        .filter((transcript) => contiguousTo(transcript) > 0)
        .slice(-MAX_RESUMED)
        .map((transcript) => ({
          conversation: transcript.conversation,
          epoch: transcript.epoch,
          seq: contiguousTo(transcript),
        })),
    received,
    delivered,
    stateChanged: (state) => tell('line', state),
    outboxChanged: () => tell('states', undefined),
    now: clock.now,
    wall: Date.now,
    steady,
    random: Math.random,
    after,
  })

  return {
    start: () => connection.start(),
    stop: () => connection.stop(),
    send: ({ kind = 'text', ...draft }) => {
      const cid = newCid()
      connection.send({ cid, kind, ...draft, at: clock.now() })
      return cid
    },
    post: (frame) => connection.post(frame),
    state: (cid) => {
      const pending = outbox.get(cid)
      if (pending !== undefined) return pending.failed === undefined ? 'sending' : 'failed'
      for (const [conversation, one] of threads) {
        const event = one.transcript().events.find((other) => other.cid === cid && other.from.role === side())
        const other = side() === 'customer' ? 'agent' : 'customer'
        if (event !== undefined) return stateOf(event.seq, cursors.get(conversation)?.[other])
      }
      return undefined
    },
    pending: () => outbox.list(),
    retry: (cid) => connection.failed.retry(cid),
    drop: (cid) => connection.failed.drop(cid),
    conversations: () => [...threads.keys()],
    messages: (conversation) => threads.get(conversation)?.transcript().events ?? [],
    load: (conversation) => thread(conversation).load(thread(conversation).transcript().head),
    earlier: (conversation) => thread(conversation).earlier(),
    now: clock.now,
    retryNow: () => connection.retryNow(),
    on: (event, listener) => {
      listeners[event].add(listener)
      return () => listeners[event].delete(listener)
    },
  }
}
