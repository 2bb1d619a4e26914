import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { busUnderTest } from './bus-under-test.ts'
import { type BusUnderTest, busLaws, leaseLaws, listening } from './contract/bus.ts'
import { customer, message } from './contract/store-words.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { muteHints, startQuickly } from './postgres-under-test.ts'

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
    return busUnderTest({ url, hints })
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

  it('[TL3] a process that runs no turns is preferred for none, by nobody', async () => {
    const { join } = await open(true)()
    const members = [
      await join('gateway/1'),
      await join('gateway+worker/2'),
      await join('worker/3'),
      await join('model/4'),
    ]
    for (const { bus } of members) await bus.listen(listening())
    await vi.waitUntil(() => members.every(({ bus }) => bus.state().peers === 3), { timeout: 30_000 })
    const turns = Array.from({ length: 60 }, (_, n) => ({ tenant: 'default', conversation: `k${n}`, seq: 1 }))
    for (const turn of turns) {
      const preferring = members.filter(({ leases }) => leases.prefers(turn))
      expect(preferring).toHaveLength(1)
      expect(members.slice(1, 3)).toContain(preferring[0])
    }
    expect(members[0]?.leases.withRole('worker')).toBe(2)
    expect(members[0]?.leases.withRole('gateway')).toBe(2)
  })
})
