import pg from 'pg'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import type { OpenStore, StoreUnderTest } from './contract/store-words.ts'
import { type PostgresServer, startPostgres } from './helpers/postgres-server.ts'

/** A server of the test's own; its end needs no checkpoint. */
export const startQuickly = async (settings: Record<string, string> = {}): Promise<PostgresServer> => {
  const server = await startPostgres(settings)
  return {
    ...server,
    get pid() {
      return server.pid
    },
    close: async () => {
      await server.kill()
      await server.close()
    },
  }
}

/** Runs one statement as the database's owner. */
export const inDatabase = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows ?? []
  } finally {
    await client.end()
  }
}

/** From here on nobody who opens this database hears a hint: a function of the same name lies before the server's. */
export const muteHints = async (url: string): Promise<void> => {
  await inDatabase(
    url,
    `CREATE SCHEMA mute; CREATE FUNCTION mute.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT';
     ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = mute, pg_catalog, public`,
  )
}

/** The store for the contract suite: one database, emptied before each law, because a database of its own takes a second to make. */
export const openPostgres = (server: () => PostgresServer): OpenStore => {
  let database: string | undefined
  return async (now) => {
    database ??= await server().database()
    const url = database
    await (await createPostgresStore({ url, now })).close()
    await inDatabase(url, EMPTY)
    const under: StoreUnderTest = {
      store: await createPostgresStore({ url, now }),
      reopen: async () => {
        await under.store.close()
        under.store = await createPostgresStore({ url, now })
      },
      dispose: () => under.store.close(),
    }
    return under
  }
}

/** Everything but the schema; the audit trail lets nobody else shorten it. */
const EMPTY = `DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'tabdesk'::regnamespace AND relkind IN ('r', 'p')
    AND NOT relispartition AND relname <> 'migrations'
  LOOP EXECUTE format('DELETE FROM tabdesk.%I', name); END LOOP;
END $$`
