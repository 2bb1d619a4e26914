import type { Webhook } from '../domain/webhook.ts'

/** Failures in a row after which an endpoint counts as away: it is then tried with one call at a time. */
const AWAY_AFTER = 3
/** Milliseconds until an endpoint that is away is tried again; doubled with each failure. */
const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 60_000
/** Milliseconds of nothing but failures after which an endpoint is paused, until somebody says that it works again: three days. */
const PAUSED_AFTER_MS = 72 * 3_600_000

/** How one endpoint has been doing, as this process saw it. */
export interface Health {
  /** Calls that may be under way at once, given that so many may in the best case. */
  room(most: number, now: number): number
  /** Whether the book should hear of it. */
  worked(): boolean
  /** ISO 8601 of the first failure in a row; and whether it is to be paused. `restMs`: it asked to be left alone for so long. */
  failed(now: number, restMs: number): { since: string; isFirst: boolean; isLong: boolean }
  /** Whether what became of a call could be noted: what could not is sent again, so less and less often. True for the first that could not. */
  noted(well: boolean, now: number): boolean
}

/** `since`: as the book has it, from before this process. `random` from 0 to 1. */
export const createHealth = ({ failingSince }: Pick<Webhook, 'failingSince'>, random: () => number): Health => {
  let since = failingSince
  let failures = 0
  let restUntil = 0
  let askedUntil = 0
  let unnoted = 0
  let noteUntil = 0
  const rest = (times: number): number => Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** times) * (0.5 + random() / 2)
  return {
    room: (most, now) => {
      if (now < Math.max(restUntil, askedUntil, noteUntil)) return 0
      return failures >= AWAY_AFTER || unnoted > 0 ? 1 : most
    },
    worked: () => {
      const wasFailing = since !== undefined
      since = undefined
      failures = 0
      restUntil = 0
      return wasFailing
    },
    failed: (now, restMs) => {
      const isFirst = since === undefined
      since ??= new Date(now).toISOString()
      failures += 1
      askedUntil = Math.max(askedUntil, now + restMs)
      if (failures >= AWAY_AFTER) restUntil = now + rest(failures - AWAY_AFTER)
      return { since, isFirst, isLong: now - Date.parse(since) >= PAUSED_AFTER_MS }
    },
    noted: (well, now) => {
      noteUntil = well ? 0 : now + rest(unnoted)
      unnoted = well ? 0 : unnoted + 1
      return unnoted === 1
    },
  }
}
