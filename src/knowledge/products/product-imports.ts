import type { ProductTable, ShopProduct } from '../../domain/product.ts'
import type { ProductImports, ProductReport, ProductUpload, ProductVersion } from '../../domain/product-import.ts'
import { say } from '../../domain/said.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { csvCell } from '../../lib/delimited.ts'
import type { ProductStore } from '../../ports/product-store.ts'
import { escapeFormula } from '../import/formulas.ts'
import { typeOf } from '../import/type-of.ts'
import { refusing } from '../refusing.ts'
import { lostSlots } from './lost-slots.ts'
import { planProducts } from './plan.ts'
import type { FileTable } from './product-rows.ts'
import type { ProductsOrder } from './products-aside.ts'

export interface ProductImportParts {
  store: ProductStore
  /** The knowledge folder's own, version 0. */
  seed: () => Promise<ProductTable>
  read: (order: ProductsOrder) => Promise<FileTable>
  /** Slots of the answers in force, with the articles that have them. */
  usedSlots: () => ReadonlyMap<string, readonly string[]>
  /** What is in force. */
  goods: () => readonly ShopProduct[]
  /** Resolves when the newest version is in force. */
  caughtUp: () => Promise<void>
  now: () => Date
}

/** Tries at a commit while others commit, too. */
const TRIES = 5

/** Uploads hold nothing between dry run and commit: the file comes twice, and `plan` says that it does what was shown. */
export const createProductImports = (parts: ProductImportParts): ProductImports => {
  const { store, seed, read, usedSlots, goods, caughtUp, now } = parts
  const seeded = async (): Promise<{ n: number; table: ProductTable }> => ({ n: 0, table: await seed() })

  const newest = async (): Promise<{ n: number; table: ProductTable }> => {
    const n = await store.newest()
    if (n === 0) return seeded()
    const version = await store.version(n)
    return { n, table: version?.table ?? (await seed()) }
  }

  const upload = async ({ name, bytes, by, replace, plan: wanted, note }: ProductUpload): Promise<ProductReport> => {
    const type = typeOf(name, bytes)
    if (type !== 'table' && type !== 'workbook' && type !== 'text')
      throw refusing('unsupported_type', say('products_type', { file: name }), { field: 'file' })
    const file = await read({ type: type === 'workbook' ? type : 'table', file: name, bytes })
    const base = await newest()
    const { table, fingerprint, ...counts } = await planProducts(base, file, replace)
    const report: ProductReport = {
      ...{ file: name, plan: fingerprint, base: base.n, unusable: file.unusable },
      ...{ added: counts.added, changed: counts.changed, removed: counts.removed, unchanged: counts.unchanged },
      ...{ changes: counts.changes, more: counts.added + counts.changed + counts.removed - counts.changes.length },
      ...{ refused: counts.refused, refusedCount: counts.refusedCount },
      lost: lostSlots(base.table.columns, table.columns, usedSlots()),
    }
    if (wanted === undefined) return report
    if (wanted !== fingerprint) throw refusing('conflict', say('products_stale'), { field: 'plan' })
    if (counts.changes.length === 0 && table.columns.join('\n') === base.table.columns.join('\n'))
      return { ...report, version: base.n }
    const version = {
      ...{ n: base.n + 1, at: now().toISOString(), by, file: name, count: table.rows.length, table },
      ...(note === undefined ? {} : { note }),
    }
    if (!(await store.add(version))) throw refusing('conflict', say('products_stale'), { field: 'plan' })
    await caughtUp()
    return { ...report, version: version.n }
  }

  return {
    upload,
    page: async ({ q = '', limit }) => {
      const [{ n, table }, versions] = await Promise.all([newest(), store.history()])
      const found = await matching(goods(), q)
      return {
        version: n,
        columns: table.columns,
        count: table.rows.length,
        found: found.length,
        products: found.slice(0, limit),
        versions: [...versions, { n: 0, count: (await seed()).rows.length }],
      }
    },
    rollback: async (n, by, note) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const then = n === 0 ? await seeded() : await store.version(n)
        if (then === undefined) throw refusing('not_found', say('products_version', { n }), { field: 'n' })
        const { table = await seed() } = then
        const isSeed = n === 0 || then.table === undefined
        const version: ProductVersion = {
          ...{ n: (await store.newest()) + 1, at: now().toISOString(), by, backTo: n, count: table.rows.length },
          ...(note === undefined ? {} : { note }),
        }
        if (!(await store.add(isSeed ? version : { ...version, table }))) continue
        await caughtUp()
        return version
      }
      throw refusing('conflict', say('products_busy'))
    },
    csv: async () => {
      const breathe = createBreathe()
      const { columns, rows } = (await newest()).table
      let text = `\uFEFF${lineOf(columns)}`
      for (const cells of rows) {
        text += lineOf(cells)
        await breathe()
      }
      return text
    },
  }
}

const lineOf = (cells: readonly string[]): string =>
  `${cells.map((cell) => csvCell(escapeFormula(cell))).join(',')}\r\n`

/** By number or by what it is called, whatever the case. */
const matching = async (goods: readonly ShopProduct[], q: string): Promise<readonly ShopProduct[]> => {
  const wanted = q.trim().toLowerCase()
  if (wanted === '') return goods
  const breathe = createBreathe()
  const found: ShopProduct[] = []
  for (const product of goods) {
    const { sku, name } = product
    if ([sku, name.zh, name.en].some((text) => text.toLowerCase().includes(wanted))) found.push(product)
    await breathe()
  }
  return found
}
