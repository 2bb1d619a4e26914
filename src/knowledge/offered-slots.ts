import type { ShopFacts } from '../domain/article.ts'
import type { Localised } from '../domain/customer.ts'
import type { ShopProduct } from '../domain/product.ts'
import { type OfferedSlots, PRODUCT_PREFIX, SHOP_PREFIX, SLOTS } from '../domain/slots.ts'

/** Every slot that an answer may use, with what it looks like; the shop's facts apart. */
export const offeredSlots = (facts: ShopFacts, goods: readonly ShopProduct[]): OfferedSlots => {
  const attributes = new Map<string, Localised>()
  for (const product of goods)
    for (const [name, example] of Object.entries(product.attributes))
      if (!attributes.has(name)) attributes.set(name, example)
  return {
    slots: [
      ...Object.entries(SLOTS).map(([name, slot]) => ({ name, ...slot })),
      ...Array.from(attributes, ([name, example]) => ({ name: PRODUCT_PREFIX + name, from: 'catalogue', example })),
    ],
    shop: Object.entries(facts).map(([key, example]) => ({ name: SHOP_PREFIX + key, example })),
  }
}
