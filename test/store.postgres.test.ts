import { afterAll, beforeAll, describe } from 'vitest'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { type AuditUnderTest, auditContract } from './contract/audit.ts'
import { storeContract } from './contract/store.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { openPostgres, startQuickly } from './postgres-under-test.ts'

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  auditContract('PostgreSQL', async () => {
    const under = await openPostgres(() => server)(() => new Date())
    const trail: AuditUnderTest = {
      trail: under.store as OpenedStore,
      reopen: async () => {
        await under.reopen()
        trail.trail = under.store as OpenedStore
      },
      dispose: under.dispose,
    }
    return trail
  })
  storeContract(
    'PostgreSQL',
    openPostgres(() => server),
  )
})
