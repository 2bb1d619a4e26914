import type { Article } from '../domain/article.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Unread } from '../domain/decision.ts'
import { type Freshness, groupOf, type SlotGroup, slotsIn } from '../domain/slots.ts'

const NOT_FOUND = 'notFound'
const OF_ORDERS: ReadonlySet<SlotGroup | undefined> = new Set(['order', 'refund', 'parcel'])
const OF_REFUNDS: ReadonlySet<SlotGroup | undefined> = new Set(['refund'])

/**
 * Systems that an article speaks of and that could not be read for this card. Its general words are for who has no order; of whom that is not
 * known, they may be wrong. `order` is the one that was found: then a list of before does not matter, its own age does.
 */
export const unreadOf = (
  article: Pick<Article, 'answers' | 'orders'>,
  { sources }: Pick<ContextCard, 'sources'>,
  { order, freshness }: { order: string | undefined; freshness: Pick<Freshness, 'order'> | undefined },
): Unread[] => {
  const isUnread = (name: Unread): boolean =>
    sources.some(
      ({ source, state, reason, ageMs }) =>
        source === name &&
        (state === 'absent'
          ? reason !== NOT_FOUND
          : name === 'orders' && order === undefined && ageMs > (freshness?.order ?? Number.POSITIVE_INFINITY)),
    )
  const ofOrders = article.orders !== undefined || speaksOf(article, OF_ORDERS)
  return [
    ...(ofOrders && isUnread('orders') ? (['orders'] as const) : []),
    ...(speaksOf(article, OF_REFUNDS) && isUnread('refunds') ? (['refunds'] as const) : []),
  ]
}

const speaksOf = ({ answers }: Pick<Article, 'answers'>, groups: ReadonlySet<SlotGroup | undefined>): boolean =>
  [...answers.zh, ...answers.en].some(({ when, text }) =>
    [...slotsIn(text), ...(when === undefined ? [] : [when.slot])].some((slot) => groups.has(groupOf(slot))),
  )
