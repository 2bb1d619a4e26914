import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createContexts } from '../../src/mesh/contexts.ts'
import { createLoaders } from '../../src/mesh/loaders.ts'
import { createSourceGuard } from '../../src/mesh/source-guard.ts'
import { round } from '../product.ts'
import { createFakeShop } from './shop.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const ORDERS = 5_000
const LIMIT = 8
const KEYS = 1_000_000
const MEBIBYTE = 1024 * 1024
const MEMORY_MEBIBYTES = 32

/** 5,000 orders that nobody has read, asked for together. */
export const coldOrders = async () => {
  const { upstream, seen } = createFakeShop(5)
  const guard = createSourceGuard({
    source: 'orders',
    callsAtOnce: LIMIT,
    slowMs: 300,
    clock: () => performance.now(),
    now: Date.now,
  })
  const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: 10_000, guardOf: () => guard })
  const started = performance.now()
  await Promise.all(
    Array.from({ length: ORDERS }, (_, n) => open({ tenant: 'default', scope: 'staff' }).order(`2026${n}`)),
  )
  return {
    what: `5,000 distinct cold orders together, limit ${LIMIT}`,
    goal: 'never more calls at once than the limit',
    mostAtOnce: seen.most,
    calls: seen.calls,
    ms: round(performance.now() - started),
    met: seen.most <= LIMIT,
  }
}

/** A million customers pass through the memory of cards. */
export const passingKeys = () => {
  const now = Date.now()
  const part = { freshMs: 60_000, staleMs: 60_000, keepMs: 60_000 }
  const contexts = createContexts({
    times: { crm: part, orders: part, parcels: part, refunds: part, coupons: part },
    vipKeepMs: 0,
    vipTiers: [],
    maxBytes: MEMORY_MEBIBYTES * MEBIBYTE,
    now: () => now,
  })
  collect()
  const before = process.memoryUsage().heapUsed
  const started = performance.now()
  for (let n = 0; n < KEYS; n += 1)
    contexts.keep('default', `c-${n}`, 'crm', { id: `c-${n}`, name: { zh: '王芳', en: 'Wang Fang' }, coupons: [] }, now)
  const ms = performance.now() - started
  collect()
  const heap = (process.memoryUsage().heapUsed - before) / MEBIBYTE
  const weighed = contexts.bytes() / MEBIBYTE
  return {
    what: `1,000,000 distinct customers through ${MEMORY_MEBIBYTES} MiB`,
    goal: 'bounded: weighed and on the heap',
    weighedMiB: round(weighed),
    heapMiB: round(heap),
    microsecondsPerKey: round((ms * 1_000) / KEYS),
    met: weighed <= MEMORY_MEBIBYTES && heap <= 2 * MEMORY_MEBIBYTES,
  }
}
