import type { ContextCard, Order } from '../domain/customer.ts'
import type { Understanding } from '../domain/understanding.ts'

/** Something in a message that tells orders apart. */
export interface Clue {
  /** The orders that it fits, of those given; order kept. */
  narrow(orders: readonly Order[]): Order[]
  /** The words as they stand in the normalised text. */
  said: string
  /** They point at one order ("the one I paid 129 for"): where none fits, that is said. Others are then no clue. */
  points: boolean
  /** `number`: nothing else makes up for one that does not fit; `state`: those it fits are alike in state. */
  kind?: 'number' | 'state'
}

export interface CluesIn {
  message: Pick<Understanding, 'text' | 'entities'>
  card: Pick<ContextCard, 'orders'> & Partial<Pick<ContextCard, 'parcels'>>
  /** IANA name of the shop's; its days are compared. */
  zone?: string | undefined
}
