import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, startQuickly } from './postgres-under-test.ts'

/** Of the installation as a whole. */
const WITHOUT_TENANT = ['members', 'meta', 'migrations', 'webhook_lead']

const TABLES = `SELECT c.relname AS name, EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped) AS tenant
  FROM pg_class c WHERE c.relnamespace = 'tabdesk'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`
const KEYS_WITHOUT_TENANT = `SELECT x.indexrelid::regclass::text AS key FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
  WHERE c.relnamespace = 'tabdesk'::regnamespace AND x.indisunique AND c.relname <> ALL ($NAMES$) AND NOT EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND a.attnum = ANY (x.indkey::smallint[]))`

describe.skipIf(!hasPostgres)('tables can be spread by tenant (needs PostgreSQL)', () => {
  let server: PostgresServer
  let url: string
  beforeAll(async () => {
    server = await startQuickly()
    url = await server.database()
    await (await createPostgresStore({ url })).close()
  })
  afterAll(() => server?.close())

  const tables = async (): Promise<string[]> => {
    const found = await inDatabase(url, TABLES)
    expect(found.filter(({ tenant }) => !tenant).map(({ name }) => name)).toEqual(WITHOUT_TENANT)
    return found.filter(({ tenant }) => tenant).map(({ name }) => name as string)
  }
  const faults = (): Promise<Record<string, unknown>[]> =>
    inDatabase(url, KEYS_WITHOUT_TENANT.replace('$NAMES$', `ARRAY['${WITHOUT_TENANT.join("','")}']`))

  it('every unique key carries its tenant', async () => {
    expect((await tables()).length).toBeGreaterThan(10)
    expect(await faults()).toEqual([])
  })

  it('each is made with all its keys and indices as one that is partitioned by tenant, and keeps one a partition', async () => {
    const names = await tables()
    await inDatabase(
      url,
      `CREATE SCHEMA spread; ${names
        .map(
          (name) =>
            `CREATE TABLE spread.${name} (LIKE tabdesk.${name} INCLUDING DEFAULTS INCLUDING INDEXES) PARTITION BY LIST (tenant);
             CREATE TABLE spread.${name}_acme PARTITION OF spread.${name} FOR VALUES IN ('acme');
             CREATE TABLE spread.${name}_others PARTITION OF spread.${name} DEFAULT;`,
        )
        .join('\n')}`,
    )
    await inDatabase(
      url,
      `INSERT INTO spread.receipts (tenant, conversation, by, delivered, read)
         VALUES ('acme', 'k', 'customer', 1, 1), ('globex', 'k', 'customer', 1, 1)`,
    )
    const [kept] = await inDatabase(
      url,
      'SELECT array_agg(tableoid::regclass::text ORDER BY tenant) AS parts FROM spread.receipts',
    )
    expect(kept?.['parts']).toEqual(['spread.receipts_acme', 'spread.receipts_others'])
  })

  it('a key without it is found, and cannot be partitioned (control)', async () => {
    await inDatabase(url, 'CREATE UNIQUE INDEX planted ON tabdesk.records (id)')
    expect(await faults()).toEqual([{ key: 'tabdesk.planted' }])
    await expect(
      inDatabase(
        url,
        'CREATE TABLE public.planted (LIKE tabdesk.records INCLUDING DEFAULTS INCLUDING INDEXES) PARTITION BY LIST (tenant)',
      ),
    ).rejects.toThrow(/must include all partitioning columns/)
    await inDatabase(url, 'DROP INDEX tabdesk.planted')
  })
})
