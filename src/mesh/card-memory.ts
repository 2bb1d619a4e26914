import type { SharedContexts } from '../ports/shared-contexts.ts'
import { type Changes, createChanges } from './changes.ts'
import { type Contexts, createContexts, type PartName, type PartTimes } from './contexts.ts'

/** What cards rest on besides the systems: what was read before, and what has changed since. */
export interface CardMemory {
  contexts: Contexts
  changes: Changes
  times: Record<PartName, PartTimes>
}

export interface CardMemoryParts {
  /** Where absent, nothing is shown without asking and the last known stands in for half an hour. */
  times?: Record<PartName, PartTimes>
  /** Milliseconds that everything of customers with one of `vipTiers`, in either language, is kept at least. */
  vipKeepMs?: number
  vipTiers?: readonly string[]
  /** Bytes of this process for what is known of customers. */
  maxBytes?: number
  shared?: SharedContexts
  /** Milliseconds since 1970. */
  now: () => number
}

const KEEP_MS = 30 * 60_000
const MAX_BYTES = 32 * 1024 * 1024
const ASK: PartTimes = { freshMs: 0, staleMs: 0, keepMs: KEEP_MS }
const ALWAYS_ASK: Record<PartName, PartTimes> = { crm: ASK, orders: ASK, parcels: ASK, refunds: ASK, coupons: ASK }

export const createCardMemory = ({
  times = ALWAYS_ASK,
  vipKeepMs = 0,
  vipTiers = [],
  maxBytes = MAX_BYTES,
  now,
  ...shared
}: CardMemoryParts): CardMemory => ({
  contexts: createContexts({ times, vipKeepMs, vipTiers, maxBytes, now, ...shared }),
  changes: createChanges(),
  times,
})
