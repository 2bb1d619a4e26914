import DataLoader from 'dataloader'
import type { Coupon, Customer, Invoice, Order, Parcel, Product, Refund, Stock } from '../domain/customer.ts'
import { type SourceName, UpstreamError } from '../domain/upstream-error.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { MoreReads, Upstream } from '../ports/upstream.ts'
import { createBatch } from './batch.ts'
import { type Deadline, LATE } from './deadline.ts'

/** For whom is read: flights are shared by readers of one tenant and one scope only, so that nobody gets what was fetched for another. */
interface Reader {
  tenant: string
  scope: string
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
  /** A read that joined another's flight. */
  onShared?: (source: SourceName) => void
}

/** Opens the reads of one request; without a deadline they end with their calls. */
export type OpenLoaders = (reader: Reader, deadline?: Deadline) => Loaders

/** Request loaders over one single flight and one batch per tenant and operation for the whole process. */
export const createLoaders = ({ upstreamOf, callDeadlineMs, onShared = () => {} }: LoaderParts): OpenLoaders => {
  const flights = createSingleFlight<unknown>()
  const tenants = new Map<string, Reads>()

  const readsOf = (tenant: string): Reads => {
    const kept = tenants.get(tenant)
    if (kept !== undefined) return kept
    const upstream = upstreamOf(tenant)
    if (upstream === undefined) return NOTHING
    const reads = createReads(upstream, callDeadlineMs)
    tenants.set(tenant, reads)
    return reads
  }

  return ({ tenant, scope }, deadline) => {
    const reads = readsOf(tenant)
    const open = <Name extends keyof Reads>(name: Name) => {
      const source = SOURCE_OF[name]
      type Found = Awaited<ReturnType<Reads[Name]>>
      const share = (id: string): Promise<Found> => {
        const key = JSON.stringify([source, name, tenant, scope, id])
        if (flights.has(key)) onShared(source)
        return flights.run(key, () => reads[name](id)) as Promise<Found>
      }
      // Batching happens below, over all requests; here one thing asked for twice by a request is read once.
      const once = new DataLoader<string, Found>(
        async (ids) => Promise.all(ids.map((id) => share(id).catch(asError))),
        { batch: false },
      )
      return async (id: string): Promise<Found> => {
        const found = deadline === undefined ? await once.load(id) : await deadline.race(once.load(id))
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

const NOTHING: Reads = {
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

const createReads = (upstream: Upstream, deadlineMs: number): Reads => ({
  customer: createBatch({ source: 'crm', deadlineMs, call: (ids, signal) => upstream.customers(ids, signal) }),
  order: createBatch({ source: 'orders', deadlineMs, call: (ids, signal) => upstream.orders(ids, signal) }),
  ordersOf: createBatch({
    source: 'orders',
    deadlineMs,
    call: async (ids, signal) => (await upstream.ordersOf(ids, signal)).map(newestFirst),
  }),
  parcel: createBatch({ source: 'parcels', deadlineMs, call: (ids, signal) => upstream.parcels(ids, signal) }),
  refunds: optional(upstream, 'refunds', deadlineMs, []),
  coupons: optional(upstream, 'coupons', deadlineMs, []),
  invoices: optional(upstream, 'invoices', deadlineMs, []),
  product: optional(upstream, 'products', deadlineMs, undefined),
  stock: optional(upstream, 'stock', deadlineMs, []),
})

type Found<Name extends keyof MoreReads> = Awaited<ReturnType<NonNullable<MoreReads[Name]>>>[number]

/** Looked up at each call: a system may come or go while the product runs. */
const optional = <Name extends keyof MoreReads>(
  upstream: Upstream,
  name: Name,
  deadlineMs: number,
  none: Found<Name>,
): ((id: string) => Promise<Found<Name>>) => {
  const call = async (ids: readonly string[], signal: AbortSignal): Promise<Found<Name>[]> =>
    (await upstream[name]?.(ids, signal)) ?? ids.map(() => none)
  const read = createBatch({ source: name, deadlineMs, call })
  return async (id) => (upstream[name] === undefined ? none : read(id))
}

const newestFirst = (orders: readonly Order[]): Order[] =>
  orders.toSorted((a, b) => Date.parse(b.placedAt) - Date.parse(a.placedAt))

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error('a read failed', { cause }))
