import type { LogEvent, Principal } from '../domain/message.ts'
import type { Line } from './line.ts'
import { CLOSE, type ServerFrame } from './protocol.ts'

export interface Connection {
  readonly principal: Principal
  readonly staff: boolean
  readonly watched: Set<string>
  send(frame: ServerFrame): void
  /** A serialised frame of a conversation; held back while that conversation is being resumed (W4). */
  deliver(conversation: string, text: string, seq?: number): void
  /** From now on frames of the conversation wait. */
  hold(conversation: string): void
  /**
   * Sends what was read from the log, then what waited, without gap or repeat. `readOn` fetches what a gap hides.
   * Resolves when live frames flow again.
   */
  release(conversation: string, sent: number, readOn: (after: number) => Promise<LogEvent[]>): Promise<void>
  /** Resolves when the client has read enough for more to be sent, or is gone. */
  drained(): Promise<void>
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

/** One line as the rooms see it: bounded, in order. */
export const createConnection = (socket: Line, principal: Principal, staff: boolean): Connection => {
  const held = new Map<string, Held[]>()

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

  const drained = async (): Promise<void> => {
    while (socket.readyState === socket.OPEN && socket.bufferedAmount > REPLAY_UNSENT_BYTES)
      await new Promise((resolve) => setTimeout(resolve, DRAIN_CHECK_MS))
  }

  return {
    principal,
    staff,
    watched: new Set(),
    send: (frame) => write(JSON.stringify(frame)),
    deliver: (conversation, text, seq) => {
      const waiting = held.get(conversation)
      if (waiting === undefined) write(text)
      else if (waiting.length < MAX_HELD_FRAMES) waiting.push({ text, seq })
      else socket.terminate()
    },
    drained,
    hold: (conversation) => void held.set(conversation, held.get(conversation) ?? []),
    release: async (conversation, sent, readOn) => {
      let last = sent
      for (let gap = gapAfter(held.get(conversation), last); gap; gap = gapAfter(held.get(conversation), last)) {
        const events = await readOn(last)
        if (events.length === 0) break
        for (const event of events) {
          write(JSON.stringify({ type: 'event', ...event } satisfies ServerFrame))
          await drained()
        }
        last = events.at(-1)?.seq ?? last
      }
      for (const { text, seq } of held.get(conversation) ?? []) if (seq === undefined || seq > last) write(text)
      held.delete(conversation)
    },
    close,
  }
}

/** Whether the first waiting event does not follow on what was sent. */
const gapAfter = (waiting: Held[] | undefined, last: number): boolean => {
  const next = waiting?.find(({ seq }) => seq !== undefined && seq > last)?.seq
  return next !== undefined && next > last + 1
}
