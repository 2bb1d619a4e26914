import type { ShopData } from '../../src/demo/records.ts'
import type { Customer, Order, Parcel } from '../../src/domain/customer.ts'

/** An order as it was from one moment to the next, milliseconds. */
export interface OrderVersion {
  order: Order
  from: number
  to: number
}

/** What is true of the shop, and when it was. */
export interface ShopTruth {
  customer(id: string): Customer | undefined
  /** All orders of a customer as they were at any time of the span. */
  ordersOf(customer: string, from: number, to: number): Order[]
  parcel(no: string | undefined): Parcel | undefined
  /** The shop goes on: the order becomes another, for its systems too. */
  change(order: Order, to: Partial<Pick<Order, 'eta' | 'status' | 'refund' | 'shipBy'>>): void
  changes(): number
}

/** The demo's data with its history: `data` itself is what the demo's systems answer from. */
export const createTruth = (data: ShopData, now: () => number): ShopTruth => {
  const customers = new Map(data.customers.map((customer) => [customer.id, customer]))
  const parcels = new Map(data.parcels.map((parcel) => [parcel.no, parcel]))
  const versions = new Map<string, OrderVersion[]>()
  const owned = new Map<string, string[]>()
  let changes = 0
  for (const order of data.orders) {
    versions.set(order.id, [{ order: { ...order }, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }])
    owned.set(order.customer, [...(owned.get(order.customer) ?? []), order.id])
  }
  return {
    customer: (id) => customers.get(id),
    ordersOf: (customer, from, to) =>
      (owned.get(customer) ?? [])
        .flatMap((id) => versions.get(id) ?? [])
        .filter((version) => version.from <= to && version.to >= from)
        .map(({ order }) => order),
    parcel: (no) => (no === undefined ? undefined : parcels.get(no)),
    change: (order, to) => {
      const at = now()
      Object.assign(order, to)
      const history = versions.get(order.id) ?? []
      const last = history.at(-1)
      if (last !== undefined) last.to = at
      history.push({ order: { ...order }, from: at, to: Number.POSITIVE_INFINITY })
      changes += 1
    },
    changes: () => changes,
  }
}
