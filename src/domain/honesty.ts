import type { Share } from './heads.ts'

/** Days that can be looked back on. */
export const HONESTY_DAYS = [7, 28] as const

/** Turns whose confidence lies in `from` (with) to `to` (without), of which people's doings tell whether the intent was right. */
export interface HonestyBin {
  from: number
  to: number
  /** Mean of what was claimed; 0 where there are none. */
  confidence: number
  outcomes: Share
  /** Turns beside them of which nobody said anything. */
  silent: number
}

/** One day of the shop: turns with suggestions by the best that became of them. */
export interface HonestyDay {
  /** `2026-11-20`. */
  day: string
  accepted: number
  /** Sent with fewer than half of the letters changed. */
  edited: number
  rewritten: number
  dismissed: number
  /** Nobody did anything with them. */
  expired: number
}

/** How far the bot's confidence was right, of one tenant. */
export interface HonestyFigures {
  /** ISO 8601. */
  since: string
  until: string
  /** Lowest confidence first; empty ones too. */
  bins: HonestyBin[]
  /** Of all bins: mean distance between confidence and share, weighted by size; null where nothing is known. */
  error: number | null
  /** Turns at or above the bar of their intent: what the bot says, or would have said, alone. */
  alone: { confidence: number; outcomes: Share; silent: number }
  /** Turns at or above the bar, all right, that are missing before the promised share could be claimed with 95 %; 0: it can. */
  needed: number
  /** Oldest first, without gaps. */
  days: HonestyDay[]
  /** There were more than are kept: the oldest are not counted. */
  capped?: true
}

/** What a drill-down is about: exactly one of them. */
export interface HonestyPoint {
  /** Place in `bins`. */
  bin?: number
  day?: string
  /** Turns at or above the bar of this intent. */
  intent?: string
}

/** A turn behind a point. */
export interface HonestTurn {
  conversation: string
  seq: number
  at: string
  /** `right` and `wrong` by the intent; of a day by what became of the suggestions; `silent`: nobody said anything. */
  word: 'right' | 'wrong' | 'silent'
  /** Absent where the message was taken back, as the intent and the confidence. */
  customerName?: string
  intent?: string
  confidence?: number
}
