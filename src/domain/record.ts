import type { Vetoed } from './anti-answer.ts'
import type { Conversation } from './conversation.ts'
import type { ContextCard, SourceState } from './customer.ts'
import type { Decision, Draft, Policy } from './decision.ts'
import type { SlotProvenance } from './slots.ts'
import type { Passage, Understanding, Vote } from './understanding.ts'

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
  understanding: Omit<Understanding, 'text' | 'affirmed' | 'corrected' | 'vectors'>
  decision: Decision
  policy: Policy
  mesh: {
    sources: SourceState[]
    reads: Record<string, string>
    /** Where each of them came from, and how old it was. */
    provenance?: Record<string, SlotProvenance>
  }
  /** Milliseconds by stage of the turn. */
  timings: Record<string, number>
  /** What the customer was told at once, if anything: seq of the bot's event. */
  answeredSeq?: number
}

/**
 * What a turn was decided from besides the message: with it the turn runs again and comes out the same, bit for bit.
 * It is dropped when the message is taken back.
 */
export interface TurnInputs {
  /** ISO 8601; the moment that dates and validity were read at. */
  at: string
  conversation: Conversation
  card: ContextCard
  /** All drafts that the decision saw. */
  drafts: Draft[]
  vectors: KeyedVector[]
}

/** The vector of a text that is kept elsewhere, and what was found with it; `key` is `textKey` of the normalised text. */
export interface KeyedVector {
  key: string
  vector: Float32Array
  passages: readonly Passage[]
  /** What plug-in voters said of it. */
  plugIns?: readonly Vote[]
  /** Articles that must not answer it. */
  vetoed?: readonly Vetoed[]
  /** As it was understood instead. */
  meant?: string
}

/** A decided turn as it is read again: the record, what became of it, and what it was made from. */
export interface RecordedTurn {
  record: DecisionRecord
  outcomes: Outcome[]
  /** The message; absent when it was taken back. */
  text?: string
  /** Absent for turns of a version that did not keep them, and for those taken back. */
  inputs?: TurnInputs
}

export type OutcomeResult =
  | 'sent'
  | 'accepted'
  | 'edited'
  | 'dismissed'
  | 'expired'
  | 'undone'
  | 'reopened'
  | 'rated'
  /** A person says what the message was about, whatever was made of it. */
  | 'corrected'

/** What became of a decision or of one suggestion of it. */
export interface Outcome {
  tenant: string
  record: string
  /** `${record}:${rank}`; absent when it is about the bot's answer. */
  suggestion?: string
  result: OutcomeResult
  /** For edited: Levenshtein distance over the longer length, 0 to 1; for rated: 0 or 1. */
  value?: number
  /** For corrected: the intent that it was; absent where the correction is taken back. */
  meant?: string
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
  /** Slots whose value is older than its limit, with how old it was, in milliseconds. */
  stale?: { slot: string; ageMs: number }[]
}
