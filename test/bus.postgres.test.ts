import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createPostgresCluster } from '../src/adapters/postgres/cluster.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { type BusUnderTest, busLaws, leaseLaws, listening, type Member } from './contract/bus.ts'
import { customer, message } from './contract/store-words.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, muteHints, startQuickly } from './postgres-under-test.ts'

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly({ max_connections: '120' })
  })
  afterAll(() => server?.close())

  let url: string
  const open = (hints: boolean) => async (): Promise<BusUnderTest> => {
    url = await server.database()
    if (!hints) await muteHints(url)
    let made = 0
    const join = async (): Promise<Member> => {
      const store = await createPostgresStore({ url })
      const me = `member-${++made}`
      const { bus, leases } = createPostgresCluster({ url, me, now: () => new Date() })
      let dead = false
      const die = async (): Promise<void> => {
        if (dead) return
        dead = true
        // What a living one says as it goes is not said by a killed one.
        const said = await inDatabase(url, `SELECT id, seen, desk FROM tabdesk.members WHERE id = '${me}'`)
        const held = await inDatabase(url, `SELECT * FROM tabdesk.turn_leases WHERE holder = '${me}'`)
        await bus.close()
        await store.close()
        for (const { desk } of said)
          await inDatabase(url, `INSERT INTO tabdesk.members VALUES ('${me}', now(), '${desk}')`)
        for (const { tenant, conversation } of held)
          await inDatabase(
            url,
            `INSERT INTO tabdesk.turn_leases VALUES ('${tenant}', '${conversation}', '${me}', now() + interval '5 seconds')`,
          )
      }
      onTestFinished(async () => {
        if (dead) return
        dead = true
        // One that hangs in its listener never ends by itself.
        await Promise.race([bus.close(), new Promise((resolve) => setTimeout(resolve, 500))])
        await store.close()
      })
      return {
        bus,
        leases,
        store,
        die,
        cutOff: async () => {
          let cut = true
          const cutting = (async () => {
            while (cut)
              await inDatabase(
                url,
                `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name IN ('tabdesk bus', 'tabdesk cluster')`,
              )
          })()
          return async () => {
            cut = false
            await cutting
          }
        },
      }
    }
    return { join, hints }
  }

  describe('members hear of each other', () => busLaws(open(true)))
  describe('members that get no hints hear of each other all the same', () => busLaws(open(false)))
  it('[BU2] what a slow transaction commits after a quick one that began later is given too', async () => {
    const { join } = await open(true)()
    const a = await join()
    const { conversation } = await a.store.append(message({ from: customer('slow') }))
    const heard = listening()
    const b = await join()
    await b.bus.listen(heard)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('BEGIN')
    await client.query(
      `UPDATE tabdesk.conversations SET priority = 'high', changed = pg_current_xact_id() WHERE id = '${conversation.id}'`,
    )
    const quick = await a.store.append(message({ from: customer('quick') }))
    const given = (id: string) => heard.pages.some((page) => page.conversation.id === id)
    await vi.waitUntil(() => given(quick.conversation.id), { timeout: 30_000 })
    // Several looks later it is still not passed over, and the quick one is not given again and again.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(heard.pages).toHaveLength(1)
    await client.query('COMMIT')
    await client.end()
    await vi.waitUntil(() => given(conversation.id), { timeout: 30_000 })
    expect(heard.pages.at(-1)?.conversation.priority).toBe('high')
  })

  describe('turns', () => leaseLaws(open(true)))
})
