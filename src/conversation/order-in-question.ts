import type { Order } from '../domain/customer.ts'
import type { DecisionRecord } from '../domain/record.ts'
import type { Entity } from '../domain/understanding.ts'
import { isTailOf } from '../lib/order-tail.ts'

/**
 * The order that a conversation is about, of those at hand: what the customer's last message names, else what was answered or suggested to it,
 * else what was spoken of before.
 */
export const orderInQuestion = (
  orders: readonly Order[],
  last: Pick<DecisionRecord, 'understanding' | 'decision'> | undefined,
  before: string | undefined,
): Order | undefined => {
  const named = last?.understanding.entities.flatMap((entity) => namedBy(entity, orders)) ?? []
  return new Set(named).size === 1 ? named[0] : orders.find(({ id }) => id === (answeredOf(last) ?? before))
}

const namedBy = ({ type, value }: Entity, orders: readonly Order[]): Order[] => {
  if (type === 'order_number') return orders.filter(({ id }) => id === value)
  if (type === 'parcel_number') return orders.filter(({ parcel }) => parcel === value)
  return type === 'order_tail' ? orders.filter(({ id }) => isTailOf(value, id)) : []
}

const answeredOf = (last: Pick<DecisionRecord, 'decision'> | undefined): string | undefined => {
  if (last === undefined) return undefined
  const { decision } = last
  const said = decision.kind === 'answer' ? decision.draft : decision.kind === 'suggest' ? decision.said : undefined
  return said?.order ?? decision.suggestions[0]?.order
}
