import { createLookUpCard } from '../../src/mesh/card.ts'
import { createCardMemory } from '../../src/mesh/card-memory.ts'
import { createLoaders } from '../../src/mesh/loaders.ts'
import { createSourceGuard } from '../../src/mesh/source-guard.ts'
import { quantile, round } from '../product.ts'
import { createFakeShop } from './shop.ts'

const PER_SECOND = 2_000
const SECONDS = 5
const HIT_SHARE = 0.8
const HOT_CUSTOMERS = 500
const UPSTREAM_MS = 5
const MINUTE_MS = 60_000
const part = { freshMs: MINUTE_MS, staleMs: MINUTE_MS, keepMs: MINUTE_MS }
const TIMES = { crm: part, orders: part, parcels: part, refunds: part, coupons: part }

const cardsOver = (upstreamMs: number, onHit: (hit: boolean) => void = () => {}) => {
  const { upstream, seen } = createFakeShop(upstreamMs)
  const guards = new Map<string, ReturnType<typeof createSourceGuard>>()
  const open = createLoaders({
    upstreamOf: () => upstream,
    callDeadlineMs: 2_000,
    guardOf: (_tenant, source) => {
      const guard =
        guards.get(source) ??
        createSourceGuard({ source, callsAtOnce: 32, slowMs: 300, clock: () => performance.now(), now: Date.now })
      guards.set(source, guard)
      return guard
    },
  })
  const look = createLookUpCard({
    open,
    memory: createCardMemory({ times: TIMES, now: Date.now }),
    deadlineMs: 300,
    now: Date.now,
    onOutcome: (_name, outcome) => onHit(outcome === 'memory'),
  })
  return { look, seen }
}

/** 2,000 card loads a second offered at fixed times, four of five for customers that were looked at lately. Late answers count from when they were due. */
export const mixedCards = async () => {
  let [hits, parts] = [0, 0]
  const { look } = cardsOver(UPSTREAM_MS, (hit) => {
    parts += 1
    if (hit) hits += 1
  })
  await Promise.all(Array.from({ length: HOT_CUSTOMERS }, (_, n) => look('default', `hot-${n}`)))
  ;[hits, parts] = [0, 0]
  const took: number[] = []
  const pending: Promise<void>[] = []
  const total = PER_SECOND * SECONDS
  const started = performance.now()
  for (let n = 0; n < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * PER_SECOND))
    for (; n < due; n += 1) {
      const at = started + (n / PER_SECOND) * 1_000
      const customer = n % 10 < HIT_SHARE * 10 ? `hot-${(n * 7) % HOT_CUSTOMERS}` : `cold-${n}`
      pending.push(look('default', customer).then(() => void took.push(performance.now() - at)))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(pending)
  const p99 = quantile(took, 0.99)
  return {
    what: '2,000 mixed card loads a second, upstream 5 ms a call',
    goal: 'p99 ≤ 20 ms at 80 % cache hits',
    hitShare: round(hits / parts),
    p50Ms: round(quantile(took, 0.5)),
    p99Ms: round(p99),
    met: p99 <= 20,
  }
}

/** Cards of customers that nobody has looked at, from systems that answer at once: what is left is the mesh. */
export const overhead = async () => {
  const { look } = cardsOver(0)
  const COUNT = 3_000
  for (let n = 0; n < 500; n += 1) await look('default', `warm-${n}`)
  let fields = 0
  const started = performance.now()
  for (let n = 0; n < COUNT; n += 1) fields += leaves(await look('default', `c-${n}`))
  const ms = performance.now() - started
  const hit = performance.now()
  for (let n = 0; n < COUNT; n += 1) await look('default', 'c-1')
  const hitMs = performance.now() - hit
  return {
    what: 'overhead of a card without upstream, counting its fields included',
    goal: '≤ 0.3 ms a field',
    msPerCard: round(ms / COUNT),
    msPerField: Number((ms / fields).toFixed(4)),
    msPerRememberedCard: Number((hitMs / COUNT).toFixed(4)),
    met: ms / fields <= 0.3,
  }
}

const leaves = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one) => sum + leaves(one), 0)
    : 1
