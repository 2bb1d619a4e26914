import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hasPostgres, type PostgresServer } from '../helpers/postgres-server.ts'
import { hasRedis, type RedisServer, startRedis } from '../helpers/redis-server.ts'
import { startQuickly } from '../postgres-under-test.ts'
import { judge, tally } from './oracle.ts'
import { createPair } from './pair.ts'
import { createParty, type Party, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, keepTalking, openConversations } from './stage.ts'

const CONVERSATIONS = 5
/** Customers who ask something amid each fault and are silent afterwards: nobody comes by whose turn would find theirs. */
const ASKING = 24
const GONE_MS = 3_000
const BACK_MS = 1_500

/** Asks once the fault is there. */
type Fault = (redis: RedisServer, ask: () => Promise<void>) => Promise<void>

const refused: Fault = async (redis, ask) => {
  await redis.kill()
  await ask()
  await sleep(GONE_MS)
  await redis.start()
}
const hung: Fault = async (redis, ask) => {
  process.kill(redis.pid, 'SIGSTOP')
  await ask()
  await sleep(GONE_MS)
  process.kill(redis.pid, 'SIGCONT')
}
/** Again and again: what is handed over may be gone before it is read. */
const emptied: Fault = async (redis, ask) => {
  const emptying = spawn('/usr/bin/redis-cli', ['-p', `${redis.port}`, '-r', '-1', '-i', '0.001', 'FLUSHALL'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const gone = once(emptying, 'exit')
  onTestFinished(() => void emptying.kill('SIGKILL'))
  await once(emptying.stdout.resume(), 'data')
  await ask()
  await sleep(GONE_MS / 3)
  emptying.kill('SIGKILL')
  await gone
}
/** What it held a while ago, with turns that have ended and processes that are gone; what was handed over since is not in it. */
const swapped: Fault = async (redis, ask) => {
  const dir = redis.ask('CONFIG', 'GET', 'dir').split('\n')[1] ?? ''
  redis.ask('SAVE')
  expect(Number(redis.ask('DBSIZE'))).toBeGreaterThan(0)
  await copyFile(join(dir, 'dump.rdb'), join(dir, 'old.rdb'))
  await sleep(BACK_MS)
  await redis.kill()
  await copyFile(join(dir, 'old.rdb'), join(dir, 'dump.rdb'))
  await ask()
  await redis.start()
  expect(Number(redis.ask('DBSIZE'))).toBeGreaterThan(0)
  await sleep(BACK_MS)
}

describe.skipIf(!hasPostgres || !hasRedis)('C13–C15 Redis fails (needs PostgreSQL and Redis)', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  const without = async (fault: Fault, rounds: number, { plant, mute }: { plant?: Plant; mute?: boolean } = {}) => {
    const redis = await startRedis()
    onTestFinished(redis.close)
    const { both, where, readLog } = await createPair(server, { plant, mute, env: { REDIS_URL: redis.url } })
    const { customers, agents } = await openConversations(CONVERSATIONS, where)
    const talks = [keepTalking(agents, 40), keepTalking(customers, 500)]
    const asking: Party[] = []
    const ask = async (): Promise<void> => {
      const fresh = Array.from({ length: ASKING }, (_, n) =>
        createParty({ role: 'customer', sub: `asking-${asking.length + n}`, where }),
      )
      asking.push(...fresh)
      for (const one of fresh) one.say('你好')
      await allAcked(fresh)
    }
    for (let round = 0; round < rounds; round++) {
      await sleep(BACK_MS)
      await fault(redis, ask)
    }
    await sleep(BACK_MS)
    for (const talk of talks) talk.stop()
    const parties = [...customers, ...agents]
    await allAcked(parties)
    const { log, finished } = await readLog(plant === undefined ? 60_000 : 5_000)
    await sleep(1_500)
    for (const party of [...parties, ...asking]) party.leave()
    await Promise.all(both.map((one) => one.stop()))
    const seen = seenBy(parties, 8)
    const answered = log.filter(({ from }) => from.role === 'bot').length
    return {
      acked: [...parties, ...asking].reduce((sum, one) => sum + one.acked.length, 0),
      answered,
      findings: judge({
        log,
        finished,
        ...seen,
        // They ask in the same words: who said them is told by the cid alone.
        said: [...seen.said, ...asking.flatMap(({ said }) => said)],
        acked: [...seen.acked, ...asking.flatMap(({ acked }) => acked)],
      }),
    }
  }

  const cases = [
    ['C13', 'Redis refused', 'killed for 3 s', refused],
    ['C14', 'Redis hung', 'stopped for 3 s', hung],
    ['C15', 'Redis loses what it holds', 'emptied each millisecond for a second', emptied],
    ['C15b', 'Redis comes back with old data', 'killed, an older dump in its place, started', swapped],
  ] as const
  const times = 2
  for (const [id, name, what, fault] of cases)
    it(`${id} ${name}: nothing is lost, nothing is answered twice`, async (context) => {
      const { acked, answered, findings } = await without(fault, times)
      note(context, {
        id,
        name,
        injected: `${what} amid ${acked} acknowledged messages at two processes, ${times * ASKING} questions meanwhile`,
        times,
        result: inWords(findings),
        // What a stopped Redis was handed it still has when it goes on: no bug of its own shows.
        ...(id === 'C14' && { control: 'that of C13' }),
      })
      expect(tally(findings)).toEqual({})
      // Everybody who asked was answered: else a second answer could not be.
      expect(answered).toBeGreaterThanOrEqual(times * ASKING)
    })

  it('C13 negative control: words of the bot said a second time', { retry: 2 }, async (context) => {
    const { findings } = await without(refused, 1, { plant: 'speaksTwice' })
    note(context, { id: 'C13', control: `says words twice: ${inWords(findings)}` })
    expect(tally(findings).answeredTwice).toBeGreaterThan(0)
  })
  for (const [id, fault] of [
    ['C15', emptied],
    ['C15b', swapped],
  ] as const)
    it(`${id} negative control: what is owed is known from Redis alone`, { retry: 2 }, async (context) => {
      const { findings } = await without(fault, 1, { plant: 'owesNothing', mute: true })
      note(context, { id, control: `knows what is owed from Redis alone: ${inWords(findings)}` })
      expect(tally(findings).unanswered).toBeGreaterThan(0)
    })
})
