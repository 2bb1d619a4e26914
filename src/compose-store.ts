import { acquireLock } from './adapters/sqlite/lock.ts'
import { createSqliteStore } from './adapters/sqlite/store.ts'
import type { Config } from './config.ts'
import type { OpenedStore } from './ports/opened-store.ts'

/**
 * The store that the settings name: PostgreSQL where there is a DATABASE_URL, else the embedded one in DATA_DIR. In both cases
 * DATA_DIR is held, because secret, models and library lie there.
 * @throws Refusal `bad_input` naming the setting
 */
export const openStore = async ({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<OpenedStore> => {
  if (databaseUrl === undefined) return createSqliteStore({ dir: dataDir })
  // The driver is loaded by those who need it.
  const { createPostgresStore } = await import('./adapters/postgres/store.ts')
  const lock = await acquireLock(dataDir)
  try {
    const store = await createPostgresStore({ url: databaseUrl })
    return {
      ...store,
      close: async () => {
        await store.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
