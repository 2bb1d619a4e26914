import { setMaxListeners } from 'node:events'
import type { Order, Parcel } from '../../domain/customer.ts'
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

/** The reads of ports/upstream.ts over whatever sources serve them. */
export const createServedUpstream = (served: Partial<Record<OperationName, Served>>): Upstream => {
  const customers = readerOf('customers', served.customers)
  const orders = readerOf('orders', served.orders)
  const ordersOf = readerOf('ordersOf', served.ordersOf)
  const parcels = readerOf('parcels', served.parcels)
  const readEach = async (read: Read, key: string, ids: readonly string[], signal: AbortSignal) => {
    const found = new Map((await read(ids, signal)).map((entry) => [entry[key], entry]))
    return ids.map((id) => found.get(id))
  }
  return {
    customers: (ids, signal) => readEach(customers, 'id', ids, signal) as ReturnType<Upstream['customers']>,
    orders: (ids, signal) => readEach(orders, 'id', ids, signal) as ReturnType<Upstream['orders']>,
    ordersOf: async (owners, signal) => {
      const found = new Map<string, Order[]>(owners.map((owner) => [owner, []]))
      for (const entry of await ordersOf(owners, signal)) {
        const order = entry as unknown as Order
        found.get(order.customer)?.push(order)
      }
      return owners.map((owner) => found.get(owner) ?? [])
    },
    parcels: async (numbers, signal) =>
      (await readEach(parcels, 'no', numbers, signal)).map((entry) =>
        entry === undefined ? undefined : newestFirst(entry as unknown as Parcel),
      ),
  }
}

type Read = (ids: readonly string[], signal: AbortSignal) => Promise<Entry[]>

const readerOf = (name: OperationName, served: Served | undefined): Read => {
  const { source, type, key } = OPERATIONS[name]
  const ask: Ask | undefined = served?.opened.asks[name]
  if (served === undefined || ask === undefined)
    return async () => {
      throw new UpstreamError(source, 'unreachable', `no source serves ${name}: add one (docs/mesh.md)`)
    }
  const { mapping, opened } = served
  const keyOf = createKeyReader(type, mapping, key)
  const whole = createEntryReader({ type, mapping, rows: opened.rows })
  // Who was asked for alone need not be named in each of their orders.
  const owned = createEntryReader({ type, mapping, rows: opened.rows, filled: name === 'ordersOf' ? ['customer'] : [] })

  return async (ids, signal) => {
    if (ids.length === 0 && !signal.aborted) return []
    try {
      signal.throwIfAborted()
      // One signal ends all calls of a batch; Node takes more than ten listeners for a leak.
      setMaxListeners(0, signal)
      const answers = await ask([...new Set(ids)], signal)
      return answers.flatMap(({ entries, at, asked }) =>
        entries.map((entry, n) => {
          const place = [at, ...(opened.rows || (entries.length === 1 && at === '') ? [] : [String(n)])]
          const read: ReadEntry = asked === undefined ? whole : owned
          return readOne(read, entry, place.filter((part) => part !== '').join('.'), asked)
        }),
      )
    } catch (cause) {
      throw upstreamError(cause)
    }
  }

  function readOne(read: ReadEntry, entry: unknown, at: string, asked: string | undefined): Entry {
    try {
      const made = read(entry, at)
      return asked !== undefined && name === 'ordersOf' && made['customer'] === undefined
        ? { ...made, customer: asked }
        : made
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
      return new UpstreamError(source, cause.fault, `${served?.name}: ${cause.message}`, { cause })
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
