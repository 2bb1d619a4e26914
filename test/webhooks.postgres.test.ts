import { afterAll, beforeAll, describe } from 'vitest'
import { webhookContract } from './contract/webhooks.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { openPostgres, startQuickly } from './postgres-under-test.ts'

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  webhookContract(
    'PostgreSQL',
    openPostgres(() => server),
    { alone: false },
  )
})
