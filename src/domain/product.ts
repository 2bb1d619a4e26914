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

/** What the shop sells, and everything customers call it. */
export interface Product {
  sku: string
  /** Names in both languages and other words for it. */
  names: string[]
}

/** The catalogue as it was written: `sku` and what else is ours under our names, every other column an attribute. */
export interface ProductTable {
  columns: readonly string[]
  /** A cell for each column. */
  rows: readonly (readonly string[])[]
}
