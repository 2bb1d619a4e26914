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
