import type { Conversation } from '../../domain/conversation.ts'
import type { Author, LogEvent, Receipt } from '../../domain/message.ts'
import type { StatedPromise, TrackedPromise } from '../../domain/promise.ts'
import type { DecisionRecord, Outcome, TurnInputs } from '../../domain/record.ts'
import type { Entry } from './entry.ts'

/** A conversation inside a transaction; `conversation` is replaced, never changed, because results hold it. */
export interface Held {
  conversation: Conversation
}

/** An event where it lies. */
export interface Found {
  held: Held
  event: LogEvent
}

/** Events from one seq to another, both included. */
export interface Range {
  from: number
  to: number
}

/** Who takes something back, under which id, when (milliseconds since 1970). */
export interface TakingBack {
  opId: string
  by: Author
  at: number
}

/**
 * What the rules of writing see and change inside one transaction, at once and without waiting: what a rule reads, an
 * adapter has read before it, and what a rule writes is durable once the transaction is. All rules refuse before their
 * first write.
 */
export interface Ledger {
  /** @throws Refusal `not_found`, also for another tenant's id */
  named(tenant: string, id: string): Held
  openOf(tenant: string, customer: string): Held | undefined
  create(conversation: Omit<Conversation, 'epoch' | 'head'>): Held
  save(held: Held, conversation: Conversation): void

  byCid(tenant: string, sender: string, cid: string): Found | undefined
  byOp(held: Held, sender: string, opId: string): LogEvent | undefined
  bySeq(held: Held, seq: number): Found | undefined
  /** The recall that took this seq back, if one did. */
  recallOf(held: Held, seq: number): LogEvent | undefined
  /** Adds an event at the next seq of its conversation. */
  add(held: Held, entry: Entry): LogEvent
  /** Moves bodies to the audit and marks their events, which owe no turn any more; inputs and promises made of them go. `mark`: `RECALLED` or `ROLLED_BACK`. */
  takeBack(held: Held, range: Range, by: TakingBack, mark: number): void
  /** The event owes no turn any more. */
  settle(held: Held, seq: number): void

  /** How many suggestions the record about this seq shows; undefined where there is none. */
  shown(held: Held, seq: number): number | undefined
  keepRecord(held: Held, record: DecisionRecord, inputs: TurnInputs | undefined): void
  /** False where the same (suggestion, result, by) was there. */
  keepOutcome(held: Held, seq: number, outcome: Outcome): boolean
  /** Moves one side's cursors forward, never back; all sides' cursors. */
  raise(held: Held, receipt: Receipt): Receipt[]

  keepPromise(held: Held, seq: number, place: number, stated: StatedPromise): void
  promiseAt(held: Held, seq: number, place: number): TrackedPromise | undefined
  /** Replaces what may change of one: state, settled, raised, baseline. */
  savePromise(held: Held, place: number, promise: TrackedPromise): void
}
