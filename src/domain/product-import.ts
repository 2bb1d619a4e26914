import type { RefusedRow } from './knowledge-import.ts'
import type { ShopProduct } from './product.ts'

/** A version of the catalogue; 0 is `catalogue.csv` of KNOWLEDGE_DIR, which is there before anybody uploads. */
export interface ProductVersion {
  n: number
  /** ISO 8601; absent of version 0. */
  at?: string
  by?: string
  note?: string
  /** The file that it came from. */
  file?: string
  /** The version that it has the products of. */
  backTo?: number
  /** Products. */
  count: number
}

/** One product that an upload adds, changes or removes. */
export interface ProductChange {
  sku: string
  name: string
  kind: 'added' | 'changed' | 'removed'
  /** Cells that differ, by column; a changed product's only. */
  fields: { column: string; before: string; after: string }[]
}

/** What an upload of products would do, or did. */
export interface ProductReport {
  file: string
  /** Names what is shown here: a commit that says it does just that, or is refused. */
  plan: string
  /** The version that it was held against. */
  base: number
  /** Counts of products. */
  added: number
  changed: number
  removed: number
  unchanged: number
  /** At most 200 are listed; `more` is how many are not. */
  changes: ProductChange[]
  more: number
  /** At most 1,000 are listed. */
  refused: RefusedRow[]
  refusedCount: number
  /** Columns that cannot be used in answers. */
  unusable: string[]
  /** Slots that nothing fills afterwards, and the articles that have them. */
  lost: { slot: string; articles: string[] }[]
  /** The version that the commit made; absent of a dry run. */
  version?: number
}

export interface ProductUpload {
  /** Name of the file. */
  name: string
  bytes: Uint8Array
  by: string
  /** The file is the whole catalogue: what is not in it is removed. */
  replace: boolean
  /** `plan` of the dry run whose commit this is; absent: a dry run. */
  plan?: string
  note?: string
}

/** The catalogue now, with its versions newest first. */
export interface ProductPage {
  version: number
  columns: readonly string[]
  count: number
  /** Those that were asked for. */
  found: number
  products: ShopProduct[]
  versions: ProductVersion[]
}

/** Products as people bring them. Every call rejects with `Refusal`. */
export interface ProductImports {
  /** A dry run, or its commit: whole or not at all, in force when it resolves. `conflict`: somebody was quicker, or it is another file. */
  upload(upload: ProductUpload): Promise<ProductReport>
  page(query: { q?: string; limit: number }): Promise<ProductPage>
  /** Makes a version that has the products of an older one; 0 is the knowledge folder's own. */
  rollback(n: number, by: string, note?: string): Promise<ProductVersion>
  /** Everything, as it can be uploaded again; without formulas, with a byte order mark. */
  csv(): Promise<string>
}
