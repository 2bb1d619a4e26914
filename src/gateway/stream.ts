import type { ServerResponse } from 'node:http'
import type { Line } from './line.ts'

/** Frames as one answer to a poll has them; `after` of the next poll is `next`. */
export interface Polled {
  frames: unknown[]
  next: number
  closed?: { code: number; reason: string }
}

/** A line made of HTTP answers, where WebSockets are blocked: server-sent events, or one answer after another. */
export interface Stream extends Line {
  /** What waits and what comes, as server-sent events, until either side ends it. */
  follow(response: ServerResponse): void
  /** Frames above `after` as soon as there are any, or none when `waitMs` are over. */
  poll(after: number, waitMs: number): Promise<Polled>
}

const OPEN = 1
const CLOSED = 3
/** A stream that nobody reads for so long is over, milliseconds: longer than a poll waits, and than a page needs to ask again. */
export const UNREAD_MS = 45_000
/** After a close the last words may still be fetched, milliseconds. */
const LAST_WORDS_MS = 5_000

interface Waiting {
  n: number
  text: string
}

/** `ended` is called once, however it ends. */
export const createStream = (ended: () => void): Stream => {
  let state = OPEN
  let count = 0
  let waiting: Waiting[] = []
  let bytes = 0
  let closed: Polled['closed']
  let response: ServerResponse | undefined
  let wake: (() => void) | undefined
  let unread: NodeJS.Timeout

  const end = (): void => {
    clearTimeout(unread)
    const wasOpen = state !== CLOSED
    state = CLOSED
    letGo()
    wake?.()
    if (wasOpen) ended()
  }
  /** What lies before its end is still taken, for as long as last words may take: who does not read keeps nothing of ours. */
  const letGo = (): void => {
    const left = response
    response = undefined
    if (left === undefined) return
    const cut = setTimeout(() => left.destroy(), LAST_WORDS_MS).unref()
    left.once('close', () => clearTimeout(cut))
    left.end()
  }
  const watchUnread = (ms = UNREAD_MS): void => {
    clearTimeout(unread)
    unread = setTimeout(end, ms)
    unread.unref()
  }
  const write = (text: string): void => void response?.write(text)
  /** Server-sent events (WHATWG HTML §9.2): JSON has no line breaks of its own, so a frame is one `data` line. */
  const flush = (): void => {
    if (response === undefined) return wake?.()
    for (const { n, text } of waiting) write(`id: ${n}\ndata: ${text}\n\n`)
    waiting = []
    bytes = 0
    if (closed === undefined) return
    write(`event: close\ndata: ${JSON.stringify(closed)}\n\n`)
    end()
  }
  const drop = (after: number): void => {
    waiting = waiting.filter(({ n }) => n > after)
    bytes = waiting.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  }
  const stepAside = (): void => {
    letGo()
    wake?.()
  }
  watchUnread()

  return {
    OPEN,
    get readyState() {
      return closed === undefined ? state : CLOSED
    },
    get bufferedAmount() {
      return bytes + (response?.writableLength ?? 0)
    },
    send: (text) => {
      waiting.push({ n: ++count, text })
      bytes += Buffer.byteLength(text)
      flush()
    },
    close: (code, reason) => {
      if (closed !== undefined) return
      closed = { code, reason }
      flush()
      if (state === OPEN) watchUnread(LAST_WORDS_MS)
    },
    terminate: () => {
      response?.destroy()
      end()
    },
    follow: (to) => {
      stepAside()
      clearTimeout(unread)
      response = to
      to.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // nginx would keep the events until it has a page of them.
        'x-accel-buffering': 'no',
      })
      to.on('error', () => {
        if (response === to) end()
      })
      to.on('close', () => {
        if (response === to) end()
      })
      // So that the client knows at once that events get through.
      write(': here\n\n')
      flush()
    },
    poll: async (after, waitMs) => {
      stepAside()
      drop(after)
      watchUnread(waitMs + UNREAD_MS)
      if (waiting.length === 0 && closed === undefined && state === OPEN)
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer)
            // A later poll may wait already.
            if (wake === done) wake = undefined
            resolve()
          }
          const timer = setTimeout(done, waitMs)
          wake = done
        })
      const over = closed ?? (state === CLOSED ? { code: 1006, reason: 'the stream is over' } : undefined)
      const polled = {
        frames: waiting.map(({ text }) => JSON.parse(text) as unknown),
        next: waiting.at(-1)?.n ?? Math.max(after, count),
      }
      return { ...polled, ...(over === undefined ? {} : { closed: over }) }
    },
  }
}
