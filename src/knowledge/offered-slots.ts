import type { ShopFacts } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { PRODUCT_PREFIX, SHOP_PREFIX, SLOTS } from '../domain/slots.ts'

/** A column of the catalogue beside name, SKU and price, and what stands in it for some product. */
export interface ProductAttribute {
  name: string
  example: Record<Language, string>
}

/** What `checkSlots` takes: keys of the shop's facts, and the slots of the catalogue's own columns. */
export const offeredKeys = (facts: ShopFacts, attributes: readonly ProductAttribute[]): Set<string> =>
  new Set([...Object.keys(facts), ...attributes.map(({ name }) => PRODUCT_PREFIX + name)])

/** Every slot that an answer may use, with what it looks like; the shop's facts apart. */
export const offeredSlots = (facts: ShopFacts, attributes: readonly ProductAttribute[]) => ({
  slots: [
    ...Object.entries(SLOTS).map(([name, { from, example }]) => ({ name, from: from as string, example })),
    ...attributes.map(({ name, example }) => ({ name: PRODUCT_PREFIX + name, from: 'catalogue', example })),
  ],
  shop: Object.entries(facts).map(([key, example]) => ({ name: SHOP_PREFIX + key, example })),
})
