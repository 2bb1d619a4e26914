import { VISITOR_PREFIX } from '../domain/conversation.ts'
import type { Coupon, Customer, Invoice, Order, Parcel, Product, Refund, Stock } from '../domain/customer.ts'
import { type SourceName, UpstreamError } from '../domain/upstream-error.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { MoreReads, Upstream } from '../ports/upstream.ts'
import { createBatch } from './batch.ts'
import { type Deadline, LATE } from './deadline.ts'
import type { Priority } from './gate.ts'
import type { SourceGuard } from './source-guard.ts'

/** For whom is read: flights are shared by readers of one tenant and one scope only, so that nobody gets what was fetched for another. */
interface Reader {
  tenant: string
  scope: string
  /** Who goes first where a system is busy; `graphql` where absent. */
  priority?: Priority
}

/** The reads of one request: each thing is read once, all by the request's deadline. They reject with UpstreamError. */
export interface Loaders extends Reads {
  /** Whether a system of its own serves this now; without one its read finds nothing. */
  serves(read: keyof MoreReads): boolean
}

interface Reads {
  customer(id: string): Promise<Customer | undefined>
  order(id: string): Promise<Order | undefined>
  /** Newest first. */
  ordersOf(customer: string): Promise<Order[]>
  parcel(no: string): Promise<Parcel | undefined>
  /** Newest first. */
  refunds(order: string): Promise<Refund[]>
  coupons(customer: string): Promise<Coupon[]>
  invoices(order: string): Promise<Invoice[]>
  product(sku: string): Promise<Product | undefined>
  stock(sku: string): Promise<Stock[]>
}

export interface LoaderParts {
  /** The systems of a tenant; a tenant without any knows no customer. */
  upstreamOf: (tenant: string) => Upstream | undefined
  /** Milliseconds that one call upstream has, however early its askers give up. */
  callDeadlineMs: number
  /** What stands before a source of a tenant; without one each call goes out at once. */
  guardOf?: (tenant: string, source: SourceName) => SourceGuard
  /** Ids that the source of a read takes in one call; 100 where absent or undefined. */
  batchOf?: (tenant: string, read: keyof Upstream) => number | undefined
  /** A read that joined another's flight. */
  onShared?: (source: SourceName) => void
}

/** Opens the reads of one request; without a deadline they end with their calls. */
export type OpenLoaders = (reader: Reader, deadline?: Deadline) => Loaders

/** Request loaders over one single flight and one batch per tenant and operation for the whole process. */
export const createLoaders = (parts: LoaderParts): OpenLoaders => {
  const { upstreamOf, callDeadlineMs, guardOf, batchOf, onShared = () => {} } = parts
  const flights = createSingleFlight<unknown>()
  const tenants = new Map<string, Batches>()

  const readsOf = (tenant: string): Batches => {
    const kept = tenants.get(tenant)
    if (kept !== undefined) return kept
    const upstream = upstreamOf(tenant)
    if (upstream === undefined) return NOTHING
    const reads = createBatches(upstream, callDeadlineMs, {
      guardOf: (source) => guardOf?.(tenant, source) ?? UNGUARDED,
      sizeOf: (read) => batchOf?.(tenant, read) ?? Number.POSITIVE_INFINITY,
    })
    tenants.set(tenant, reads)
    return reads
  }

  return ({ tenant, scope, priority = 'graphql' }, deadline) => {
    const reads = readsOf(tenant)
    const reader = JSON.stringify([tenant, scope])
    const open = <Name extends keyof Reads>(name: Name) => {
      const source = SOURCE_OF[name]
      type Found = Awaited<ReturnType<Reads[Name]>>
      const before = `${source} ${name} ${reader} `
      const share = (id: string): Promise<Found> => {
        const key = before + id
        if (flights.has(key)) onShared(source)
        return flights.run(key, () => reads[name](id, priority)) as Promise<Found>
      }
      // Batching happens below, over all requests; here one thing asked for twice by a request is read once.
      const once = new Map<string, Promise<Found>>()
      return async (id: string): Promise<Found> => {
        if (isNobodys(name, id)) return NOTHING[name](id, priority) as Promise<Found>
        const reading = once.get(id) ?? share(id)
        once.set(id, reading)
        if (deadline === undefined) return reading
        const found = await deadline.race(reading)
        if (found === LATE) throw new UpstreamError(source, 'deadline', 'no answer before the request ended')
        return found
      }
    }
    return {
      customer: open('customer'),
      order: open('order'),
      ordersOf: open('ordersOf'),
      parcel: open('parcel'),
      refunds: open('refunds'),
      coupons: open('coupons'),
      invoices: open('invoices'),
      product: open('product'),
      stock: open('stock'),
      serves: (read) => upstreamOf(tenant)?.[read] !== undefined,
    }
  }
}

