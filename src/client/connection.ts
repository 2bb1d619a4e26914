import { reconnectDelay } from './backoff.ts'
import { frameOf } from './frame.ts'
import type { Outbox, Outgoing } from './outbox.ts'
import { ACK_TIMEOUT_MS, createSender, type Sender } from './sender.ts'
import type { AckFrame, ClientFrame, ResumePoint, ServerFrame } from './wire.ts'

/** Heartbeats missed, as a multiple of their interval, until the line counts as dead. */
const SILENCE_BEATS = 2.5
/** Milliseconds from dialling until the line must be open, by a WebSocket (8 s) or by plain HTTP after it (8 s). */
const OPEN_TIMEOUT_MS = 20_000
/** Milliseconds from opening until `welcome` must have come. */
const WELCOME_TIMEOUT_MS = 10_000
/**
 * Milliseconds that a message may wait with nothing at all heard meanwhile: it was sent a second time, and that has almost had its time, too.
 * Heartbeats alone would find a process that stands still after half a minute. Doubled with every line replaced for it until an ack comes:
 * a server that is there and slow is not helped by resumes.
 */
const UNANSWERED_MS = 1.9 * ACK_TIMEOUT_MS
/** Our own close code (RFC 6455 keeps 4000-4999 for programs) when we hang up on a silent line. */
const SILENT = 4000
/** Our own, too: something between keeps events back, so that the next line over plain HTTP polls. */
export const HELD_BACK = 4001

export type ConnectionState =
  | { name: 'connecting' }
  | { name: 'online' }
  /** `retryAt` is Unix milliseconds. */
  | { name: 'waiting'; retryAt: number; draining: boolean }
  /** The token is no good and there is no other: a person must act. */
  | { name: 'refused'; code: number }
  | { name: 'closed' }

export interface Wire {
  send(text: string): void
  close(code: number, reason: string): void
}

export interface ConnectionParts {
  /** Opens a socket; `closed` is called exactly once, also when it never opened. */
  dial(token: string, on: { opened(): void; received(text: string): void; closed(code: number): void }): Wire
  /** The token to use; `refused` says that the last one was not taken. Undefined when there is no other. */
  token(refused: boolean): Promise<string | undefined>
  /** A browser does not say why an upgrade failed: asks over HTTP whether it was the token. */
  isRefused(token: string): Promise<boolean>
  device: string
  outbox: Outbox
  /** Where to go on from, asked at every hello. */
  resumeFrom(): ResumePoint[]
  received(frame: ServerFrame): void
  /** A message became durable: what was sent, and where it stands in the log. */
  delivered(message: Outgoing, ack: AckFrame): void
  stateChanged(state: ConnectionState): void
  outboxChanged(): void
  /** Unix milliseconds; the server's once it has spoken. */
  now(): number
  /** Unix milliseconds as the device has them, right or wrong. */
  wall(): number
  /** Milliseconds that never jump, whatever becomes of the clock. */
  steady(): number
  random(): number
  /** Calls back after `ms`; returns the cancel. */
  after(ms: number, then: () => void): () => void
}

/** A line to the gateway that comes back by itself and loses no message. */
export interface Connection {
  start(): void
  stop(): void
  /** Connects at once if it is waiting to: the network is back, or the person asked. */
  retryNow(): void
  /** The device says that it has no network: the line is given up at once, not when its silence is long enough. */
  networkLost(): void
  /** Queues a message until it is acknowledged, across reconnects and reloads. */
  send(message: Outgoing): void
  /** Sends a frame that is worth nothing later; false when the line is down. */
  post(frame: ClientFrame): boolean
  readonly failed: Pick<Sender, 'retry' | 'drop'>
  /** Messages that may still be taken back. */
  readonly held: Pick<Sender, 'release' | 'takeBack'>
}

