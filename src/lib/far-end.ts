/** Question to a thread or a child process. */
export interface FarQuestion {
  id: number
  question: unknown
}

/** Its answer; number 0 is never asked: it says that the far end is ready. */
export interface FarAnswer {
  id: number
  value?: unknown
  /** Milliseconds that the answer took over there, without the way and the waiting. */
  tookMs?: number
  /** Why there is no value: what was thrown, and the name of its kind. */
  error?: string
  kind?: string
}

/** The far end threw; `kind` is the name of what it threw. */
export class FarError extends Error {
  readonly kind: string

  constructor(message: string, kind: string) {
    super(message)
    this.name = 'FarError'
    this.kind = kind
  }
}

/** The far end is gone; the message is its near side's. */
export class FarGone extends Error {}

export interface FarEnd {
  /** What the far end says of itself once it is loaded; rejects when it cannot be. */
  ready: Promise<unknown>
  ask(question: unknown): Promise<{ value: unknown; tookMs: number }>
  /** Takes whatever comes from over there; what is no answer to an open question is dropped. */
  receive(message: unknown): void
  /** Rejects all that is open, now and later. */
  end(why: string): void
}

/** Questions and answers over a channel that only sends messages, e.g. to a worker thread. */
export const createFarEnd = (send: (question: FarQuestion) => void): FarEnd => {
  const open = new Map<number, { resolve(answer: Answered): void; reject(error: Error): void }>()
  let last = 0
  let ended: string | undefined
  const answerTo = (id: number): Promise<Answered> => {
    const answer = new Promise<Answered>((resolve, reject) => open.set(id, { resolve, reject }))
    // Who asked may have stopped waiting; that is no unhandled rejection.
    answer.catch(() => {})
    return answer
  }
  const ready = answerTo(0).then(({ value }) => value)
  ready.catch(() => {})
  return {
    ready,
    ask: (question) => {
      if (ended !== undefined) return Promise.reject(new FarGone(ended))
      const answer = answerTo(++last)
      send({ id: last, question })
      return answer
    },
    receive: (message) => {
      const { id, value, tookMs = 0, error, kind } = (message ?? {}) as Partial<FarAnswer>
      const waiting = open.get(id as number)
      if (waiting === undefined) return
      open.delete(id as number)
      if (error === undefined) waiting.resolve({ value, tookMs })
      else waiting.reject(new FarError(String(error), String(kind)))
    },
    end: (why) => {
      ended ??= why
      for (const { reject } of open.values()) reject(new FarGone(why))
      open.clear()
    },
  }
}

type Answered = Awaited<ReturnType<FarEnd['ask']>>

/** The other side: loads, says so, then answers one question after the other. */
export const serveFarEnd = (
  channel: { post(answer: FarAnswer): void; listen(take: (question: FarQuestion) => void): void },
  load: () => Promise<{ self: unknown; answer(question: unknown): unknown }>,
): void => {
  const { post } = channel
  const fail = (id: number, error: unknown): void =>
    post({
      id,
      error: error instanceof Error ? error.message : String(error),
      kind: error instanceof Error ? error.name : typeof error,
    })
  load().then(
    ({ self, answer }) => {
      let last = Promise.resolve()
      channel.listen(({ id, question }) => {
        last = last.then(async () => {
          const started = performance.now()
          try {
            const value = await answer(question)
            post({ id, value, tookMs: performance.now() - started })
          } catch (error) {
            fail(id, error)
          }
        })
      })
      post({ id: 0, value: self })
    },
    (error: unknown) => fail(0, error),
  )
}
