import { LRUCache } from 'lru-cache'
import type { Coupon, Customer, Order, Parcel, Refund } from '../domain/customer.ts'
import type { SharedContexts } from '../ports/shared-contexts.ts'

/** A part of what is known of a customer; `at` is when it was asked for, milliseconds since 1970. */
export interface Known<T> {
  value: T
  at: number
  /** The tier that had it. */
  tier: 'memory' | 'redis'
}

/** What each part holds. */
export interface Values {
  crm: Customer | undefined
  orders: Order[]
  /** Those of `numbers` that the carriers know. */
  parcels: { numbers: string[]; found: Parcel[] }
  /** By order number. */
  refunds: [order: string, refunds: Refund[]][]
  coupons: Coupon[]
}
export type PartName = keyof Values

export type Context = { [Name in PartName]?: Known<Values[Name]> }

/** Milliseconds that a part is shown without asking, shown while it is asked for, and kept to stand in for a system that is down. */
export interface PartTimes {
  freshMs: number
  staleMs: number
  keepMs: number
}

export interface ContextsParts {
  times: Record<PartName, PartTimes>
  /** Milliseconds that all parts of customers who matter more are kept. */
  vipKeepMs: number
  /** Names of tiers, in either language, of those customers. */
  vipTiers: readonly string[]
  /** Bytes of this process for what is known of customers. */
  maxBytes: number
  shared?: SharedContexts
  now: () => number
}

/** What is known of customers, in this process and in those that it shares a store with. */
export interface Contexts {
  /** What this process has. */
  peek(tenant: string, customer: string): Context
  /** The same with what the shared store has newer. Never rejects. */
  read(tenant: string, customer: string): Promise<Context>
  keep<Name extends PartName>(tenant: string, customer: string, name: Name, value: Values[Name], at: number): void
  bytes(): number
}

/** Bytes of heap for a character of a part's JSON: objects, hidden classes and strings; measured with orders of one to five lines. */
const BYTES_PER_CHARACTER = 4
/** Bytes of an entry besides its parts: key, maps, list of the cache. */
const BYTES_PER_ENTRY = 600
const HEAT = { crm: 'cold', orders: 'hot', parcels: 'hot', refunds: 'hot', coupons: 'hot' } as const
const PART_NAMES = ['crm', 'orders', 'parcels', 'refunds', 'coupons'] as const satisfies PartName[]

interface Entry {
  context: Context
  /** Characters of each part. */
  lengths: Partial<Record<PartName, number>>
}

/** Memory first, weighed in bytes; what it has to let go the shared store may still have. */
export const createContexts = ({ times, vipKeepMs, vipTiers, maxBytes, shared, now }: ContextsParts): Contexts => {
  const memory = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ lengths }, key) =>
      BYTES_PER_ENTRY +
      2 * key.length +
      BYTES_PER_CHARACTER * PART_NAMES.reduce((sum, name) => sum + (lengths[name] ?? 0), 0),
  })

  const keepMsOf = (name: PartName, context: Context): number => {
    const { tier } = context.crm?.value ?? {}
    const matters = tier !== undefined && vipTiers.some((vip) => vip === tier.zh || vip === tier.en)
    return matters ? Math.max(vipKeepMs, times[name].keepMs) : times[name].keepMs
  }
  const peek = (tenant: string, customer: string): Context => {
    const context = memory.get(keyOf(tenant, customer))?.context ?? {}
    const at = now()
    const over = PART_NAMES.filter((name) => {
      const known = context[name]
      return known !== undefined && at - known.at > keepMsOf(name, context)
    })
    if (over.length === 0) return context
    return Object.fromEntries(Object.entries(context).filter(([name]) => !over.some((gone) => gone === name)))
  }
  const put = (key: string, name: PartName, known: Known<unknown>, length: number): void => {
    const { context = {}, lengths = {} } = memory.get(key) ?? {}
    memory.set(key, { context: { ...context, [name]: known }, lengths: { ...lengths, [name]: length } })
  }

  return {
    peek,
    read: async (tenant, customer) => {
      if (shared === undefined) return peek(tenant, customer)
      const texts = await shared.read(tenant, customer)
      const key = keyOf(tenant, customer)
      for (const name of PART_NAMES) {
        const text = texts[name]
        const known = text === undefined ? undefined : parse(text)
        if (text === undefined || known === undefined) continue
        if (known.at > (memory.get(key)?.context[name]?.at ?? Number.NEGATIVE_INFINITY))
          put(key, name, known, text.length)
      }
      return peek(tenant, customer)
    },
    keep: (tenant, customer, name, value, at) => {
      const key = keyOf(tenant, customer)
      // An answer that took long does not stand in the way of one that was asked for later.
      if ((memory.get(key)?.context[name]?.at ?? at) > at) return
      const text = JSON.stringify({ at, value })
      put(key, name, { value, at, tier: 'memory' }, text.length)
      const keepMs = keepMsOf(name, memory.get(key)?.context ?? {})
      shared?.write(tenant, customer, { heat: HEAT[name], name, text, keepMs })
    },
    bytes: () => memory.calculatedSize,
  }
}

const keyOf = (tenant: string, customer: string): string => JSON.stringify([tenant, customer])

/** What another process of ours wrote; undefined where it is not that. */
const parse = (text: string): Known<unknown> | undefined => {
  try {
    const { at, value } = JSON.parse(text) as { at?: unknown; value?: unknown }
    return typeof at === 'number' ? { value, at, tier: 'redis' } : undefined
  } catch {
    return undefined
  }
}
