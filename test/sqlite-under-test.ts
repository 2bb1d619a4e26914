import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DriverName } from '../src/adapters/sqlite/driver.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import type { OpenStore, StoreUnderTest } from './contract/store-words.ts'

const compiled = await import('better-sqlite3').then(
  ({ default: Database }) => {
    new Database(':memory:').close()
    return true
  },
  () => false,
)

/** Whether the compiled driver is here; where nothing compiles, its tests are skipped by name. */
export const COMPILED: boolean = compiled
export const DRIVERS: readonly DriverName[] = compiled ? ['better-sqlite3', 'prebuilt'] : ['prebuilt']
export const BEST_DRIVER: DriverName = compiled ? 'better-sqlite3' : 'prebuilt'

/** In pages of 4 KB: a little more than the schema needs, and plenty. */
const FEW_PAGES = 60
const MANY_PAGES = 1_000_000

/** The embedded store for the contract suite, in a folder of its own. */
export const openSqlite =
  (driver: DriverName): OpenStore =>
  async (now) => {
    const dir = mkdtempSync(join(tmpdir(), 'tabdesk-store-'))
    let store = await createSqliteStore({ dir, driver, now })
    let pages = 0
    const under: StoreUnderTest = {
      store,
      reopen: async () => {
        await store.close()
        store = await createSqliteStore({ dir, driver, now })
        under.store = store
      },
      room: {
        take: () => {
          pages += FEW_PAGES
          return store.limitPages(pages)
        },
        give: () => store.limitPages(MANY_PAGES),
      },
      dispose: async () => {
        await store.close()
        rmSync(dir, { recursive: true, force: true })
      },
    }
    return under
  }
