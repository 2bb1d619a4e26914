import { english } from '../../domain/english.ts'
import type { Product, ProductTable, ShopProduct } from '../../domain/product.ts'
import { type Said, say } from '../../domain/said.ts'
import { catalogueColumns } from '../../lib/catalogue-columns.ts'
import { parseDelimited, sniffDelimiter } from '../../lib/delimited.ts'
import type { Slices } from '../../lib/slices.ts'
import { readGoods } from './goods.ts'

/** What a table says: products by what they are called, and as answers speak of them. */
export interface Catalogue {
  products: Product[]
  goods: ShopProduct[]
}

/** Names in a row; more are a mistake of the export. */
const MOST_ALIASES = 50
const LONGEST_NAME = 120
/** What a spreadsheet makes of a long number. */
const ROUNDED = /^\d(?:\.\d+)?E\+\d+$/i

/**
 * The shop's own file: `sku,name_zh,name_en,aliases,price` with that header or Chinese names of it, RFC 4180; either name may be empty,
 * aliases are divided by `;`. Every other column is an attribute that answers may use as `{{product.…}}`, `…_zh` and `…_en` where the
 * languages differ. `faults`: one sentence each, line, field, value and fix; lines with a fault are left out.
 */
export const readCatalogueFile = (text: string, path = 'catalogue.csv'): { table: ProductTable; faults: string[] } => {
  const faults: string[] = []
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  if (openQuote !== undefined)
    faults.push(`${path}:${openQuote} opens a quote that is never closed; close or double it`)
  const [header, ...rows] = records
  if (header === undefined) return { table: { columns: [], rows: [] }, faults }
  const { columns, unusable } = catalogueColumns(header.cells)
  const missing = [['sku'], ['name_zh', 'name_en']].filter((any) => !any.some((name) => columns.includes(name)))
  if (missing.length > 0) {
    const needed = missing.map((any) => any.join(' or ')).join(' and ')
    faults.push(`${path}:1 has the header ${columns.join(',')}; it needs ${needed}`)
    return { table: { columns: [], rows: [] }, faults }
  }
  for (const name of unusable)
    faults.push(
      `${path}:1 has the column ${JSON.stringify(name)}; name it without blanks and dots to use it in answers`,
    )
  const seen = new Set<string>()
  const sound = rows.flatMap(({ line, cells }) => {
    const fault = faultOfRow(cellOf(columns, cells), seen)
    if (fault === undefined) return [columns.map((_, i) => cells[i] ?? '')]
    faults.push(`${path}:${line} ${english(fault)}`)
    return []
  })
  return { table: { columns, rows: sound }, faults }
}

/** The same, with what it says. */
export const readCatalogue = (text: string, path?: string): Catalogue & { faults: string[] } => {
  const { table, faults } = readCatalogueFile(text, path)
  const read = productReader(table.columns)
  const all = table.rows.map(read)
  return { products: all.map(({ product }) => product), goods: all.map(({ goods }) => goods), faults }
}

/** A table, row by row. */
export function* growCatalogue({ columns, rows }: ProductTable): Slices<Catalogue> {
  const read = productReader(columns)
  const catalogue: Catalogue = { products: [], goods: [] }
  for (const row of rows) {
    const { product, goods } = read(row)
    catalogue.products.push(product)
    catalogue.goods.push(goods)
    yield
  }
  return catalogue
}

/** The fix of a row that cannot be used; a sound one is `seen` from here on. */
export const faultOfRow = (cell: (column: string) => string, seen: Set<string>): Said | undefined => {
  const sku = cell('sku')
  const names = namesIn(cell)
  if (sku === '') return say('product_sku')
  if (ROUNDED.test(sku)) return say('product_sku_rounded', { sku })
  if (seen.has(sku)) return say('product_twice', { sku })
  if (names.length === 0) return say('product_name', { sku })
  if (names.length > MOST_ALIASES) return say('product_names', { sku, names: names.length, most: MOST_ALIASES })
  const long = [sku, ...names].find((name) => name.length > LONGEST_NAME)
  if (long !== undefined) return say('product_name_long', { sku, length: long.length, most: LONGEST_NAME })
  seen.add(sku)
  return undefined
}

/** A row's cells by column, trimmed; the first column of a name counts. */
export const cellOf =
  (columns: readonly string[], cells: readonly string[]) =>
  (name: string): string =>
    (cells[columns.indexOf(name)] ?? '').trim()

const namesIn = (cell: (column: string) => string): string[] =>
  [cell('name_zh'), cell('name_en'), ...cell('aliases').split(/[;；]/)]
    .map((name) => name.trim())
    .filter((name) => name !== '')

const productReader = (columns: readonly string[]) => {
  const { attributes } = catalogueColumns(columns)
  return (cells: readonly string[]): { product: Product; goods: ShopProduct } => {
    const cell = cellOf(columns, cells)
    return { product: { sku: cell('sku'), names: namesIn(cell) }, goods: readGoods(cell, attributes) }
  }
}
