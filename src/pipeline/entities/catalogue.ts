import type { ShopProduct } from '../../domain/product.ts'
import { catalogueColumns } from '../../lib/catalogue-columns.ts'
import { parseDelimited, sniffDelimiter } from '../../lib/delimited.ts'
import { readGoods } from './goods.ts'

/** What the shop sells, and everything customers call it. */
export interface Product {
  sku: string
  /** Names in both languages and other words for it. */
  names: string[]
}

export interface Catalogue {
  products: Product[]
  /** The same as answers speak of them. */
  goods: ShopProduct[]
  /** One sentence each: line, field, value and fix. Lines with a fault are left out. */
  faults: string[]
}

/** Names in a row; more are a mistake of the export. */
const MOST_ALIASES = 50
const LONGEST_NAME = 120

/**
 * `sku,name_zh,name_en,aliases,price` with that header or Chinese names of it, RFC 4180; either name may be empty, aliases are divided
 * by `;`. Every other column is an attribute that answers may use as `{{product.…}}`, `…_zh` and `…_en` where the languages differ.
 */
export const readCatalogue = (text: string, path = 'catalogue.csv'): Catalogue => {
  const faults: string[] = []
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  if (openQuote !== undefined)
    faults.push(`${path}:${openQuote} opens a quote that is never closed; close or double it`)
  const [header, ...rows] = records
  if (header === undefined) return { products: [], goods: [], faults }
  const { columns: names, attributes, unusable } = catalogueColumns(header.cells)
  const missing = [['sku'], ['name_zh', 'name_en']].filter((any) => !any.some((name) => names.includes(name)))
  if (missing.length > 0) {
    const needed = missing.map((any) => any.join(' or ')).join(' and ')
    faults.push(`${path}:1 has the header ${names.join(',')}; it needs ${needed}`)
    return { products: [], goods: [], faults }
  }
  for (const name of unusable)
    faults.push(
      `${path}:1 has the column ${JSON.stringify(name)}; name it without blanks and dots to use it in answers`,
    )
  const goods: ShopProduct[] = []
  const seen = new Set<string>()
  const products = rows.flatMap(({ line, cells }): Product[] => {
    const cell = (name: string): string => (cells[names.indexOf(name)] ?? '').trim()
    const sku = cell('sku')
    const called = [cell('name_zh'), cell('name_en'), ...cell('aliases').split(/[;；]/)]
      .map((name) => name.trim())
      .filter((name) => name !== '')
    const fault = faultIn(sku, called, seen)
    if (fault !== undefined) {
      faults.push(`${path}:${line} ${fault}`)
      return []
    }
    seen.add(sku)
    goods.push(readGoods(cell, attributes))
    return [{ sku, names: called }]
  })
  return { products, goods, faults }
}

const faultIn = (sku: string, names: readonly string[], seen: ReadonlySet<string>): string | undefined => {
  if (sku === '') return 'has no sku; give the product a number of its own'
  if (seen.has(sku)) return `has the sku ${sku} a second time; every product has its own`
  if (names.length === 0) return `has no name for ${sku}; fill name_zh or name_en`
  if (names.length > MOST_ALIASES) return `has ${names.length} names for ${sku}; keep ${MOST_ALIASES}`
  const long = names.find((name) => name.length > LONGEST_NAME)
  return long === undefined
    ? undefined
    : `has a name of ${long.length} characters for ${sku}; keep it under ${LONGEST_NAME}`
}
