import type { Article } from '../domain/article.ts'
import type { ContextCard, Order } from '../domain/customer.ts'
import type { Understanding } from '../domain/understanding.ts'
import type { Clue } from './order-clue.ts'
import { cluesIn } from './order-words.ts'

/** Which of a customer's orders an answer speaks of. */
export type OrderChoice =
  /** None: nothing names one, or none is in a state that the answer is about. */
  | { kind: 'unspoken' }
  /** `named`: the customer's words tell it. */
  | { kind: 'one'; order: Order; named: boolean }
  /** Each of them may be meant, the likeliest first. */
  | { kind: 'several'; orders: Order[] }
  /** What is said fits none of them; `near` fit a part of it. */
  | { kind: 'none'; near: Order[] }

export interface ToChoose {
  article: Pick<Article, 'orders'>
  card: Pick<ContextCard, 'orders'> & Partial<Pick<ContextCard, 'parcels'>>
  message: Pick<Understanding, 'text' | 'entities'>
  /** The order that the conversation spoke of last. */
  spokenOf: string | undefined
  /** IANA name of the shop's time zone. */
  zone?: string | undefined
}

/**
 * What the message says of the order comes first, all of it together; then the order spoken of before, where its state fits the article; then
 * the article's list of states, in its order; then time, where it tells clearly. What is left open is `several`. An article without a list speaks of
 * no order unless the message has its number.
 */
export const chooseOrder = ({ article, card, message, spokenOf, zone }: ToChoose): OrderChoice => {
  const clues = cluesIn({ message, card, zone }).filter(({ kind }) => kind === 'number' || article.orders !== undefined)
  const { left, fitted, against } = narrowed(card.orders, clues)
  if (against.some(({ kind }) => kind === 'number')) return { kind: 'none', near: [] }
  if (clues.some(({ kind }) => kind === 'number')) return oneOf(left, true)
  if (article.orders === undefined) return { kind: 'unspoken' }
  const alike = clues.some(({ kind }) => kind === 'state')
  const ranked = left
    .map((order) => ({ order, rank: placeIn(article, order) }))
    .filter(({ rank }) => rank >= 0)
    .map(({ order, rank }) => ({ order, rank: alike ? 0 : rank }))
    .sort((a, b) => a.rank - b.rank)
  const best = ranked.filter(({ rank }) => rank === ranked[0]?.rank).map(({ order }) => order)
  const described = best.length > 0 ? best : left
  if (against.length > 0) return { kind: 'none', near: fitted ? described : [] }
  const spoken = ranked.find(({ order }) => order.id === spokenOf)
  if (spoken !== undefined) return { kind: 'one', order: spoken.order, named: fitted }
  return oneOf(fitted ? described : recent(best), fitted)
}

const oneOf = (orders: readonly Order[], named: boolean): OrderChoice => {
  const [order, ...more] = orders
  if (order === undefined) return { kind: 'unspoken' }
  return more.length === 0 ? { kind: 'one', order, named } : { kind: 'several', orders: [order, ...more] }
}

/** All clues together: what they leave, whether one of them told orders apart, and those that point at an order that is not there. */
const narrowed = (
  orders: readonly Order[],
  clues: readonly Clue[],
): { left: Order[]; fitted: boolean; against: Clue[] } => {
  let left = [...orders]
  let fitted = false
  const against: Clue[] = []
  for (const clue of clues) {
    const fits = clue.narrow(left)
    if (fits.length > 0) {
      left = fits
      fitted = true
    } else if (clue.points) against.push(clue)
  }
  return { left, fitted, against }
}

/** Who asks without naming an order does not mean one that lies so many milliseconds before their newest. */
const LONG_BEFORE_MS = 30 * 24 * 3_600_000

const recent = (orders: readonly Order[]): Order[] => {
  const newest = Math.max(...orders.map(({ placedAt }) => Date.parse(placedAt)))
  return orders.filter(({ placedAt }) => newest - Date.parse(placedAt) <= LONG_BEFORE_MS)
}

/** Place in the article's list of states, -1 where it is not there. */
const placeIn = (article: Pick<Article, 'orders'>, order: Order): number => {
  if (article.orders === undefined) return -1
  const byRefund = order.refund === undefined ? -1 : article.orders.indexOf('refunding')
  return byRefund >= 0 ? byRefund : article.orders.indexOf(order.status)
}
