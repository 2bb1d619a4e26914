import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { WEBHOOK_KINDS } from '../src/domain/webhook.ts'
import { message, TENANT } from './contract/store-words.ts'
import { webhookContract } from './contract/webhooks.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, openPostgres, startQuickly } from './postgres-under-test.ts'

/** More than two statements take. */
const ROWS = 4_001

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

  const opened = async () => {
    const url = await server.database()
    const store = await createPostgresStore({ url })
    onTestFinished(() => store.close())
    return { url, store }
  }

  it('replays, forgets and removes more than one statement takes', async () => {
    const { url, store } = await opened()
    const createdAt = new Date(0).toISOString()
    const hook = { id: 'hook', tenant: TENANT, url: 'https://shop.example', kinds: [...WEBHOOK_KINDS], content: true }
    await store.saveWebhook({ ...hook, state: 'active', secrets: [{ secret: 's' }], createdAt })
    const fill = () =>
      inDatabase(
        url,
        `INSERT INTO tabdesk.webhook_deliveries (tenant, webhook, conversation, seq, kind, at, state, attempts, due, since, settled)
         SELECT '${TENANT}', 'hook', 'c', n, 'message.created', n, 'delivered', 1, n, n, n FROM generate_series(1, ${ROWS}) n`,
      )
    await fill()
    const at = new Date(ROWS * 10).toISOString()
    const of = { from: new Date(2).toISOString(), to: at }
    expect(await store.replayDeliveries({ tenant: TENANT, webhook: 'hook', at, of })).toBe(ROWS - 1)
    expect(await store.webhookCounts()).toMatchObject([{ waiting: ROWS - 1 }])
    await store.forgetDeliveries({ deliveredBefore: new Date(1).toISOString(), deadBefore: at })
    expect(await store.deliveries(TENANT, 'hook', { limit: ROWS })).toHaveLength(ROWS)
    await fill()
    await store.forgetDeliveries({ deliveredBefore: at, deadBefore: at })
    expect(await store.deliveries(TENANT, 'hook', { limit: ROWS })).toHaveLength(ROWS - 1)
    await store.forgetDeliveries({ deliveredBefore: at, deadBefore: new Date(ROWS * 20).toISOString() })
    expect(await store.deliveries(TENANT, 'hook', { limit: 9 })).toEqual([])
    await fill()
    expect(await store.removeWebhook(TENANT, 'hook')).toBe(true)
    const left = await inDatabase(url, 'SELECT count(*)::integer AS rows FROM tabdesk.webhook_deliveries')
    expect(left).toEqual([{ rows: 0 }])
  })

  it('[ST1] what lies beside the log and waits does not hold the log up', async () => {
    const { url, store } = await opened()
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    onTestFinished(() => other.end())
    await other.query('BEGIN; LOCK TABLE tabdesk.idempotency_keys')
    const time = new Date().toISOString()
    const claim = { tenant: TENANT, caller: 'service/crm', fingerprint: 'f', at: time, forgetBefore: time }
    const claims = Promise.allSettled(Array.from({ length: 9 }, (_, n) => store.claimKey({ ...claim, key: `k${n}` })))
    const { event } = await store.append(message())
    expect(event.seq).toBe(1)
    expect(new Set((await claims).map(({ status }) => status))).toEqual(new Set(['rejected']))
    await other.query('ROLLBACK')
    expect(await store.claimKey({ ...claim, key: 'k' })).toBe('f')
  })
})
