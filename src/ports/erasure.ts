import type { AuditEntry } from '../domain/audit.ts'
import type { ConversationState } from '../domain/conversation.ts'

/** A conversation that may be erased. */
export interface Erasable {
  conversation: string
  customer: string
  state: ConversationState
  /** Events up to its head. */
  events: number
  /** ISO 8601; of a resolved one when it was resolved. */
  updatedAt: string
}

/**
 * Removing what was said for good. Laws, checked by the contract suite on every adapter: ER1 of an erased conversation no read gives a
 * word, a name, a file, what a decision was made from, a promise or what was taken back; ER2 seqs, head, cids, cursors, decisions and
 * outcomes stay as they were counted: the log is gapless (W2), a cid sent again is known (W3), no cursor moves; ER3 it is done whole or
 * not at all, with its entry in the audit trail, and once: a resolved one that was erased is left alone; ER4 what is asked for by age is
 * resolved, and no conversation of another tenant or customer is touched. Refused calls reject with `Refusal`.
 */
export interface Erasure {
  /** Not erased yet, longest untouched first; of `customer` in any state, else only resolved ones last touched before `resolvedBefore` (ISO 8601). */
  erasable(
    tenant: string,
    which: ({ resolvedBefore: string } | { customer: string }) & { limit: number },
  ): Promise<Erasable[]>
  /** `url` of every attachment in it, those of messages that were taken back included. */
  attachedIn(tenant: string, conversation: string): Promise<string[]>
  /** How many events were erased; 0 where it was done already. `because` goes to the audit trail. */
  erase(op: {
    tenant: string
    conversation: string
    at: string
    because: Pick<AuditEntry, 'by'> & { reason: string }
  }): Promise<{ events: number }>
}
