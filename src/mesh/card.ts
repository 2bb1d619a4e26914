import { LRUCache } from 'lru-cache'
import type {
  ContextCard,
  Coupon,
  Customer,
  LookUpCard,
  Order,
  Parcel,
  Refund,
  SourceState,
} from '../domain/customer.ts'
import { type SourceName, UpstreamError } from '../domain/upstream-error.ts'
import { type Deadline, LATE, startDeadline } from './deadline.ts'
import { highlightsOf } from './highlights.ts'
import type { Loaders, OpenLoaders } from './loaders.ts'
import { withRefund } from './own-refunds.ts'

/** Customers whose last card is kept for when a system is slow: a few kilobytes each. */
const KEPT_CUSTOMERS = 5_000
/** Milliseconds that a card is kept: an older one would mislead more than it helps. */
const KEPT_MS = 30 * 60_000
/** Newest orders on a card; an agent looks older ones up. */
const MAX_ORDERS = 20
/** Of all cards: reads for a card are shared among cards and with nobody else. */
const CARD_SCOPE = 'card'

export interface CardParts {
  open: OpenLoaders
  /** Milliseconds until the card says what it has. */
  deadlineMs: number
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * The card beside a conversation: customer, orders and parcels are read side by side. What has not come by the deadline is shown as last known
 * (`stale`, with its age) or said to be `absent`; when it comes after all, the next card has it. Never rejects.
 */
export const createLookUpCard = ({ open, deadlineMs, now }: CardParts): LookUpCard => {
  const kept = new LRUCache<string, Kept>({ max: KEPT_CUSTOMERS, ttl: KEPT_MS })

  return async (tenant, customer) => {
    const key = JSON.stringify([tenant, customer])
    const last = kept.get(key) ?? {}
    const keep = (part: Kept): void => {
      kept.set(key, { ...kept.get(key), ...part })
    }
    const loaders = open({ tenant, scope: CARD_SCOPE })
    const deadline = startDeadline(deadlineMs)
    const orders = loaders.ordersOf(customer).then((all) => all.slice(0, MAX_ORDERS))
    const parts = await Promise.all([
      look('crm', loaders.customer(customer), last.customer, (known) => keep({ customer: known }), { deadline, now }),
      look('orders', orders, last.orders, (known) => keep({ orders: known }), { deadline, now }),
      look('parcels', parcelsOf(loaders, orders), last.parcels, (known) => keep({ parcels: known }), { deadline, now }),
      loaders.serves('refunds')
        ? look('refunds', refundsOf(loaders, orders), last.refunds, (refunds) => keep({ refunds }), { deadline, now })
        : undefined,
      loaders.serves('coupons')
        ? look('coupons', loaders.coupons(customer), last.coupons, (coupons) => keep({ coupons }), { deadline, now })
        : undefined,
    ])
    deadline.close()
    return toCard(parts, now())
  }
}

interface Known<T> {
  value: T
  at: number
}

interface Kept {
  customer?: Known<Customer | undefined>
  orders?: Known<Order[]>
  parcels?: Known<Parcel[]>
  refunds?: Known<ReadonlyMap<string, Refund[]>>
  coupons?: Known<Coupon[]>
}

interface Part<T> {
  value: T | undefined
  state: SourceState
}

const look = async <T>(
  source: SourceName,
  reading: Promise<T>,
  last: Known<T> | undefined,
  keep: (known: Known<T>) => void,
  { deadline, now }: { deadline: Deadline; now: () => number },
): Promise<Part<T>> => {
  const outcome = reading.then((value) => {
    keep({ value, at: now() })
    return { value }
  }, reasonOf)
  const seen = await deadline.race(outcome)
  if (seen !== LATE && typeof seen !== 'string')
    return { value: seen.value, state: { source, state: 'fresh', ageMs: 0 } }
  const reason = seen === LATE ? 'deadline' : seen
  if (last === undefined) return { value: undefined, state: { source, state: 'absent', ageMs: 0, reason } }
  return { value: last.value, state: { source, state: 'stale', ageMs: now() - last.at, reason } }
}

const reasonOf = (error: unknown): string => (error instanceof UpstreamError ? error.fault : 'unreachable')

const parcelsOf = async (loaders: Loaders, orders: Promise<Order[]>): Promise<Parcel[]> => {
  const numbers = (await orders).flatMap(({ parcel }) => parcel ?? [])
  const parcels = await Promise.all(numbers.map((no) => loaders.parcel(no)))
  return parcels.filter((parcel) => parcel !== undefined)
}

/** By order number. */
const refundsOf = async (loaders: Loaders, orders: Promise<Order[]>): Promise<ReadonlyMap<string, Refund[]>> =>
  new Map(await Promise.all((await orders).map(async ({ id }) => [id, await loaders.refunds(id)] as const)))

const refundsIn = ({ value }: Part<ReadonlyMap<string, Refund[]>>, { id }: Order): Refund[] | 'unknown' =>
  value === undefined ? 'unknown' : (value.get(id) ?? [])

type Parts = [
  crm: Part<Customer | undefined>,
  orders: Part<Order[]>,
  parcels: Part<Parcel[]>,
  refunds: Part<ReadonlyMap<string, Refund[]>> | undefined,
  coupons: Part<Coupon[]> | undefined,
]

const toCard = ([crm, orders, parcels, refunds, coupons]: Parts, now: number): ContextCard => {
  const shown = (orders.value ?? []).map((order) => withRefund(order, refunds && refundsIn(refunds, order)))
  return {
    ...(crm.value === undefined
      ? {}
      : { customer: { ...crm.value, ...(coupons && { coupons: coupons.value ?? [] }) } }),
    orders: shown,
    parcels: parcels.value ?? [],
    highlights: highlightsOf(shown, now),
    sources: [
      crm.value === undefined && crm.state.state !== 'absent' ? unknownCustomer(crm.state) : crm.state,
      orders.state,
      parcels.state,
      ...(refunds === undefined ? [] : [refunds.state]),
      ...(coupons === undefined ? [] : [coupons.state]),
    ],
  }
}

/** The CRM did answer: it has no such customer. */
const unknownCustomer = ({ source, ageMs }: SourceState): SourceState => ({
  source,
  state: 'absent',
  ageMs,
  reason: 'notFound',
})
