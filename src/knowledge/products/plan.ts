import { createHash } from 'node:crypto'
import { english } from '../../domain/english.ts'
import type { RefusedRow } from '../../domain/knowledge-import.ts'
import type { ProductTable } from '../../domain/product.ts'
import type { ProductChange } from '../../domain/product-import.ts'
import { type Said, say } from '../../domain/said.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { refusing } from '../refusing.ts'
import { cellOf, faultOfRow } from './catalogue.ts'
import type { FileTable } from './product-rows.ts'

/** Most products of a catalogue: a message is read with all of their names in memory. */
export const MOST_PRODUCTS = 50_000
/** Changes and refused rows that a report lists. */
const MOST_LISTED = 200
const MOST_REFUSED_LISTED = 1_000
/** Longest cell that is kept, characters. */
const LONGEST_CELL = 2_000

export interface ProductPlan {
  table: ProductTable
  /** Over the products and what they were held against. */
  fingerprint: string
  added: number
  changed: number
  removed: number
  unchanged: number
  changes: ProductChange[]
  refused: RefusedRow[]
  refusedCount: number
}

/**
 * What a file makes of a catalogue. Columns and products that it does not have stay as they are, with `replace` they go; an empty cell
 * empties. Rows with a fault are left out, and the product that they name stays as it is.
 * @throws Refusal unprocessable: too many products
 */
export const planProducts = async (
  { n, table: before }: { n: number; table: ProductTable },
  file: FileTable,
  replace: boolean,
): Promise<ProductPlan> => {
  const breathe = createBreathe()
  const columns = replace ? file.columns : [...new Set([...before.columns, ...file.columns])]
  const all = [...new Set([...before.columns, ...columns])]
  const held = new Map(before.rows.map((cells) => [cellOf(before.columns, cells)('sku'), cells]))
  const seen = new Set<string>()
  const plan = { added: 0, changed: 0, removed: 0, unchanged: 0, refusedCount: 0 }
  const changes: ProductChange[] = []
  const refused: RefusedRow[] = []
  const next = new Map<string, readonly string[]>(replace ? [] : held)
  const refuse = (row: number, said: Said): void => {
    plan.refusedCount++
    if (refused.length < MOST_REFUSED_LISTED) refused.push({ row, reason: english(said), said })
  }
  const list = (change: ProductChange): void => {
    if (changes.length < MOST_LISTED) changes.push(change)
  }
  if (!replace)
    for (const [sku, cells] of held) {
      next.set(sku, reordered(before.columns, cells, columns))
      await breathe()
    }
  for (const { line, cells } of file.rows) {
    await breathe()
    const own = cellOf(file.columns, cells)
    const known = held.get(own('sku'))
    const old = cellOf(before.columns, known ?? [])
    const cell = (name: string): string => (replace || file.columns.includes(name) ? own(name) : old(name))
    const long = columns.find((name) => cell(name).length > LONGEST_CELL)
    const fault =
      long === undefined
        ? faultOfRow(cell, seen)
        : say('product_cell_long', { column: long, length: cell(long).length, most: LONGEST_CELL })
    if (fault !== undefined) {
      refuse(line, fault)
      if (replace && known !== undefined && own('sku') !== '' && !next.has(own('sku')))
        next.set(own('sku'), reordered(before.columns, known, columns))
      continue
    }
    const name = cell('name_zh') || cell('name_en')
    next.set(
      own('sku'),
      columns.map((column) => cell(column)),
    )
    const fields =
      known === undefined ? [] : differences(all, old, (column) => (columns.includes(column) ? cell(column) : ''))
    const kind = known === undefined ? 'added' : 'changed'
    if (known !== undefined && fields.length === 0) continue
    plan[kind]++
    list({ sku: own('sku'), name, kind, fields })
  }
  for (const [sku, cells] of held) {
    await breathe()
    if (next.has(sku)) continue
    const cell = cellOf(before.columns, cells)
    plan.removed++
    list({ sku, name: cell('name_zh') || cell('name_en'), kind: 'removed', fields: [] })
  }
  plan.unchanged = held.size - plan.changed - plan.removed
  if (next.size > MOST_PRODUCTS) throw refusing('unprocessable', say('products_most', { most: MOST_PRODUCTS }))
  const hash = createHash('sha256').update(JSON.stringify([n, columns]))
  const rows: (readonly string[])[] = []
  for (const cells of next.values()) {
    rows.push(cells)
    hash.update(JSON.stringify(cells))
    await breathe()
  }
  return { ...plan, changes, refused, table: { columns, rows }, fingerprint: hash.digest('hex').slice(0, 32) }
}

const reordered = (from: readonly string[], cells: readonly string[], to: readonly string[]): string[] =>
  to.map(cellOf(from, cells))

const differences = (
  columns: readonly string[],
  before: (column: string) => string,
  after: (column: string) => string,
): ProductChange['fields'] =>
  columns.flatMap((column) => {
    const [was, is] = [before(column), after(column)]
    return was === is ? [] : [{ column, before: was, after: is }]
  })
