import { type Config, freshnessOf } from './config.ts'
import type { PersonalPolicy } from './domain/personal.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import { type CardMemory, createCardMemory } from './mesh/card-memory.ts'
import type { PartName, PartTimes } from './mesh/contexts.ts'
import type { Change, SharedContexts } from './ports/shared-contexts.ts'

/** What cards rest on, in this process and, with REDIS_URL, in all that share it. */
export interface MeshMemory {
  memory: CardMemory
  /** From now on it is asked for again, here and in the other processes. */
  changed(change: Omit<Change, 'at'>): void
  /** Of `/readyz`; none without REDIS_URL. */
  states(): Record<string, PartState>
}

const HOUR_MS = 3_600_000
const MEBIBYTE = 1024 * 1024

/** `onChange` is told of every change, whoever was told of it first. */
export const openMeshMemory = async (
  config: Config,
  releasers: Releasers,
  onChange: (change: Change) => void,
): Promise<MeshMemory> => {
  const noted = (change: Change): void => {
    memory.changes.add(change)
    onChange(change)
  }
  const { memoryMebibytes, keepHours, vipTiers } = config.mesh.cache
  const shared =
    config.redisUrl === undefined ? undefined : await openShared(config.redisUrl, config.mesh.personal, noted)
  if (shared !== undefined) releasers.add('redis', shared.close)
  const memory = createCardMemory({
    times: timesOf(config),
    vipKeepMs: keepHours.vip * HOUR_MS,
    vipTiers,
    maxBytes: memoryMebibytes * MEBIBYTE,
    now: Date.now,
    ...(shared === undefined ? {} : { shared }),
  })
  return {
    memory,
    changed: (what) => {
      const change = { ...what, at: Date.now() }
      noted(change)
      shared?.tell(change)
    },
    states: () => (shared === undefined ? {} : { redis: stateOf(shared) }),
  }
}

/** The driver is loaded only where there is a Redis. */
const openShared = async (
  url: string,
  policy: PersonalPolicy,
  onChange: (change: Change) => void,
): Promise<SharedContexts> => {
  const { createRedisContexts } = await import('./adapters/redis/shared-contexts.ts')
  return createRedisContexts({ url, policy, onChange, now: Date.now })
}

const stateOf = (shared: SharedContexts): PartState => {
  const { state, since } = shared.status()
  if (state === 'ready') return { state: 'ready', since }
  return {
    state: 'degraded',
    since,
    reason: `Redis does not answer since ${since}: the shop's systems are asked instead, which is slower; start it or mend REDIS_URL`,
  }
}

/** Nothing is shown without asking that is too old for the bot to say: else what is remembered would keep it from answering. */
const timesOf = (config: Config): Record<PartName, PartTimes> => {
  const { freshSeconds, staleSeconds, keepHours } = config.mesh.cache
  const limits = freshnessOf(config)
  const of = (kind: 'order' | 'parcel' | 'customer', limitMs: number, hours: number): PartTimes => ({
    freshMs: Math.min(freshSeconds[kind] * 1_000, limitMs),
    staleMs: Math.min(Math.max(freshSeconds[kind], staleSeconds[kind]) * 1_000, limitMs),
    keepMs: hours * HOUR_MS,
  })
  return {
    crm: of('customer', Math.min(limits.customer, limits.coupon), keepHours.cold),
    orders: of('order', Math.min(limits.order, limits.refund), keepHours.hot),
    parcels: of('parcel', limits.parcel, keepHours.hot),
    refunds: of('order', limits.refund, keepHours.hot),
    coupons: of('customer', limits.coupon, keepHours.hot),
  }
}