/** Who has not said who they are has nothing: a system that reads ids loosely (`intval('visitor-1')` is 0) would give what is nobody's, or a guest's. */
const isNobodys = (name: keyof Reads, id: string): boolean => OF_CUSTOMERS.has(name) && id.startsWith(VISITOR_PREFIX)
const OF_CUSTOMERS: ReadonlySet<keyof Reads> = new Set(['customer', 'ordersOf', 'coupons'])

const SOURCE_OF: Record<keyof Reads, SourceName> = {
  customer: 'crm',
  order: 'orders',
  ordersOf: 'orders',
  parcel: 'parcels',
  refunds: 'refunds',
  coupons: 'coupons',
  invoices: 'invoices',
  product: 'products',
  stock: 'stock',
}

/** The reads of a tenant, of whatever request. */
type Batches = { [Name in keyof Reads]: (id: string, priority: Priority) => ReturnType<Reads[Name]> }

const NOTHING: Batches = {
  customer: async () => undefined,
  order: async () => undefined,
  ordersOf: async () => [],
  parcel: async () => undefined,
  refunds: async () => [],
  coupons: async () => [],
  invoices: async () => [],
  product: async () => undefined,
  stock: async () => [],
}

const UNGUARDED: Pick<SourceGuard, 'call'> = { call: (_priority, signal, work) => work(signal) }

const createBatches = (
  upstream: Upstream,
  deadlineMs: number,
  {
    guardOf,
    sizeOf,
  }: { guardOf: (source: SourceName) => Pick<SourceGuard, 'call'>; sizeOf: (read: keyof Upstream) => number },
): Batches => {
  const batch = <T>(
    source: SourceName,
    name: keyof Upstream,
    read: (ids: readonly string[], signal: AbortSignal) => Promise<T[]>,
  ) => {
    const guard = guardOf(source)
    return createBatch<T>({
      source,
      deadlineMs,
      size: () => sizeOf(name),
      call: (ids, signal, priority) => guard.call(priority, signal, (by) => read(ids, by)),
    })
  }
  /** Looked up at each call: a system may come or go while the product runs. */
  const optional = <Name extends keyof MoreReads>(name: Name, none: Found<Name>) => {
    const read = batch<Found<Name>>(
      name,
      name,
      async (ids, signal) => (await upstream[name]?.(ids, signal)) ?? ids.map(() => none),
    )
    return async (id: string, priority: Priority): Promise<Found<Name>> =>
      upstream[name] === undefined ? none : read(id, priority)
  }
  return {
    customer: batch('crm', 'customers', (ids, signal) => upstream.customers(ids, signal)),
    order: batch('orders', 'orders', (ids, signal) => upstream.orders(ids, signal)),
    ordersOf: batch('orders', 'ordersOf', async (ids, signal) =>
      (await upstream.ordersOf(ids, signal)).map(newestFirst),
    ),
    parcel: batch('parcels', 'parcels', (ids, signal) => upstream.parcels(ids, signal)),
    refunds: optional('refunds', []),
    coupons: optional('coupons', []),
    invoices: optional('invoices', []),
    product: optional('products', undefined),
    stock: optional('stock', []),
  }
}

type Found<Name extends keyof MoreReads> = Awaited<ReturnType<NonNullable<MoreReads[Name]>>>[number]

const newestFirst = (orders: readonly Order[]): Order[] =>
  orders.toSorted((a, b) => Date.parse(b.placedAt) - Date.parse(a.placedAt))
