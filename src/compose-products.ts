import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeLeftovers } from './adapters/local/library-upkeep.ts'
import { createProductFiles } from './adapters/local/product-files.ts'
import { absent } from './adapters/local/whole-file.ts'
import type { Config } from './config.ts'
import type { Library } from './domain/library.ts'
import type { ProductTable, ShopProduct } from './domain/product.ts'
import type { ProductImports } from './domain/product-import.ts'
import { PRODUCT_PREFIX } from './domain/slots.ts'
import { growCatalogue, readCatalogueFile } from './knowledge/products/catalogue.ts'
import { productSlotsIn } from './knowledge/products/lost-slots.ts'
import { createProductImports } from './knowledge/products/product-imports.ts'
import { readProductsAside } from './knowledge/products/products-aside.ts'
import { catalogueColumns } from './lib/catalogue-columns.ts'
import { inSlices } from './lib/slices.ts'
import { type FindProducts, growProductFinder } from './pipeline/entities/products.ts'
import type { ProductStore } from './ports/product-store.ts'

/** What the shop sells, as it is now: changes take its place whole, all at the same moment. */
export interface Products {
  goods(): readonly ShopProduct[]
  find(sku: string): ShopProduct | undefined
  /** Slots that its columns offer, `product.colour`. */
  slots(): readonly string[]
  findProducts: FindProducts
  /** Grows when it changes. */
  revision(): number
  /** Lines of catalogue.csv that cannot be used. */
  faults: readonly string[]
  /** Resolves when the newest version is in force. */
  caughtUp(): Promise<void>
  /** Looks for versions of other processes; returns the stop. */
  watch(onError: (error: Error) => void): () => void
  /** Uploads; they look at the answers of `library`. */
  imports(library: Pick<Library, 'articles'>): ProductImports
}

/** How often versions of other processes are looked for, milliseconds. */
const POLL_MS = 500

/** What a catalogue becomes. */
interface InForce {
  n: number
  goods: readonly ShopProduct[]
  bySku: ReadonlyMap<string, ShopProduct>
  slots: readonly string[]
  find: FindProducts
}

/**
 * The newest version of DATA_DIR, before the first one `catalogue.csv` of KNOWLEDGE_DIR; without `dataDir` always the latter.
 * @throws Error naming the file, where the newest version cannot be read
 */
export const openProducts = async (
  { knowledgeDir, dataDir }: { knowledgeDir: string; dataDir?: Config['dataDir'] },
  pollMs = POLL_MS,
): Promise<Products> => {
  const shelf = await openShelf({ knowledgeDir, ...(dataDir === undefined ? {} : { dataDir }) })
  const { store, own, faults } = shelf
  const read = async (n: number): Promise<InForce> => inForce(n, await shelf.tableOf(n))
  let now = await read(await store.newest())
  let revision = 0
  // One after the other, so that who waits for the last has what was written last.
  let catching: Promise<void> = Promise.resolve()
  const catchUp = async (): Promise<void> => {
    const n = await store.newest()
    if (n === now.n) return
    now = await read(n)
    revision++
  }
  const caughtUp = (): Promise<void> => {
    catching = catching.then(catchUp, catchUp)
    return catching
  }
  return {
    goods: () => now.goods,
    find: (sku) => now.bySku.get(sku),
    slots: () => now.slots,
    findProducts: (text) => now.find(text),
    revision: () => revision,
    faults,
    caughtUp,
    watch: (onError) => {
      let said = ''
      const timer = setInterval(() => {
        caughtUp().catch((error: Error) => {
          // Told once, not at every look.
          if (said !== error.message) onError(error)
          said = error.message
        })
      }, pollMs).unref()
      return () => clearInterval(timer)
    },
    imports: (library) => importsOver({ store, own }, library, { caughtUp, goods: () => now.goods }),
  }
}

/** Uploads where nobody answers customers: nothing is learnt for it. */
export const openProductImports = async (
  folders: Pick<Config, 'knowledgeDir' | 'dataDir'>,
  library: Pick<Library, 'articles'>,
): Promise<ProductImports> =>
  importsOver(await openShelf(folders), library, { caughtUp: async () => undefined, goods: () => [] })

/** Slots that the columns of now offer. */
export const offeredProductSlots = async (folders: Pick<Config, 'knowledgeDir' | 'dataDir'>): Promise<string[]> => {
  const { store, tableOf } = await openShelf(folders)
  return slotsOf(await tableOf(await store.newest()))
}

interface Shelf {
  store: ProductStore
  /** The knowledge folder's own. */
  own: ProductTable
  faults: string[]
  tableOf(n: number): Promise<ProductTable>
}

const openShelf = async ({ knowledgeDir, dataDir }: { knowledgeDir: string; dataDir?: string }): Promise<Shelf> => {
  const versions = dataDir === undefined ? undefined : join(dataDir, 'knowledge', 'products')
  if (versions !== undefined) await removeLeftovers([versions], new Date())
  const store = versions === undefined ? NONE : createProductFiles(versions)
  const text = await readFile(join(knowledgeDir, 'catalogue.csv'), 'utf8').catch(absent)
  const { table: own, faults } = readCatalogueFile(text ?? '')
  return { store, own, faults, tableOf: async (n) => (n === 0 ? own : ((await store.version(n))?.table ?? own)) }
}

const importsOver = (
  { store, own }: Pick<Shelf, 'store' | 'own'>,
  library: Pick<Library, 'articles'>,
  { caughtUp, goods }: Pick<Products, 'caughtUp' | 'goods'>,
): ProductImports =>
  createProductImports({
    ...{ store, caughtUp, goods, seed: async () => own, read: readProductsAside, now: () => new Date() },
    usedSlots: () => productSlotsIn(library.articles()),
  })

const slotsOf = ({ columns }: ProductTable): string[] =>
  catalogueColumns(columns).attributes.map((name) => PRODUCT_PREFIX + name)

const inForce = async (n: number, table: ProductTable): Promise<InForce> => {
  const { products, goods } = await inSlices(growCatalogue(table))
  return {
    n,
    goods,
    bySku: new Map(goods.map((product) => [product.sku, product])),
    slots: slotsOf(table),
    find: await inSlices(growProductFinder(products)),
  }
}

const NONE: ProductStore = {
  newest: async () => 0,
  version: async () => undefined,
  history: async () => [],
  add: async () => false,
}
