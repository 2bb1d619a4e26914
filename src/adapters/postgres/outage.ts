import type { Refusal } from '../../domain/errors.ts'

/** Milliseconds between two looks whether the server is back, while it is away. */
const LOOK_MS = 1_000

/** Since when the server is away. */
export interface Outage {
  /** The server, without its password. */
  at: string
  began(refusal: Refusal): void
  over(): void
  state(): { since: string; reason: string } | undefined
  /** From now on `tell` is called each time the server is back. */
  back(tell: () => void): void
  stop(): void
}

/** `look` asks the server something, and its outcome comes back through `began` or `over`. */
export const createOutage = (at: string, now: () => Date, look: () => void): Outage => {
  let state: { since: string; reason: string } | undefined
  let looking: NodeJS.Timeout | undefined
  const listeners: (() => void)[] = []
  const stop = (): void => clearInterval(looking)
  return {
    at,
    began: ({ message }) => {
      if (state === undefined) {
        stop()
        looking = setInterval(look, LOOK_MS).unref()
      }
      state = { since: state?.since ?? now().toISOString(), reason: message }
    },
    over: () => {
      if (state === undefined) return
      state = undefined
      stop()
      for (const tell of listeners) tell()
    },
    state: () => state,
    back: (tell) => void listeners.push(tell),
    stop,
  }
}
