import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres, type PostgresServer } from '../helpers/postgres-server.ts'
import { startQuickly } from '../postgres-under-test.ts'
import { judge, tally } from './oracle.ts'
import { createPair } from './pair.ts'
import { seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, keepTalking, openConversations } from './stage.ts'

const CONVERSATIONS = 8
const EVERY_MS = 40

describe.skipIf(!hasPostgres)('C24 rolling restart (needs PostgreSQL)', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  /** One after the other is stopped as an operator stops it, and started again, while everybody talks. */
  const rolled = async (restarts: number, plant?: Plant) => {
    const { both, where, readLog } = await createPair(server, { plant })
    const { customers, agents } = await openConversations(CONVERSATIONS, where)
    const talk = keepTalking(agents, EVERY_MS)
    const codes: (number | null)[] = []
    for (let restart = 0; restart < restarts; restart++) {
      const one = both[restart % both.length]
      await sleep(500)
      codes.push((await one?.stop()) ?? null)
      await one?.start()
    }
    talk.stop()
    await allAcked(agents)
    await sleep(1_500)
    const parties = [...customers, ...agents]
    for (const party of parties) party.leave()
    const refused = parties.reduce((sum, one) => sum + one.refused.length, 0)
    await Promise.all(both.map((one) => one.stop()))
    return {
      codes,
      refused,
      acked: agents.reduce((sum, one) => sum + one.acked.length, 0),
      findings: judge({ ...(await readLog(100)), ...seenBy(parties, 8) }),
    }
  }

  it('loses no message, fails no send, and every screen goes on where it was', async (context) => {
    const restarts = 4
    const { codes, refused, acked, findings } = await rolled(restarts)
    note(context, {
      id: 'C24',
      name: 'rolling restart of two processes',
      injected: `SIGTERM in turn amid ${acked} acknowledged messages`,
      times: restarts,
      result: `${inWords(findings)}; ${refused} sends refused for good`,
    })
    expect(tally(findings)).toEqual({})
    expect(codes).toEqual(Array(restarts).fill(0))
    expect(refused).toBe(0)
  })
  it('negative control: acknowledging before the commit', { retry: 2 }, async (context) => {
    const { findings } = await rolled(2, 'ackFirst')
    note(context, { id: 'C24', control: `acknowledges first: ${inWords(findings)}` })
    expect((tally(findings).lost ?? 0) + (tally(findings).moved ?? 0)).toBeGreaterThan(0)
  })
})
