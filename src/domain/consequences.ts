import type { TrackedPromise } from './promise.ts'
import type { OutcomeResult } from './record.ts'

/** What was decided because of a message, or of all above a place: by what answers it, and what was read together with it. */
export interface Consequences {
  seq?: number
  above?: number
  /** What the bot said of it, and of messages that were understood together with it. */
  answers: SaidBecause[]
  /** What agents sent as it was suggested for it, or after they changed it. */
  replies: SaidBecause[]
  /** Suggestions that were made for it. */
  suggestions: number
  /** In any of these messages. */
  promises: Pick<TrackedPromise, 'id' | 'seq' | 'kind' | 'text' | 'state'>[]
  /** What became of these decisions: how often which. */
  outcomes: Partial<Record<OutcomeResult, number>>
}

export interface SaidBecause {
  seq: number
  text?: string
  /** An agent changed what was suggested. */
  edited?: true
  /** It was taken back already. */
  gone?: true
}

/** What a retraction has taken back, the message itself among it; `dup`: all of it was gone before. */
export interface Retracted {
  taken: number[]
  dup: boolean
}
