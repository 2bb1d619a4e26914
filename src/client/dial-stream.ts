import { type ConnectionParts, HELD_BACK, type Wire } from './connection.ts'

/** Milliseconds until a call that opens a stream or brings frames must be answered: some servers take it and say nothing. */
const ANSWER_WITHIN_MS = 8_000
/** Milliseconds until the first event must have come: a proxy that keeps events back sends none. */
const FIRST_EVENT_MS = 4_000
/** Frames of one call, as the server takes them. */
const MAX_FRAMES = 32
/** RFC 6455: the line ended without a word. */
const ABNORMAL = 1006

/** What Node has no word for. */
const UNCACHED: object = { cache: 'no-store' }

interface Polled {
  frames: unknown[]
  next: number
  closed?: { code: number }
}

/** Opens lines over plain HTTP, where WebSockets are blocked: server-sent events, and polling where these are held back. */
export const createStreamDial = (url: string): ConnectionParts['dial'] => {
  /** Something between keeps events back: from then on it polls. */
  const seen = { heldBack: false }
  return (token, on) => dial(new URL('/v1/streams', url).href, seen, token, on)
}

const dial = (
  streams: string,
  seen: { heldBack: boolean },
  token: string,
  on: Parameters<ConnectionParts['dial']>[1],
): Wire => {
  const line = new AbortController()
  const queue: string[] = []
  let stream: string | undefined
  let posting = false
  let over = false

  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${streams}${path}`, {
      signal: line.signal,
      ...UNCACHED,
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
    })
    if (!answer.ok) throw new Error(String(answer.status))
    return answer
  }
  const end = (code: number) => {
    if (over) return
    over = true
    line.abort()
    on.closed(code)
  }
  const broken = () => end(ABNORMAL)
  const give = async (path: string, body: string): Promise<Response> => {
    const timer = setTimeout(broken, ANSWER_WITHIN_MS)
    try {
      return await call(path, { method: 'POST', body })
    } finally {
      clearTimeout(timer)
    }
  }
  /** One call at a time, so that frames keep their order. */
  const post = async () => {
    if (posting || stream === undefined) return
    posting = true
    while (queue.length > 0 && !over)
      await give(`/${stream}/frames`, `{"frames":[${queue.splice(0, MAX_FRAMES).join(',')}]}`)
    posting = false
  }
  const follow = async () => {
    const timer = setTimeout(() => {
      // What was said so far lies there: another stream begins, and resumes.
      seen.heldBack = true
      end(HELD_BACK)
    }, FIRST_EVENT_MS)
    line.signal.addEventListener('abort', () => clearTimeout(timer))
    const answer = await call(`/${stream}`, { headers: { accept: 'text/event-stream' } })
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { value, done } = await reader.read()
      clearTimeout(timer)
      if (done) return broken()
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) read(block)
    }
  }
  const read = (block: string) => {
    const data = /^data: (.*)$/m.exec(block)?.[1]
    if (data === undefined) return
    if (/^event: close$/m.test(block)) end((JSON.parse(data) as { code: number }).code)
    else on.received(data)
  }
  const poll = async () => {
    for (let after = 0; !over; ) {
      const { frames, next, closed } = (await (await call(`/${stream}?after=${after}`)).json()) as Polled
      for (const frame of frames) on.received(JSON.stringify(frame))
      after = next
      if (closed !== undefined) end(closed.code)
    }
  }

  give('', '{}')
    .then(async (answer) => {
      stream = ((await answer.json()) as { stream: string }).stream
      on.opened()
      await Promise.all([seen.heldBack ? poll() : follow(), post()])
    })
    .catch(broken)
  return {
    send: (text) => {
      queue.push(text)
      post().catch(broken)
    },
    close: () => line.abort(),
  }
}
