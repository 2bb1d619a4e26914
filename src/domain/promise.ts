import type { Author } from './message.ts'

/** What was promised: to send goods, to bring them, to give money back, to give money or a coupon on top, to get in touch, anything else. */
export type PromiseKind = 'ship' | 'deliver' | 'refund' | 'compensate' | 'contact' | 'other'

/** A promise as it stands in a reply: what, by when, how much; a time or an amount at least. */
export interface StatedPromise {
  kind: PromiseKind
  /** ISO 8601, UTC: the first moment at which it is late. */
  due?: string
  /** Minor units (fen, cents) and an ISO 4217 code. */
  amount?: { amount: number; currency: string }
  /** The order that it speaks of: its number or its last digits; absent: the one that the conversation spoke of. */
  order?: string
  /** Its sentence within the reply, in UTF-16 units. */
  start: number
  end: number
}

/** `late`: it became true after it was due. */
export type PromiseState = 'open' | 'kept' | 'broken' | 'late'

/** What each state may become: nothing is ever open again. */
export const PROMISE_MOVES: Record<PromiseState, readonly PromiseState[]> = {
  open: ['kept', 'broken'],
  kept: [],
  broken: ['late'],
  late: [],
}

/** How the order stood when the promise was first looked at: what changes after that keeps it. */
export interface PromiseBaseline {
  order?: string
  status?: string
  parcel?: string
  refund?: string
}

/** A promise that is kept track of. */
export interface TrackedPromise extends Omit<StatedPromise, 'start' | 'end'> {
  /** `${conversation}:${seq}:${place}` */
  id: string
  tenant: string
  conversation: string
  /** `sub` of the customer. */
  customer: string
  /** The message that made it. */
  seq: number
  /** Its sentence. */
  text: string
  by: Pick<Author, 'role' | 'id' | 'name'>
  /** When it was made; ISO 8601, as all times. */
  at: string
  state: PromiseState
  /** When its state was last changed, and by whom: `sub` of a person, `mesh` where the shop's systems showed it, `clock`. */
  settledAt?: string
  settledBy?: string
  /** When people were told that it is soon due. */
  raisedAt?: string
  baseline?: PromiseBaseline
}

/** A promise as agents see it on the card. */
export type PromiseNote = Pick<
  TrackedPromise,
  | 'id'
  | 'seq'
  | 'kind'
  | 'text'
  | 'due'
  | 'amount'
  | 'order'
  | 'by'
  | 'at'
  | 'state'
  | 'settledAt'
  | 'settledBy'
  | 'raisedAt'
>

/** What an inbox line says of a conversation's promises: the worst of them. */
export interface PromiseMark {
  state: 'due' | 'broken'
  due: string
}
