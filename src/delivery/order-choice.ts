import type { Article } from '../domain/article.ts'
import type { ContextCard, Order } from '../domain/customer.ts'
import { type Entity, namesOrder } from '../domain/understanding.ts'

/**
 * The order that an answer speaks of: the one that the message names, else the one that the conversation spoke of last
 * where its state fits the article, else the newest whose state stands first in the article's list. An article without a list speaks of no
 * order unless the message names one. Where the message names a product that was ordered, only orders with it are meant.
 * A number that names no order of this customer gives none, so that the answer is not about another one.
 */
export const chooseOrder = (
  article: Pick<Article, 'orders'>,
  card: Pick<ContextCard, 'orders'>,
  entities: readonly Entity[],
  spokenOf: string | undefined,
): Order | undefined => {
  const named = namedOrder(card.orders, entities)
  if (named !== 'none') return named
  const withProduct = article.orders === undefined ? [] : ordersWithNamed(card.orders, entities)
  const fitting = (withProduct.length > 0 ? withProduct : card.orders)
    .map((order) => ({ order, rank: placeIn(article, order) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ order }) => order)
  return (
    fitting.find(({ id }) => id === spokenOf) ?? fitting[0] ?? (withProduct.length === 1 ? withProduct[0] : undefined)
  )
}

/** Orders with a product that stands among the entities; a name of several products means any of them. */
const ordersWithNamed = (orders: readonly Order[], entities: readonly Entity[]): Order[] => {
  const skus = new Set(entities.flatMap(({ type, value }) => (type === 'product' ? value.split('|') : [])))
  return skus.size === 0 ? [] : orders.filter(({ lines }) => lines.some(({ sku }) => skus.has(sku)))
}

/** The order whose number or last digits stand among the entities; `none` when the message names no order. */
export const namedOrder = (orders: readonly Order[], entities: readonly Entity[]): Order | undefined | 'none' => {
  const names = entities.filter(namesOrder)
  if (names.length === 0) return 'none'
  const matches = orders.filter(({ id, parcel }) =>
    names.some(({ type, value }) =>
      type === 'parcel_number' ? parcel === value : id === value || (type === 'order_tail' && id.endsWith(value)),
    ),
  )
  return matches.length === 1 ? matches[0] : undefined
}

/** Place in the article's list of states, -1 where it is not there. */
const placeIn = (article: Pick<Article, 'orders'>, order: Order): number => {
  if (article.orders === undefined) return -1
  const byRefund = order.refund === undefined ? -1 : article.orders.indexOf('refunding')
  return byRefund >= 0 ? byRefund : article.orders.indexOf(order.status)
}
