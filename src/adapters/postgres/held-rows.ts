import type { Conversation } from '../../domain/conversation.ts'
import type { LogEvent, Receipt } from '../../domain/message.ts'
import type { TrackedPromise } from '../../domain/promise.ts'
import type { Held } from '../../ports/sql/ledger.ts'

/** A conversation of the running transaction. */
export interface Row extends Held {
  /** Whether it has to be written, and how: `said` is that something was added to it, or that others should look at it. */
  changed: 'no' | 'said' | 'saved' | 'made'
}

/** What was read for a batch, by `keyOf` of its key; what the batch itself writes is put in beside it. */
export interface HeldRows {
  epoch: string
  /** Whether a tenant of the batch has endpoints that may want to hear of it. */
  listened: boolean
  /** tenant, id */
  conversations: Map<string, Row>
  /** tenant, customer: those that are not resolved, as far as they were asked for. */
  open: Map<string, Row>
  /** tenant, sender, cid to where the event is. */
  cids: Map<string, { held: Row; seq: number }>
  /** tenant, conversation, seq */
  events: Map<string, LogEvent>
  /** tenant, conversation, sender, op id to seq */
  ops: Map<string, number>
  /** tenant, conversation, target to the recall's seq */
  recalls: Map<string, number>
  /** tenant, conversation, seq to how many suggestions its record shows */
  records: Map<string, number>
  /** tenant, conversation, seq, suggestion, result, by */
  outcomes: Set<string>
  /** tenant, conversation, by */
  receipts: Map<string, Receipt>
  /** tenant, conversation, seq, place */
  promises: Map<string, TrackedPromise>
  /** tenant to its newest version of settings */
  settings: Map<string, number>
}

export const noRows = (epoch: string, listened: boolean): HeldRows => ({
  epoch,
  listened,
  conversations: new Map(),
  open: new Map(),
  cids: new Map(),
  events: new Map(),
  ops: new Map(),
  recalls: new Map(),
  records: new Map(),
  outcomes: new Set(),
  receipts: new Map(),
  promises: new Map(),
  settings: new Map(),
})

/** One text for the parts of a key; none of them holds NUL. */
export const keyOf = (...parts: readonly (string | number)[]): string => parts.join('\0')

/** Keeps a conversation as it was read. */
export const hold = (rows: HeldRows, conversation: Conversation): Row => {
  const row: Row = { conversation, changed: 'no' }
  rows.conversations.set(keyOf(conversation.tenant, conversation.id), row)
  if (conversation.state !== 'resolved') rows.open.set(keyOf(conversation.tenant, conversation.customer), row)
  return row
}
