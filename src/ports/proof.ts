import type { Language } from '../domain/message.ts'

/** What an anonymous customer gives to say who they are. */
export interface OrderClaim {
  tenant: string
  /** The whole number. */
  order: string
  /** Last four digits of the phone. */
  phoneTail: string
}

/**
 * The shop's systems say whose order it is, to whom knows its number and the last digits of the phone: the customer's id. Laws: PR1 an order that is not
 * there, digits that are not its customer's and an order of another tenant are all `undefined`, and nothing tells them apart; PR2 a call ends once `signal` is
 * aborted; PR3 it keeps nothing: what was asked is in no cache that others read.
 * Rejects where the systems do not answer.
 */
export type ProveOrder = (claim: OrderClaim, signal: AbortSignal) => Promise<string | undefined>

/** Whose order it is, for whom a code has proven already that it is theirs. Laws PR1 to PR3 hold as above. */
export type OwnerOf = (order: Pick<OrderClaim, 'tenant' | 'order'>, signal: AbortSignal) => Promise<string | undefined>

/** What the shop is asked to send to the customer of an order, by means of its own. */
export interface OrderCode {
  tenant: string
  orderNumber: string
  code: string
  language: Language
  /** ISO 8601. */
  expiresAt: string
}

/**
 * Asks the shop's hook to send a code; `delivery` is the same where the same code is asked for once more, so that the hook can tell. Whether there is such an order is the hook's to know. Rejects where the hook does not work, and for no reason that
 * lies in the order.
 */
export type PostCode = (code: OrderCode, delivery: string) => Promise<void>
