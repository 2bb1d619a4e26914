import type { ContextCard } from '../domain/customer.ts'
import type { ReadOrderAnswer } from '../domain/decision.ts'
import { type Entity, namesOrder, type RankedIntent, type Understanding } from '../domain/understanding.ts'
import { isTailOf } from '../lib/order-tail.ts'
import { meaning } from './meaning.ts'
import type { EarlierRequest, OrderAsked } from './recent.ts'
import { goesOnPointing, meansAnother, onlyPoints, pointsBack } from './wording.ts'

const TAIL = /(?<!\d)(\d{4})(?!\d)/u

/** A message that only points, to another order or back, asks the last question again; undefined for any other message. */
export const pointedAgain = (
  understanding: Understanding,
  request: EarlierRequest,
  card: Pick<ContextCard, 'orders'>,
  read?: ReadOrderAnswer,
): Understanding | undefined => {
  const order = pointedOrder(understanding, card) ?? describedOrder(understanding, request, card, read)
  if (order !== undefined)
    return { ...asFollowUp(understanding, order, request), context: { from: request.record, kind: 'order' } }
  if (!pointsBack(understanding.text)) return undefined
  const other = meansAnother(understanding.text) ? otherOrder(request, card) : undefined
  return {
    ...asFollowUp(other === undefined ? carried(understanding, request) : understanding, other, request),
    context: { from: request.record, kind: 'pointing' },
  }
}

/**
 * What answers the question which order is meant asks that question again, of that order; so does a number that is none of the customer's.
 * Undefined for any other message.
 */
export const orderAnswered = (
  understanding: Understanding,
  { record, options, ...request }: OrderAsked,
  card: Pick<ContextCard, 'orders'>,
  read: ReadOrderAnswer | undefined,
): Understanding | undefined => {
  const order = read?.(understanding, options, card)
  if (order !== undefined) {
    const meant = asFollowUp(understanding, { type: 'order_number', text: order, value: order }, request)
    return { ...meant, context: { from: record, kind: 'which_order' } }
  }
  const named = understanding.entities.find(namesOrder)
  if (named === undefined || !onlyPoints(understanding.text, named.text.toLowerCase())) return undefined
  return asFollowUp(understanding, named, request)
}

/** "耳机那个呢", "the shoes one": after an answer about an order, words that tell another and nothing else. */
const describedOrder = (
  understanding: Understanding,
  { order }: EarlierRequest,
  card: Pick<ContextCard, 'orders'>,
  read: ReadOrderAnswer | undefined,
): Entity | undefined => {
  if (order === undefined || !goesOnPointing(understanding.text)) return undefined
  const id = read?.(understanding, [], card)
  // Of that one they have just been told.
  return id === undefined || id === order ? undefined : { type: 'order_number', text: id, value: id }
}

/**
 * "尾号8842那个呢", "and the one ending 8842?": an order of the customer and nothing else but pointing words. Returns the
 * order as an entity; undefined for any other message.
 */
export const pointedOrder = (
  { text, entities }: Understanding,
  card: Pick<ContextCard, 'orders'>,
): Entity | undefined => {
  const named = entities.find(({ type }) => type === 'order_number' || type === 'order_tail')
  const digits = named?.value ?? TAIL.exec(text)?.[1]
  if (digits === undefined || !card.orders.some(({ id }) => isTailOf(digits, id))) return undefined
  if (!onlyPoints(text, digits)) return undefined
  return named ?? { type: 'order_tail', text: digits, value: digits }
}

/** A pointing message means the question before it, as surely as that was understood. */
export const asFollowUp = (
  understanding: Understanding,
  order: Entity | undefined,
  request: RankedIntent,
): Understanding => ({
  ...meaning(understanding, request),
  entities:
    order === undefined
      ? understanding.entities
      : [...understanding.entities.filter((entity) => entity.value !== order.value), order],
})

/** The order spoken of stays the one meant, unless the message names one or says another. */
export const carried = (understanding: Understanding, { entities }: EarlierRequest): Understanding => {
  if (understanding.entities.some(namesOrder) || meansAnother(understanding.text)) return understanding
  const before = entities.filter(namesOrder).map(({ type, text, value }) => ({ type, text, value }))
  return before.length === 0 ? understanding : { ...understanding, entities: [...understanding.entities, ...before] }
}

/** "The other one" is clear where one order is left. */
const otherOrder = ({ order }: EarlierRequest, { orders }: Pick<ContextCard, 'orders'>): Entity | undefined => {
  const others = order === undefined ? [] : orders.filter(({ id }) => id !== order)
  const only = others.length === 1 ? others[0] : undefined
  return only === undefined ? undefined : { type: 'order_number', text: only.id, value: only.id }
}
