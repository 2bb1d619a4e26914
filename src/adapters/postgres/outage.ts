import type { Refusal } from '../../domain/errors.ts'

/** Since when the server is away, as far as anybody asked it something. */
export interface Outage {
  /** The server, without its password. */
  at: string
  began(refusal: Refusal): void
  over(): void
  state(): { since: string; reason: string } | undefined
}

export const createOutage = (at: string, now: () => Date): Outage => {
  let state: { since: string; reason: string } | undefined
  return {
    at,
    began: ({ message }) => {
      state = { since: state?.since ?? now().toISOString(), reason: message }
    },
    over: () => {
      state = undefined
    },
    state: () => state,
  }
}
