import type { Decision } from './decision.ts'
import type { DecisionRecord, Outcome } from './record.ts'

/** What the inspector shows of one message of a customer. */
export interface InspectedTurn {
  record: DecisionRecord
  outcomes: Outcome[]
  /** Confidence from which on the bot might answer this intent alone then; null: never. */
  bar: number | null
  /** What it was decided from is kept: it can be decided again. */
  replayable: boolean
}

/** What a customer's message was about as one of the staff says. */
export interface Correction {
  seq: number
  intent: string
  by: string
  at: string
}

/** As much of a decision as is compared. */
export interface DecisionNote extends Pick<Decision, 'kind' | 'reason'> {
  /** What the customer would hear; absent: nothing of an article. */
  text?: string
}

/** A turn decided once more with another bar; nothing came of it. */
export interface WhatIf {
  answerAbove: number
  was: DecisionNote
  now: DecisionNote
  same: boolean
}
