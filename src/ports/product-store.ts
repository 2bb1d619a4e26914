import type { ProductTable } from '../domain/product.ts'
import type { ProductVersion } from '../domain/product-import.ts'

/** A version that people made, with its products; one that goes back to version 0 has none of its own. */
export interface StoredProducts extends ProductVersion {
  table?: ProductTable
}

/** Durable versions of the catalogue, some of the newest. None is ever changed: going back makes a new one. */
export interface ProductStore {
  /** Of the newest version; 0 before the first. */
  newest(): Promise<number>
  /** Undefined when it is not kept. Rejects where it is and cannot be read. */
  version(n: number): Promise<StoredProducts | undefined>
  /** Newest first. */
  history(): Promise<ProductVersion[]>
  /** Whole and durable when it resolves; false where another process was first with this number. */
  add(version: StoredProducts): Promise<boolean>
}
