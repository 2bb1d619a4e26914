import { setMaxListeners } from 'node:events'
import type { Parcel } from '../../domain/customer.ts'
import { UpstreamError } from '../../domain/upstream-error.ts'
import type { Upstream } from '../../ports/upstream.ts'
import type { Ask, Opened } from './asking.ts'
import { SourceFault } from './fault.ts'
import type { TypeMapping } from './mapping.ts'
import { createEntryReader, createKeyReader, MappingFault, type ReadEntry } from './read-entry.ts'
import { OPERATIONS, type OperationName } from './shapes.ts'

/** One operation of a source that is open. */
export interface Served {
  name: string
  opened: Opened
  mapping: TypeMapping | undefined
}

type Entry = Record<string, unknown>

/** The reads of ports/upstream.ts over whatever sources serve them; of those that not every shop has, the ones that are served. */
export const createServedUpstream = (served: Partial<Record<OperationName, Served>>): Upstream => {
  const one = <T>(name: OperationName): OneRead<T> => {
    const read = readerOf(name, served[name])
    const { key } = OPERATIONS[name]
    return async (ids, signal) => {
      const found = new Map((await read(ids, signal)).map((entry) => [entry[key], entry]))
      return ids.map((id) => found.get(id) as T | undefined)
    }
  }
  const many = <T>(name: OperationName, pick: (entry: Entry) => unknown = (entry) => entry): ManyRead<T> => {
    const read = readerOf(name, served[name])
    const { key } = OPERATIONS[name]
    return async (ids, signal) => {
      const found = new Map<unknown, T[]>(ids.map((id) => [id, []]))
      for (const entry of await read(ids, signal)) found.get(entry[key])?.push(pick(entry) as T)
      return ids.map((id) => found.get(id) ?? [])
    }
  }
  const parcels = one<Parcel>('parcels')
  return {
    customers: one('customers'),
    orders: one('orders'),
    ordersOf: many('ordersOf'),
    parcels: async (numbers, signal) =>
      (await parcels(numbers, signal)).map((parcel) => (parcel === undefined ? undefined : newestFirst(parcel))),
    // A refund and a coupon do not say whose they are.
    refunds: served.refunds && many('refunds', ({ order: _, ...refund }) => refund),
    coupons: served.coupons && many('coupons', ({ customer: _, ...coupon }) => coupon),
    invoices: served.invoices && many('invoices'),
    products: served.products && one('products'),
    stock: served.stock && many('stock'),
  }
}

type OneRead<T> = (ids: readonly string[], signal: AbortSignal) => Promise<(T | undefined)[]>
type ManyRead<T> = (ids: readonly string[], signal: AbortSignal) => Promise<T[][]>

type Read = (ids: readonly string[], signal: AbortSignal) => Promise<Entry[]>

const readerOf = (name: OperationName, served: Served | undefined): Read => {
  const { source, type, key, many } = OPERATIONS[name]
  const ask: Ask | undefined = served?.opened.asks[name]
  if (served === undefined || ask === undefined)
    return async () => {
      throw new UpstreamError(source, 'unreachable', `no source serves ${name}: add one (docs/mesh.md)`)
    }
  const { mapping, opened } = served
  const keyOf = createKeyReader(type, mapping, key)
  const whole = createEntryReader({ type, mapping, rows: opened.rows })
  // What was asked for alone need not be named in each of its entries.
  const owned = createEntryReader({ type, mapping, rows: opened.rows, filled: many ? [key] : [] })

  return async (ids, signal) => {
    if (ids.length === 0 && !signal.aborted) return []
    try {
      signal.throwIfAborted()
      // One signal ends all calls of a batch; Node takes more than ten listeners for a leak.
      setMaxListeners(0, signal)
      const answers = await ask([...new Set(ids)], signal)
      return answers.flatMap(({ entries, at, asked }) => {
        const made = entries.map((entry, n) => {
          const place = [at, ...(opened.rows || (entries.length === 1 && at === '') ? [] : [String(n)])]
          const read: ReadEntry = asked === undefined ? whole : owned
          return readOne(read, entry, place.filter((part) => part !== '').join('.'), asked)
        })
        // What says that it is another's was found by a source that compares loosely; who asked for that one has it from their own call.
        return asked === undefined ? made : made.filter((entry) => entry[key] === asked)
      })
    } catch (cause) {
      throw upstreamError(cause)
    }
  }

  function readOne(read: ReadEntry, entry: unknown, at: string, asked: string | undefined): Entry {
    try {
      const made = read(entry, at)
      return asked !== undefined && many && made[key] === undefined ? { ...made, [key]: asked } : made
    } catch (cause) {
      if (!(cause instanceof MappingFault)) throw cause
      throw new UpstreamError(source, 'invalid', `${served?.name}: ${cause.message}`, {
        entry: keyOf(entry) ?? asked,
        cause,
      })
    }
  }
  function upstreamError(cause: unknown): UpstreamError {
    if (cause instanceof UpstreamError) return cause
    if (cause instanceof SourceFault)
      return new UpstreamError(source, cause.fault, `${served?.name}: ${cause.message}`, { unfit: cause.unfit, cause })
    const late = cause instanceof Error && (cause.name === 'AbortError' || cause.name === 'TimeoutError')
    const [fault, what] = late
      ? (['deadline', 'no answer in time'] as const)
      : (['unreachable', 'cannot be asked'] as const)
    return new UpstreamError(source, fault, `${served?.name}: ${what}`, { cause })
  }
}

/** Carriers answer either way round; so does SQL without ORDER BY. */
const newestFirst = (parcel: Parcel): Parcel => ({
  ...parcel,
  events: parcel.events.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)),
})