export const createConnection = (parts: ConnectionParts): Connection => {
  let state: ConnectionState = { name: 'closed' }
  let wire: Wire | undefined
  /** Counts the attempts; what belongs to an earlier one is ignored. */
  let generation = 0
  let failures = 0
  let tokenRefused = false
  let heartbeatMs = 0
  /** When the first message went out since anything was heard, on the clock that does not jump. */
  let saidAt: number | undefined
  /** Milliseconds that the line is given to answer. */
  let patience = UNANSWERED_MS
  let cancelTimer = () => {}
  /** What came before `welcome`: it means nothing until it is known who one is and which conversations there are. */
  let early: ServerFrame[] = []

  const sender = createSender({
    outbox: parts.outbox,
    transmit: (frame) => {
      saidAt ??= parts.steady()
      transmit(frame)
    },
    unanswered: () => {
      if (saidAt === undefined || parts.steady() - saidAt < patience) return
      patience *= 2
      dropLine()
    },
    after: parts.after,
    changed: parts.outboxChanged,
    delivered: parts.delivered,
    now: parts.now,
    wall: parts.wall,
    steady: parts.steady,
  })
  const transmit = (frame: ClientFrame) => wire?.send(JSON.stringify(frame))
  const become = (next: ConnectionState) => {
    state = next
    parts.stateChanged(next)
  }
  const watchSilence = (ms: number) => {
    cancelTimer()
    cancelTimer = parts.after(ms, dropLine)
  }
  /** A dead line may take minutes to report its close, so it is not waited for. */
  const dropLine = () => {
    generation += 1
    wire?.close(SILENT, 'silent')
    void lost(SILENT, undefined)
  }
  const hangUp = () => {
    generation += 1
    cancelTimer()
    sender.stop()
    wire?.close(1000, 'bye')
    wire = undefined
  }

  const connect = async () => {
    const mine = ++generation
    cancelTimer()
    become({ name: 'connecting' })
    const token = await parts.token(tokenRefused).catch(() => null)
    if (mine !== generation) return
    if (token === undefined) return become({ name: 'refused', code: 4401 })
    if (token === null) return wait(0)
    tokenRefused = false
    early = []
    let opened = false
    watchSilence(OPEN_TIMEOUT_MS)
    wire = parts.dial(token, {
      opened: () => {
        if (mine !== generation) return
        opened = true
        watchSilence(WELCOME_TIMEOUT_MS)
        const resume = parts.resumeFrom()
        transmit({ type: 'hello', device: parts.device, ...(resume.length > 0 && { resume }) })
      },
      received: (text) => {
        if (mine === generation) receive(text)
      },
      closed: (code) => {
        if (mine === generation) void lost(code, opened ? undefined : token)
      },
    })
  }

  const receive = (text: string) => {
    const frame = frameOf(text)
    if (frame === undefined) return
    saidAt = undefined
    if (frame.type === 'welcome') {
      failures = 0
      heartbeatMs = frame.heartbeatMs
      become({ name: 'online' })
    }
    if (heartbeatMs > 0) watchSilence(heartbeatMs * SILENCE_BEATS)
    if (frame.type === 'ack') {
      patience = UNANSWERED_MS
      const message = sender.acked(frame)
      if (message !== undefined) parts.delivered(message, frame)
    }
    if (frame.type === 'nack') sender.refused(frame)
    if (state.name !== 'online') {
      early.push(frame)
      return
    }
    parts.received(frame)
    // After the page has heard `welcome`, so that it knows its conversations before the first ack.
    if (frame.type !== 'welcome') return
    for (const one of early) parts.received(one)
    early = []
    sender.online()
  }

  const lost = async (code: number, neverOpenedWith: string | undefined) => {
    const mine = generation
    cancelTimer()
    sender.offline()
    wire = undefined
    heartbeatMs = 0
    if (code === 4403) return become({ name: 'refused', code })
    tokenRefused = code === 4401
    if (neverOpenedWith !== undefined) {
      tokenRefused = await parts.isRefused(neverOpenedWith).catch(() => false)
      if (mine !== generation) return
    }
    // A second refusal in a row waits like any failure, or a server that refuses all tokens would be stormed.
    if (tokenRefused && failures === 0) {
      failures += 1
      return void connect()
    }
    wait(code)
  }

  const wait = (code: number) => {
    const delay = reconnectDelay(failures, code, parts.random())
    failures += 1
    become({ name: 'waiting', retryAt: parts.now() + delay, draining: code === 4503 })
    cancelTimer = parts.after(delay, () => void connect())
  }

  return {
    start: () => {
      if (state.name === 'closed' || state.name === 'refused') void connect()
    },
    stop: () => {
      hangUp()
      become({ name: 'closed' })
    },
    retryNow: () => {
      if (state.name === 'waiting') void connect()
    },
    networkLost: () => {
      if (state.name === 'online') dropLine()
    },
    send: (message) => sender.add(message),
    post: (frame) => {
      if (state.name !== 'online') return false
      transmit(frame)
      return true
    },
    failed: sender,
    held: sender,
  }
}
