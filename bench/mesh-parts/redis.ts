import { createRedisContexts } from '../../src/adapters/redis/shared-contexts.ts'
import { hasRedis, startRedis } from '../../test/helpers/redis-server.ts'
import { quantile, round } from '../product.ts'

const PER_SECOND = 1_000
const SECONDS = 5
const CUSTOMERS = 2_000
/** Characters of the orders of one customer. */
const CONTEXT_LENGTH = 1_500

/** Reads of contexts from Redis on this machine, offered at fixed times. */
export const redisReads = async () => {
  if (!hasRedis) return { what: 'a context read from Redis', skipped: 'there is no redis-server here' }
  const server = await startRedis()
  const contexts = createRedisContexts({
    url: server.url,
    policy: { phone: 'masked', email: 'masked', address: 'masked' },
    onChange: () => undefined,
    now: Date.now,
  })
  while (contexts.status().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10))
  for (let n = 0; n < CUSTOMERS; n += 1) {
    contexts.write('default', `c-${n}`, {
      heat: 'hot',
      name: 'orders',
      text: 'x'.repeat(CONTEXT_LENGTH),
      keepMs: 60_000,
    })
    contexts.write('default', `c-${n}`, { heat: 'cold', name: 'crm', text: 'y'.repeat(200), keepMs: 60_000 })
    if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
  const took: number[] = []
  let missed = 0
  const pending: Promise<void>[] = []
  const started = performance.now()
  for (let n = 0; n < PER_SECOND * SECONDS; ) {
    const due = Math.floor(((performance.now() - started) / 1_000) * PER_SECOND)
    for (; n < Math.min(due, PER_SECOND * SECONDS); n += 1) {
      const at = performance.now()
      pending.push(
        contexts.read('default', `c-${(n * 7) % CUSTOMERS}`).then((found) => {
          took.push(performance.now() - at)
          if (found['orders'] === undefined) missed += 1
        }),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(pending)
  await contexts.close()
  await server.close()
  const p99 = quantile(took, 0.99)
  return {
    what: `a context of ${CONTEXT_LENGTH + 200} bytes read from Redis, 1,000 a second`,
    goal: 'p99 ≤ 2 ms',
    p50Ms: round(quantile(took, 0.5)),
    p99Ms: round(p99),
    missed,
    met: p99 <= 2 && missed === 0,
  }
}
