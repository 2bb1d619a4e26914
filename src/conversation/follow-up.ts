import type { Conversation } from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Entity, RankedIntent, Understanding } from '../domain/understanding.ts'
import type { Store } from '../ports/store.ts'

/** A message that only points to another order asks the last question again; everything else stands by itself. */
export const inContext = async (
  store: Pick<Store, 'records'>,
  { tenant, id }: Pick<Conversation, 'tenant' | 'id'>,
  understanding: Understanding,
  card: Pick<ContextCard, 'orders'>,
): Promise<Understanding> => {
  const order = pointedOrder(understanding, card)
  if (order === undefined) return understanding
  const [before] = await store.records(tenant, { conversation: id, limit: 1 })
  return before === undefined ? understanding : asFollowUp(understanding, order, before.understanding.verdict)
}

const TAIL = /(?<!\d)(\d{4})(?!\d)/u
/** Words that only point: with an order's digits they ask the last question again, of another order. */
const POINTING =
  /那个|那单|那一?笔|那|这个|这单|另外?一?[单个]|还有|尾号|末四位|后四位|订单号?|[呢的吗啊呀嘛哈]|\b(?:and|what|about|how|the|one|other|ending|ends?|in|with|order|number|that|for|also|my|is|s)\b/gu

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
  if (digits === undefined || !card.orders.some(({ id }) => id.endsWith(digits))) return undefined
  const rest = text
    .replace(digits, ' ')
    .replace(POINTING, ' ')
    .replaceAll(/[\p{P}\p{S}\s]+/gu, '')
  if (rest !== '') return undefined
  return named ?? { type: 'order_tail', text: digits, value: digits }
}

/** A pointing message means the question before it, as surely as that was understood. */
export const asFollowUp = (
  understanding: Understanding,
  order: Entity,
  { intent, confidence }: RankedIntent,
): Understanding => ({
  ...understanding,
  entities: [...understanding.entities.filter((entity) => entity.value !== order.value), order],
  verdict: {
    ...understanding.verdict,
    intent,
    confidence,
    outOfScope: 0,
    gap: confidence,
    ranked: [{ intent, confidence }, ...understanding.verdict.ranked.filter((ranked) => ranked.intent !== intent)],
  },
})
