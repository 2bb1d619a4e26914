import type { AnswerVariant, Article } from '../domain/article.ts'
import type { ContextCard, Order } from '../domain/customer.ts'
import { MOST_ORDERS_OFFERED, type OrderQuestion } from '../domain/decision.ts'
import type { AskOption, Language } from '../domain/message.ts'
import { groupOf, type SlotGroup, slotsIn } from '../domain/slots.ts'
import { namesOrder, type Understanding } from '../domain/understanding.ts'
import { isTailOf, orderTail } from '../lib/order-tail.ts'
import { day } from '../lib/shop-format.ts'
import { chooseVariant } from './fill.ts'
import type { OrderChoice } from './order-choice.ts'

export interface ToAsk {
  card: Pick<ContextCard, 'orders' | 'sources'>
  message: Pick<Understanding, 'entities'>
  language: Language
  intent: string
  /** IANA name of the shop's time zone. */
  zone?: string | undefined
}

/**
 * What is to be asked before an answer is said; undefined where the order is clear, or where it is not known what orders there are.
 */
export const orderQuestion = (
  choice: OrderChoice,
  { card, message, language, intent, zone }: ToAsk,
): OrderQuestion | undefined => {
  if (choice.kind === 'one' || choice.kind === 'unspoken') return undefined
  const optionsOf = (orders: readonly Order[]): AskOption[] =>
    orders
      .slice(0, MOST_ORDERS_OFFERED)
      .map((order) => ({ intent, label: labelOf(order, card.orders, { language, zone }), order: order.id }))
  if (choice.kind === 'several') return { why: 'several', options: optionsOf(choice.orders) }
  // What has not come, or is of before, does not say that there is no such order.
  if (card.sources.some(({ source, state }) => source === 'orders' && state !== 'fresh')) return undefined
  if (choice.near.length > 0) return { why: 'near', options: optionsOf(choice.near) }
  const said = message.entities.find(namesOrder)?.value
  const tail = said === undefined ? {} : { said: orderTail(said) }
  return { why: 'none', options: optionsOf(card.orders), ...tail }
}

const ORDER_GROUPS: ReadonlySet<SlotGroup | undefined> = new Set(['order', 'refund', 'parcel'])

/** Whether what an article says depends on the order that it is said of. */
export const speaksOfOrder = ({ answers }: Pick<Article, 'answers'>, language: Language): boolean =>
  answers[language].some(({ when, text }) => when !== undefined || hasOrderSlots(text))

/** Whether some of these orders are told something of their own. */
export const isToldApart = (variants: readonly AnswerVariant[], orders: readonly Order[]): boolean => {
  const chosen = new Set(orders.map((order) => chooseVariant(variants, order)))
  return chosen.size > 1 || [...chosen].some((variant) => variant !== undefined && hasOrderSlots(variant.text))
}

const hasOrderSlots = (text: string): boolean => slotsIn(text).some((slot) => ORDER_GROUPS.has(groupOf(slot)))

const TAIL_DIGITS = 4
/** Characters of a product's name on a button. */
const LONGEST_NAME = 24

/** 蓝牙耳机 · 11月18日 · 尾号3345: what customers know an order by. `all` are those it must be told apart from. */
const labelOf = (
  { id, lines, placedAt }: Order,
  all: readonly Order[],
  { language, zone }: Pick<ToAsk, 'language' | 'zone'>,
): string => {
  const name = lines[0]?.name[language] ?? ''
  const letters = [...name]
  const short = letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME).join('')}…` : name
  const more = lines.length - 1
  const goods = more < 1 ? short : language === 'zh' ? `${short}等${lines.length}件` : `${short} +${more}`
  const others = all.filter((other) => other.id !== id)
  let end = orderTail(id)
  for (let digits = TAIL_DIGITS; digits <= id.length && others.some((other) => isTailOf(end, other.id)); digits += 1)
    end = id.slice(-digits)
  const tail = language === 'zh' ? `尾号${end}` : `ending ${end}`
  return [goods, day(placedAt, language, zone), tail].filter(Boolean).join(' · ')
}
