/** The two builds of SQLite that we can stand on; both are synchronous and live in our worker threads only. */
export type DriverName = 'better-sqlite3' | 'prebuilt'

export type Value = string | number | null | Uint8Array
export type Row = Record<string, Value>

interface Statement {
  run(...values: Value[]): { changes: number; lastInsertRowid: number | bigint }
  get(...values: Value[]): Row | undefined
  all(...values: Value[]): Row[]
}

/** The little that both builds have in common. Errors carry what `storage-error.ts` reads. */
export interface Database {
  driver: DriverName
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** Opens a file with a driver; a missing file is created unless `readOnly`. */
export interface Driver {
  name: DriverName
  open(path: string, options: { readOnly: boolean }): Database
}

/**
 * Loads the driver that is asked for; without a name the compiled one, and where that cannot be
 * loaded (no compiler, scripts off at install) the prebuilt one.
 * @throws Error naming what each driver said
 */
export const loadDriver = async (name?: DriverName): Promise<Driver> => {
  if (name !== undefined) return LOADERS[name]()
  try {
    return await LOADERS['better-sqlite3']()
  } catch (compiled) {
    try {
      return await LOADERS.prebuilt()
    } catch (prebuilt) {
      throw new Error(
        `no SQLite driver can be loaded: better-sqlite3 says ${String(compiled)}; @photostructure/sqlite says ${String(prebuilt)}; run \`npm ci\` again`,
        { cause: compiled },
      )
    }
  }
}

const LOADERS: Record<DriverName, () => Promise<Driver>> = {
  'better-sqlite3': async () => {
    const { default: BetterSqlite } = await import('better-sqlite3')
    // The compiled part is loaded by the first open, not by the import.
    new BetterSqlite(':memory:').close()
    return {
      name: 'better-sqlite3',
      open: (path, { readOnly }) => {
        const inner = new BetterSqlite(path, { readonly: readOnly })
        return shim('better-sqlite3', inner)
      },
    }
  },
  prebuilt: async () => {
    const { DatabaseSync } = await import('@photostructure/sqlite')
    new DatabaseSync(':memory:').close()
    return {
      name: 'prebuilt',
      open: (path, { readOnly }) => shim('prebuilt', new DatabaseSync(path, { readOnly })),
    }
  },
}

const shim = (
  driver: DriverName,
  inner: { exec(sql: string): unknown; prepare(sql: string): unknown; close(): unknown },
): Database => ({
  driver,
  exec: (sql) => {
    inner.exec(sql)
  },
  prepare: (sql) => inner.prepare(sql) as Statement,
  close: () => {
    inner.close()
  },
})
