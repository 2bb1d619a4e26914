import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openRedisSide } from '../src/adapters/redis/side.ts'
import { busUnderTest } from './bus-under-test.ts'
import { type BusUnderTest, busLaws, listening, type Member } from './contract/bus.ts'
import { customer, message } from './contract/store-words.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'
import { muteHints, startQuickly } from './postgres-under-test.ts'

const PATIENCE = { timeout: 30_000, interval: 10 }

describe.skipIf(!hasPostgres || !hasRedis)('on PostgreSQL and Redis', () => {
  let server: PostgresServer
  let redis: RedisServer
  beforeAll(async () => {
    server = await startQuickly({ max_connections: '120' })
    redis = await startRedis()
  })
  afterAll(async () => {
    await server?.close()
    await redis?.close()
  })

  const open = (notify: boolean) => async (): Promise<BusUnderTest & { installation: string }> => {
    const url = await server.database()
    if (!notify) await muteHints(url)
    const installation = new URL(url).pathname
    return {
      installation,
      ...busUnderTest({
        url,
        hints: true,
        quick: (me) => openRedisSide({ url: redis.url, me, installation, now: Date.now }),
        cutQuick: async () => {
          await redis.kill()
          return redis.start
        },
      }),
    }
  }
  const two = async (notify: boolean) => {
    const { join } = await open(notify)()
    const [a, b] = [await join(), await join()]
    const atB = listening()
    await a.bus.listen(listening())
    await b.bus.listen(atB)
    const ready = () => vi.waitUntil(() => [a, b].every(({ bus }) => bus.state().state === 'ready'), PATIENCE)
    await ready()
    return { a, b, atB, ready }
  }
  const typing = (text: string) =>
    ({ tenant: 'default', conversation: 'k1', customer: 'lin', type: 'typing', by: customer(), text }) as const
  const arrives = async (from: Member, at: Awaited<ReturnType<typeof two>>['atB'], text: string) => {
    from.bus.tell(typing(text))
    await vi.waitUntil(() => at.notices.some((notice) => 'text' in notice && notice.text === text), PATIENCE)
  }

  // Over Redis alone: no hint gets through PostgreSQL.
  describe('members hear of each other', () => busLaws(open(false)))

  it('what is told of another installation on the same Redis is heard by nobody here', async () => {
    const [one, other] = [await two(false), await two(false)]
    await arrives(one.a, one.atB, '我要退货')
    await arrives(other.a, other.atB, '运费谁出')
    expect(one.atB.notices).toHaveLength(1)
    expect(other.atB.notices).toHaveLength(1)
  })

  it.each(['killed', 'stopped'] as const)(
    '[BU3] Redis %s: hints go over PostgreSQL, the bus says so, and over Redis again when it is back',
    async (how) => {
      const { a, b, atB, ready } = await two(true)
      await arrives(a, atB, '之前')
      if (how === 'killed') await redis.kill()
      else process.kill(redis.pid, 'SIGSTOP')
      for (const text of ['第一句', '第二句', '第三句']) await arrives(a, atB, text)
      await vi.waitUntil(() => [a, b].every(({ bus }) => bus.state().state === 'degraded'), PATIENCE)
      expect(a.bus.state().reason).toMatch(/Redis.*over PostgreSQL/)
      const { conversation } = await a.store.append(message())
      a.bus.changed()
      await vi.waitUntil(() => atB.pages.some((page) => page.conversation.id === conversation.id), PATIENCE)
      if (how === 'killed') await redis.start()
      else process.kill(redis.pid, 'SIGCONT')
      await ready()
      expect(a.bus.state().reason).toBeUndefined()
      await arrives(a, atB, '之后')
    },
  )

  it('who is at a desk is known at once, before the next beat of the table', async () => {
    const { a, atB } = await two(true)
    const ann = { tenant: 'default', agent: 'ann', name: '安', status: 'online', capacity: 3 } as const
    for (const status of ['online', 'busy', 'away'] as const) {
      a.bus.share([{ ...ann, status }])
      await vi.waitUntil(() => atB.desks.at(-1)?.[0]?.status === status, PATIENCE)
    }
  })
})
