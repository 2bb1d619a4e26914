import type { Localised } from './customer.ts'

/** What the catalogue says of one product, as answers may repeat it. */
export interface ShopProduct {
  sku: string
  name: Localised
  /** As customers read it: ¥129.00. */
  price?: Localised
  /** Its other columns, by name: `colour`, `材质`. */
  attributes: Record<string, Localised>
}
