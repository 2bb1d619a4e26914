import type { ContextCard, Order } from '../domain/customer.ts'
import type { ShopProduct } from '../domain/product.ts'
import type { Entity } from '../domain/understanding.ts'
import { money } from '../lib/shop-format.ts'

/** The catalogue, by SKU. */
export type FindProduct = (sku: string) => ShopProduct | undefined

/**
 * The product that an answer speaks of: the one that the message names; of a name that several have, the one that was ordered;
 * without a name the only one of the order at hand. Undefined where that leaves a choice, so that the answer is not about another one.
 */
export const chooseProduct = (
  find: FindProduct,
  entities: readonly Entity[],
  {
    card,
    order,
    spokenOf,
  }: { card: Pick<ContextCard, 'orders'>; order: Order | undefined; spokenOf: string | undefined },
): ShopProduct | undefined => {
  const atHand = order ?? card.orders.find(({ id }) => id === spokenOf)
  const named = new Set(entities.flatMap(({ type, value }) => (type === 'product' ? value.split('|') : [])))
  const ordered = new Set(
    (atHand === undefined ? card.orders : [atHand]).flatMap(({ lines }) => lines.map(({ sku }) => sku)),
  )
  const candidates =
    named.size === 0 ? skusOf(atHand) : named.size === 1 ? named : new Set([...named].filter((sku) => ordered.has(sku)))
  const [sku] = candidates
  if (sku === undefined || candidates.size > 1) return undefined
  return find(sku) ?? fromOrders(sku, atHand === undefined ? card.orders : [atHand])
}

const skusOf = (order: Order | undefined): Set<string> => new Set(order?.lines.map(({ sku }) => sku))

/** What was ordered and left the catalogue since. */
const fromOrders = (sku: string, orders: readonly Order[]): ShopProduct | undefined => {
  const line = orders.flatMap(({ lines }) => lines).find((one) => one.sku === sku)
  return (
    line && {
      sku,
      name: line.name,
      price: { zh: money(line.price, 'zh'), en: money(line.price, 'en') },
      attributes: {},
    }
  )
}
