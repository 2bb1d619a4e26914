import type { LogEvent, Principal } from '../domain/message.ts'
import type { Line } from './line.ts'
import { CLOSE, type ServerFrame } from './protocol.ts'

export interface Connection {
  readonly principal: Principal
  readonly staff: boolean
  readonly watched: Set<string>
  send(frame: ServerFrame): void
  /** Events as the log has written them, one a line; waits for who reads slowly, and for nobody else. */
  replay(lines: string): Promise<void>
  /** Events are left out until `listen`: who has not said yet how far they are is told by the log what they missed (W4). */
  mute(): void
  listen(): void
  /** A serialised frame of a conversation; held back while that conversation is being resumed (W4). */
  deliver(conversation: string, text: string, seq?: number): void
  /** From now on frames of the conversation wait. */
  hold(conversation: string): void
  /** The client knows the conversation up to here, or knows how to ask: what comes must follow on it without a gap (W2). */
  reached(conversation: string, seq: number): void
  /**
   * Sends what was read from the log, then what waited, without gap or repeat. `readOn` fetches what a gap hides.
   * Resolves when live frames flow again.
   */
  release(conversation: string, sent: number, readOn: (after: number) => Promise<LogEvent[]>): Promise<void>
  /** What is held of a conversation that could not be resumed goes. */
  letGo(conversation: string): void
  /** Whether anybody is there to read. */
  isOpen(): boolean
  close(code: number, reason: string): void
}

/** More than this unsent means that the client does not read: it is cut off and resumes (W6). */
export const MAX_UNSENT_BYTES = 1024 * 1024
/** What a slow client has to take the close frame, and what lies before it. */
const LAST_WORDS_MS = 2_000
/** Frames that may wait for a resume; a conversation that gets more meanwhile is cut off like a slow reader. */
const MAX_HELD_FRAMES = 10_000
/** A replay stops above this until the client has caught up, so that a long one is not taken for a slow reader. */
const REPLAY_UNSENT_BYTES = MAX_UNSENT_BYTES / 4
const DRAIN_CHECK_MS = 5

interface Held {
  text: string
  seq: number | undefined
}

/** How far a client is: `sent` is the last event of an unbroken row, which began above `from`. Where the client never said how far it is, the row began with whatever came first. */
interface Reached {
  sent: number
  from: number
  said: boolean
}

/** What this client may see of a conversation above a place, ascending. */
export type ReadOn = (conversation: string, after: number) => Promise<LogEvent[]>

/**
 * One line as the rooms see it: bounded, in order. Where several processes write one conversation its events may come here in
 * another order than the log's: what is missing before one is read on first, and what was sent is not sent again.
 */
export const createConnection = (socket: Line, principal: Principal, staff: boolean, readOn?: ReadOn): Connection => {
  const held = new Map<string, Held[]>()
  const reached = new Map<string, Reached>()
  let muted = false

  const write = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
      // Who still reads, reads why; nothing more is queued behind it, and who does not is cut off.
      close(CLOSE.tooSlow, 'too slow: reconnect and resume')
      setTimeout(() => socket.terminate(), LAST_WORDS_MS).unref()
      return
    }
    socket.send(text)
  }
  const close = (code: number, reason: string): void => socket.close(code, reason)

  const isBehind = (): boolean => socket.readyState === socket.OPEN && socket.bufferedAmount > REPLAY_UNSENT_BYTES
  /** Resolves when the client has read enough for more to be sent, or is gone. */
  const drained = async (): Promise<void> => {
    while (isBehind()) await new Promise((resolve) => setTimeout(resolve, DRAIN_CHECK_MS))
  }

  /** Whether it comes next; what does is noted as sent. */
  const placeOf = (conversation: string, seq: number): 'next' | 'known' | 'ahead' => {
    const at = reached.get(conversation)
    if (at === undefined) reached.set(conversation, { sent: seq, from: seq - 1, said: false })
    else if (seq <= at.from && (!at.said || at.sent === at.from)) return 'next'
    else if (seq <= at.sent) return 'known'
    else if (seq > at.sent + 1) return 'ahead'
    else at.sent = seq
    return 'next'
  }
  const sent = (conversation: string, seq: number): void => {
    const at = reached.get(conversation)
    if (at === undefined) reached.set(conversation, { sent: seq, from: -1, said: true })
    else at.sent = Math.max(at.sent, seq)
  }
  /** Sends what waits; a gap before an event is filled from the log, as long as there is something there to fill it. */
  const flow = async (conversation: string, read: (after: number) => Promise<LogEvent[]>): Promise<void> => {
    for (let next = held.get(conversation)?.[0]; next !== undefined; next = held.get(conversation)?.[0]) {
      const place = next.seq === undefined ? 'next' : placeOf(conversation, next.seq)
      if (place === 'ahead') {
        const events = await read(reached.get(conversation)?.sent ?? 0)
        for (const event of events) {
          if (placeOf(conversation, event.seq) === 'known') continue
          sent(conversation, event.seq)
          write(JSON.stringify({ type: 'event', ...event } satisfies ServerFrame))
          await drained()
        }
        // Nothing there: taken as it is.
        if (events.length === 0 && next.seq !== undefined) sent(conversation, next.seq - 1)
        continue
      }
      held.get(conversation)?.shift()
      if (place === 'next') write(next.text)
    }
    held.delete(conversation)
  }

  return {
    principal,
    staff,
    watched: new Set(),
    send: (frame) => write(JSON.stringify(frame)),
    mute: () => {
      muted = true
    },
    listen: () => {
      muted = false
    },
    deliver: (conversation, text, seq) => {
      if (muted && seq !== undefined) return
      const waiting = held.get(conversation)
      if (waiting !== undefined) {
        if (waiting.length < MAX_HELD_FRAMES) waiting.push({ text, seq })
        else socket.terminate()
        return
      }
      const place = seq === undefined || readOn === undefined ? 'next' : placeOf(conversation, seq)
      if (place === 'next') write(text)
      if (place !== 'ahead' || readOn === undefined) return
      held.set(conversation, [{ text, seq }])
      flow(conversation, (after) => readOn(conversation, after)).catch(() => {
        held.delete(conversation)
        close(CLOSE.draining, 'the log cannot be read now: reconnect and resume')
      })
    },
    replay: async (lines) => {
      if (lines === '') return
      for (const line of lines.split('\n')) {
        write(`{"type":"event",${line.slice(1)}`)
        if (isBehind()) await drained()
      }
    },
    isOpen: () => socket.readyState === socket.OPEN,
    hold: (conversation) => void held.set(conversation, held.get(conversation) ?? []),
    reached: (conversation, seq) => {
      if (!reached.has(conversation)) reached.set(conversation, { sent: seq, from: seq, said: true })
    },
    letGo: (conversation) => void held.delete(conversation),
    release: async (conversation, upTo, read) => {
      sent(conversation, upTo)
      await flow(conversation, read)
    },
    close,
  }
}
