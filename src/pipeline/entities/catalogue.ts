import { parseDelimited, sniffDelimiter } from '../../lib/delimited.ts'

/** What the shop sells, and everything customers call it. */
export interface Product {
  sku: string
  /** Names in both languages and other words for it. */
  names: string[]
}

export interface Catalogue {
  products: Product[]
  /** One sentence each: line, field, value and fix. Lines with a fault are left out. */
  faults: string[]
}

/** Names in a row; more are a mistake of the export. */
const MOST_ALIASES = 50
const LONGEST_NAME = 120

/** `sku,name_zh,name_en,aliases` with that header, RFC 4180; either name may be empty, aliases are divided by `;`. Other columns are ignored. */
export const readCatalogue = (text: string, path = 'catalogue.csv'): Catalogue => {
  const faults: string[] = []
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  if (openQuote !== undefined)
    faults.push(`${path}:${openQuote} opens a quote that is never closed; close or double it`)
  const [header, ...rows] = records
  if (header === undefined) return { products: [], faults }
  const names = header.cells.map((cell) => cell.trim().toLowerCase())
  const missing = ['sku', 'name_zh', 'name_en'].filter((name) => !names.includes(name))
  if (missing.length > 0) {
    faults.push(`${path}:1 has the header ${names.join(',')}; it needs ${missing.join(' and ')}`)
    return { products: [], faults }
  }
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
    return [{ sku, names: called }]
  })
  return { products, faults }
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
