import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hasPostgres, type PostgresServer } from '../helpers/postgres-server.ts'
import { hasRedis, type RedisServer, startRedis } from '../helpers/redis-server.ts'
import { startQuickly } from '../postgres-under-test.ts'
import { judge, tally } from './oracle.ts'
import { createPair } from './pair.ts'
import { seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, keepTalking, openConversations } from './stage.ts'

const CONVERSATIONS = 5
const GONE_MS = 3_000
const BACK_MS = 1_500

type Fault = (redis: RedisServer) => Promise<void>
const refused: Fault = async (redis) => {
  await redis.kill()
  await sleep(GONE_MS)
  await redis.start()
}
const hung: Fault = async (redis) => {
  process.kill(redis.pid, 'SIGSTOP')
  await sleep(GONE_MS)
  process.kill(redis.pid, 'SIGCONT')
}
const emptied: Fault = async (redis) => {
  redis.ask('FLUSHALL')
  await sleep(GONE_MS / 3)
}

describe.skipIf(!hasPostgres || !hasRedis)('C13–C15 Redis fails (needs PostgreSQL and Redis)', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  const without = async (fault: Fault, rounds: number, plant?: Plant) => {
    const redis = await startRedis()
    onTestFinished(redis.close)
    const { both, where, readLog } = await createPair(server, { plant, env: { REDIS_URL: redis.url } })
    const { customers, agents } = await openConversations(CONVERSATIONS, where)
    const talks = [keepTalking(agents, 40), keepTalking(customers, 500)]
    for (let round = 0; round < rounds; round++) {
      await sleep(BACK_MS)
      await fault(redis)
    }
    await sleep(BACK_MS)
    for (const talk of talks) talk.stop()
    const parties = [...customers, ...agents]
    await allAcked(parties)
    const { log, finished } = await readLog(plant === undefined ? 60_000 : 5_000)
    await sleep(1_500)
    for (const party of parties) party.leave()
    await Promise.all(both.map((one) => one.stop()))
    return {
      acked: parties.reduce((sum, one) => sum + one.acked.length, 0),
      findings: judge({ log, finished, ...seenBy(parties, 8) }),
    }
  }

  const cases = [
    ['C13', 'Redis refused', 'killed for 3 s', refused],
    ['C14', 'Redis hung', 'stopped for 3 s', hung],
    ['C15', 'Redis loses what it holds', 'emptied', emptied],
  ] as const
  for (const [id, name, what, fault] of cases)
    it(`${id} ${name}: nothing is lost, nothing is answered twice`, async (context) => {
      const times = 2
      const { acked, findings } = await without(fault, times)
      note(context, {
        id,
        name,
        injected: `${what} amid ${acked} acknowledged messages at two processes`,
        times,
        result: inWords(findings),
      })
      expect(tally(findings)).toEqual({})
    })
  it('negative control: words of the bot said a second time', { retry: 2 }, async (context) => {
    const { findings } = await without(refused, 1, 'speaksTwice')
    note(context, { id: 'C13', control: `says words twice: ${inWords(findings)}` })
    expect(tally(findings).answeredTwice).toBeGreaterThan(0)
  })
})
