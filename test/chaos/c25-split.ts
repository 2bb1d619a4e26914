import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres, type PostgresServer } from '../helpers/postgres-server.ts'
import { startQuickly } from '../postgres-under-test.ts'
import { judge, tally } from './oracle.ts'
import { createPair } from './pair.ts'
import { createParty, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, until } from './stage.ts'

const CUSTOMERS = 12
/** Longer than a lease, and than a process that says nothing counts as alive. */
const STOPPED_MS = 11_000
/** Long enough for turns to be under way at any moment. */
const THINK_MS = 700

describe.skipIf(!hasPostgres)('C25 split ownership (needs PostgreSQL)', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  /** The owner of turns that are under way is stopped for longer than its leases hold, then wakes. */
  const split = async (rounds: number, plant?: Plant) => {
    const { both, where, readLog } = await createPair(server, { plant, env: { THINK_MS: String(THINK_MS) } })
    const customers = Array.from({ length: CUSTOMERS }, (_, n) =>
      createParty({ role: 'customer', sub: `customer-${n}`, where, silenceMs: 2_500 }),
    )
    for (let round = 0; round < rounds; round++) {
      for (const customer of customers) customer.say('你好')
      await until('turns to be under way', () => customers.filter((one) => one.waiting() === 0).length > CUSTOMERS / 2)
      const pid = both[round % both.length]?.pid() ?? 0
      process.kill(pid, 'SIGSTOP')
      await sleep(STOPPED_MS)
      process.kill(pid, 'SIGCONT')
      await allAcked(customers)
    }
    const read = await readLog(30_000)
    await sleep(1_000)
    for (const customer of customers) customer.leave()
    await Promise.all(both.map((one) => one.stop()))
    const { log, finished } = plant === undefined ? read : await readLog(100)
    const questions = log.filter(({ from }) => from.role === 'customer').length
    // Everybody asks in the same words, so who said them is told by the cid alone.
    return {
      questions,
      findings: judge({
        log,
        finished,
        ...seenBy(customers, 8),
        said: customers.flatMap(({ said }) => said),
        screens: [],
      }),
    }
  }

  it('a process that wakes after its lease answers nothing twice and loses nothing', async (context) => {
    const rounds = 2
    const { questions, findings } = await split(rounds)
    note(context, {
      id: 'C25',
      name: 'split ownership',
      injected: `owner stopped ${STOPPED_MS / 1000} s amid its turns, leases hold 5 s; ${questions} questions`,
      times: rounds,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
  })
  it('negative control: a late result is said although somebody else finished the turn', {
    retry: 2,
  }, async (context) => {
    const { findings } = await split(2, 'answersAgain')
    note(context, { id: 'C25', control: `says late results: ${inWords(findings)}` })
    expect(tally(findings).answeredTwice).toBeGreaterThan(0)
  })
})
