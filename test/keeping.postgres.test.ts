import { afterAll, beforeAll, describe } from 'vitest'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { auditChainContract } from './contract/audit-chain.ts'
import { erasureContract } from './contract/erasure.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, openPostgres, startQuickly } from './postgres-under-test.ts'

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  const open = openPostgres(() => server)
  erasureContract('PostgreSQL', async (now) => {
    const under = await open(now)
    return {
      get store() {
        return under.store as OpenedStore
      },
      reopen: under.reopen,
      dispose: under.dispose,
    }
  })

  auditChainContract('PostgreSQL', async () => {
    const url = await server.database()
    const [trail, beside] = [await createPostgresStore({ url }), await createPostgresStore({ url })]
    return {
      trail,
      beside,
      tamper: async (sql) => {
        const named = sql.replace(/\btrail\b/g, 'tabdesk.audit_trail').replace(/\bheads\b/g, 'tabdesk.audit_heads')
        await inDatabase(url, `BEGIN; SET LOCAL session_replication_role = replica; ${named}; COMMIT`)
      },
      dispose: async () => {
        await Promise.all([trail.close(), beside.close()])
      },
    }
  })
})
