import { type Conversation, ordersOwner } from '../domain/conversation.ts'
import type { Append } from '../ports/store.ts'
import { tellsOfChange } from './tells-of-change.ts'

/** Told of the customer whose orders are not any more what was read of them. */
export type CustomerChanged = (tenant: string, customer: string) => void

/**
 * What was read of a customer is dropped when they say that it has changed, on whatever channel, before their message has a turn. Of an anonymous one
 * those orders are meant that they have proven to be theirs.
 */
export const noticeChange = (
  { tenant, text, owesTurn }: Pick<Append, 'tenant' | 'text' | 'owesTurn'>,
  conversation: Pick<Conversation, 'customer' | 'proof'>,
  changed: CustomerChanged,
): void => {
  if (owesTurn && text !== undefined && tellsOfChange(text)) changed(tenant, ordersOwner(conversation))
}
