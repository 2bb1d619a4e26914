import type { SourceState } from './customer.ts'
import type { Decision, Policy } from './decision.ts'
import type { Understanding } from './understanding.ts'

/**
 * One row a turn: everything that the decision rests on. Calibration, replay, autonomy and audit read
 * only this, so fields are added, never changed. The customer's words are not in it: they are in the log, at `seq`.
 */
export interface DecisionRecord {
  /** `${conversation}:${seq}`: one message has one decision. */
  id: string
  tenant: string
  conversation: string
  /** The message that it is about. */
  seq: number
  at: string
  understanding: Omit<Understanding, 'text'>
  decision: Decision
  policy: Policy
  mesh: { sources: SourceState[]; reads: Record<string, string> }
  /** Milliseconds by stage of the turn. */
  timings: Record<string, number>
  /** What the customer was told at once, if anything: seq of the bot's event. */
  answeredSeq?: number
}

export type OutcomeResult = 'sent' | 'accepted' | 'edited' | 'dismissed' | 'expired' | 'undone' | 'reopened' | 'rated'

/** What became of a decision or of one suggestion of it. */
export interface Outcome {
  tenant: string
  record: string
  /** `${record}:${rank}`; absent when it is about the bot's answer. */
  suggestion?: string
  result: OutcomeResult
  /** For edited: Levenshtein distance over the longer length, 0 to 1; for rated: 0 or 1. */
  value?: number
  by: string
  at: string
}

/** A draft as an agent sees it. `id` is `${record}:${rank}`. */
export interface Suggestion {
  id: string
  text: string
  confidence: number
  intent: string
  sources: { article: string; version: string; title: string; from?: string }[]
  missing: string[]
}
