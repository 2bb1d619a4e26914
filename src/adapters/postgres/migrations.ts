import type { ClientBase } from 'pg'
import { Refusal } from '../../domain/errors.ts'
import { ADVISORY, MIGRATING } from './advisory.ts'
import { BLANKED_SCHEMA } from './blanked-schema.ts'
import { CLUSTER_SCHEMA } from './cluster-schema.ts'
import { KEEPING_SCHEMA } from './keeping-schema.ts'
import { MARKS_SCHEMA } from './marks-schema.ts'
import { SCHEMA } from './schema.ts'
import { SETTINGS_SCHEMA } from './settings-schema.ts'
import { TENANT_KEYS_SCHEMA } from './tenant-keys-schema.ts'
import { WEBHOOK_SCHEMA } from './webhook-schema.ts'

/**
 * One step of the schema. It takes away no row and no column: what an older program wrote stays readable. Keys and indices it may replace.
 * Numbers are never reused.
 */
export interface Migration {
  version: number
  sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: SCHEMA },
  { version: 2, sql: CLUSTER_SCHEMA },
  { version: 3, sql: MARKS_SCHEMA },
  { version: 4, sql: SETTINGS_SCHEMA },
  { version: 5, sql: WEBHOOK_SCHEMA },
  { version: 6, sql: KEEPING_SCHEMA },
  { version: 7, sql: BLANKED_SCHEMA },
  { version: 8, sql: TENANT_KEYS_SCHEMA },
]

/** Milliseconds that a process waits for another that is bringing the schema up, and for the locks of its own steps. */
const MIGRATION_LOCK_MS = 60_000

/**
 * Brings a database to the newest schema, all missing steps in one transaction; of several processes that start together one
 * does it while the others wait. The log gets an epoch where it has none (W2).
 * @throws Refusal `bad_input` when the schema is newer than this program; the server's errors as they are
 */
export const migrate = async (
  client: ClientBase,
  epoch: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> => {
  const newest = migrations.at(-1)?.version ?? 0
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  try {
    // A step over a large table takes as long as it takes: cut short, it would be so at every start.
    await client.query(`SET LOCAL lock_timeout = ${MIGRATION_LOCK_MS}; SET LOCAL statement_timeout = 0`)
    await client.query(`SELECT pg_advisory_xact_lock(${ADVISORY}, ${MIGRATING})`)
    const { rows } = await client.query<{ here: boolean }>(
      `SELECT to_regclass('tabdesk.migrations') IS NOT NULL AS here`,
    )
    if (rows[0]?.here !== true)
      await client.query(
        `CREATE SCHEMA IF NOT EXISTS tabdesk;
         CREATE TABLE tabdesk.migrations (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`,
      )
    const found = await client.query<{ version: number }>(
      'SELECT coalesce(max(version), 0) AS version FROM tabdesk.migrations',
    )
    const current = found.rows[0]?.version ?? 0
    if (current > newest)
      throw new Refusal(
        'bad_input',
        `the database has schema ${current}, this program knows ${newest}: start the newer program, or restore an older backup`,
        { field: 'DATABASE_URL' },
      )
    for (const { version, sql } of migrations) {
      if (version <= current) continue
      await client.query(sql)
      await client.query('INSERT INTO tabdesk.migrations (version) VALUES ($1)', [version])
    }
    await client.query(`INSERT INTO tabdesk.meta (key, value) VALUES ('epoch', $1) ON CONFLICT (key) DO NOTHING`, [
      epoch,
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
