import { randomFillSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresCluster } from '../src/adapters/postgres/cluster.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { openRedisSide } from '../src/adapters/redis/side.ts'
import { createUuidv7 } from '../src/lib/uuid.ts'
import { startPostgres } from '../test/helpers/postgres-server.ts'
import { hasRedis, startRedis } from '../test/helpers/redis-server.ts'
import { muteHints } from '../test/postgres-under-test.ts'

/**
 * What a message costs that another process must hear of, and how long it takes: `node --import tsx bench/cluster.ts [--rate 200]
 * [--seconds 10] [--customers 200]`. One member commits at an even rate, the other reads what changed, both in this process, on a private
 * server that flushes. `none`: nobody listens; `redis`: hints go over Redis alone, where there is one; `muted`: hints get lost. Prints one JSON object a mode; delays from the commit in
 * milliseconds, CPU of this process in microseconds a message.
 */
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}
const rate = option('rate', 200)
const seconds = option('seconds', 10)
const customers = option('customers', 200)
const newCid = createUuidv7(Date.now, randomFillSync)
const server = await startPostgres()
const redis = hasRedis ? await startRedis() : undefined

const measure = async (mode: 'none' | 'hints' | 'redis' | 'muted'): Promise<object> => {
  const url = await server.database()
  if (mode === 'muted' || mode === 'redis') await muteHints(url)
  const store = await createPostgresStore({ url })
  const sides = new Map(
    ['a', 'b'].map((me) => [
      me,
      mode === 'redis' && redis !== undefined
        ? openRedisSide({ url: redis.url, me, installation: url, now: Date.now })
        : undefined,
    ]),
  )
  const [a, b] = [...sides].map(([me, side]) =>
    createPostgresCluster({ url, me, now: () => new Date(), ...(side === undefined ? {} : { quick: side.quick }) }),
  )
  if (a === undefined || b === undefined) throw new Error('two members are measured')
  const committed = new Map<string, number>()
  const heads = new Map<string, number>()
  const delays: number[] = []
  const ignore = { told: () => undefined, owed: () => undefined, atDesk: () => undefined }
  if (mode !== 'none') {
    await a.bus.listen({ ...ignore, changed: async () => undefined })
    await b.bus.listen({
      ...ignore,
      changed: async (page) => {
        const wanted = page.map(({ conversation: { tenant, id } }) => ({
          tenant,
          conversation: id,
          after: heads.get(id) ?? 0,
        }))
        for (const [id, events] of await b.bus.eventsAbove(wanted))
          for (const { seq } of events) {
            heads.set(id, seq)
            const at = committed.get(`${id}:${seq}`)
            // Seen before the sender itself knew: no delay at all.
            delays.push(at === undefined ? 0 : performance.now() - at)
          }
      },
    })
  }
  await sleep(1_000)
  const before = process.cpuUsage()
  const sending: Promise<void>[] = []
  const started = performance.now()
  for (let n = 0; n < rate * seconds; n++) {
    const due = started + (n * 1_000) / rate
    if (due > performance.now()) await sleep(due - performance.now())
    const from = { role: 'customer', id: `c${n % customers}`, name: '林晓' } as const
    const text = '你好，我的订单 20261118003345 怎么还没有发货？'
    sending.push(
      store
        .append({ tenant: 'default', cid: newCid(), from, kind: 'text', text, owesTurn: false })
        .then(({ event }) => {
          committed.set(`${event.conversation}:${event.seq}`, performance.now())
          if (mode !== 'none') a.bus.changed()
        }),
    )
  }
  await Promise.all(sending)
  while (mode !== 'none' && delays.length < rate * seconds) await sleep(10)
  const used = process.cpuUsage(before)
  await Promise.all([a.bus.close(), b.bus.close()])
  for (const side of sides.values()) await side?.close()
  await store.close()
  const sorted = delays.toSorted((x, y) => x - y)
  const at = (share: number): number | undefined => {
    const found = sorted[Math.floor(share * (sorted.length - 1))]
    return found === undefined ? undefined : Number(found.toFixed(1))
  }
  return {
    mode,
    rate,
    messages: rate * seconds,
    p50: at(0.5),
    p99: at(0.99),
    cpuUs: Math.round((used.user + used.system) / (rate * seconds)),
  }
}

for (const mode of ['none', 'hints', ...(redis === undefined ? [] : ['redis' as const]), 'muted'] as const)
  console.log(JSON.stringify(await measure(mode)))
await redis?.close()
await server.close()
