import pg from 'pg'

/** The channel of one database. */
const CHANNEL = 'tabdesk'
/** PostgreSQL carries less than 8,000 bytes; one hint that is longer is not told. */
const MAX_PAYLOAD_BYTES = 7_900
/** Hints that wait for the line; beyond that the oldest are dropped. */
const MAX_WAITING = 2_000
const CONNECT_MS = 1_500
const ANSWER_MS = 2_000
/** Milliseconds until it is tried again. */
const RECONNECT_MS = 500
/** Milliseconds between two looks whether the other end is still there: who only listens would never know. */
const LOOK_MS = 3_000
const KEEP_ALIVE_AFTER_MS = 5_000

/** LISTEN and NOTIFY over a connection of its own, opened again whenever it is lost. */
export interface BusLine {
  /** Tells all others, soon, or never. */
  say(hint: unknown): void
  fault(): string | undefined
  close(): Promise<void>
}

export interface BusLineParts {
  url: string
  /** Who we are: what we said ourselves is not heard. */
  me: string
  heard(hint: unknown): void
  /** The line is there, for the first time or again: what was said meanwhile is unknown. */
  up(): void
  /** It is there or not since now. */
  changed(): void
}

export const createBusLine = ({ url, me, heard, up, changed }: BusLineParts): BusLine => {
  let client: pg.Client | undefined
  let fault: string | undefined = 'connecting'
  let closed = false
  let waiting: string[] = []
  let flushing = false
  let again: NodeJS.Timeout | undefined

  const setFault = (next: string | undefined): void => {
    const differs = (next === undefined) !== (fault === undefined)
    fault = next
    if (differs) changed()
  }
  const lose = (lost: pg.Client, error: Error): void => {
    if (lost !== client) return
    client = undefined
    waiting = []
    lost.end().catch(() => undefined)
    if (closed) return
    setFault(error.message)
    clearTimeout(again)
    again = setTimeout(open, RECONNECT_MS).unref()
  }
  const open = (): void => {
    const opening = new pg.Client({
      connectionString: url,
      application_name: 'tabdesk bus',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      // A hint that a crash of the server loses was a hint.
      options: '-c synchronous_commit=off',
    })
    client = opening
    opening.on('error', (error) => lose(opening, error))
    opening.on('end', () => lose(opening, new Error('the server closed the line')))
    opening.on('notification', ({ payload = '' }) => hear(payload))
    opening.connect().then(
      async () => {
        try {
          await opening.query(`LISTEN ${CHANNEL}`)
          if (opening !== client) return
          setFault(undefined)
          up()
        } catch (error) {
          lose(opening, error as Error)
        }
      },
      (error: Error) => lose(opening, error),
    )
  }
  const hear = (payload: string): void => {
    try {
      const { from, hints } = JSON.parse(payload) as { from: string; hints: unknown[] }
      if (from === me) return
      for (const hint of hints) heard(hint)
    } catch {
      // Somebody else's words on our channel.
    }
  }
  const flush = async (): Promise<void> => {
    if (flushing) return
    flushing = true
    // Everything that is said in this turn of the loop, and while the last was under way, travels together.
    await new Promise(setImmediate)
    while (waiting.length > 0 && client !== undefined && fault === undefined) {
      const to = client
      await to
        .query('SELECT pg_notify($1, $2)', [CHANNEL, payloadOf(me, waiting)])
        .catch((error: Error) => lose(to, error))
    }
    flushing = false
  }
  const look = setInterval(() => {
    const at = client
    if (at !== undefined && fault === undefined) at.query('SELECT 1').catch((error: Error) => lose(at, error))
  }, LOOK_MS).unref()
  open()

  return {
    say: (hint) => {
      if (fault !== undefined) return
      const text = JSON.stringify(hint)
      if (Buffer.byteLength(payloadOf(me, [text])) > MAX_PAYLOAD_BYTES) return
      // The same again says nothing more.
      if (waiting.at(-1) === text) return
      waiting.push(text)
      if (waiting.length > MAX_WAITING) waiting.shift()
      void flush()
    },
    fault: () => fault,
    close: async () => {
      closed = true
      clearInterval(look)
      clearTimeout(again)
      await client?.end().catch(() => undefined)
    },
  }
}

/** As many hints as one payload carries, taken from the front; at least one. */
const payloadOf = (from: string, hints: string[]): string => {
  const wrap = (inner: string): string => `{"from":${JSON.stringify(from)},"hints":[${inner}]}`
  const taken: string[] = [hints.shift() ?? '']
  let bytes = Buffer.byteLength(wrap(taken[0] ?? ''))
  for (let next = hints[0]; next !== undefined; next = hints[0]) {
    bytes += Buffer.byteLength(next) + 1
    if (bytes > MAX_PAYLOAD_BYTES) break
    taken.push(next)
    hints.shift()
  }
  return wrap(taken.join(','))
}
