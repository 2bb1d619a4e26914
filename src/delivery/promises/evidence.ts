import type { ContextCard, Order, OrderStatus } from '../../domain/customer.ts'
import type { PromiseBaseline, PromiseKind, TrackedPromise } from '../../domain/promise.ts'
import { isTailOf } from '../../lib/order-tail.ts'

/** The kinds that the shop's systems show to be kept; of the others people say so. */
const SHOWN: Partial<Record<PromiseKind, (order: Order) => boolean>> = {
  ship: ({ status }) => TO_SHIP.includes(status),
  deliver: ({ status }) => status !== 'delivered' && status !== 'cancelled',
  refund: ({ refund }) => refund !== undefined && refund.status !== 'paid',
}
const TO_SHIP: readonly OrderStatus[] = ['unpaid', 'paid']
const SHIPPED: readonly OrderStatus[] = ['shipped', 'out_for_delivery', 'delivered']

export const isShown = ({ kind }: Pick<TrackedPromise, 'kind'>): boolean => SHOWN[kind] !== undefined

/** Whether the card says how the orders stand now; what was last known proves nothing. */
export const knowsOrders = ({ sources }: ContextCard): boolean =>
  sources.some(({ source, state }) => source === 'orders' && state === 'fresh')

/** The order that a promise is about: the one it names, by its number or last digits, else the only one that it can be about. */
export const orderOf = (
  { kind, order: named, baseline }: TrackedPromise,
  { orders }: ContextCard,
): Order | undefined => {
  const name = baseline?.order ?? named
  const found =
    name === undefined ? orders.filter((one) => SHOWN[kind]?.(one)) : orders.filter(({ id }) => isTailOf(name, id))
  return found.length === 1 ? found[0] : undefined
}

export const baselineOf = ({ id, status, parcel, refund }: Order): PromiseBaseline => ({
  order: id,
  status,
  ...(parcel === undefined ? {} : { parcel }),
  ...(refund === undefined ? {} : { refund: refund.status }),
})

/** Whether what was promised has happened since the first look: money paid, goods on their way (a second parcel, where they were before) or there. */
export const isKept = ({ kind, baseline }: TrackedPromise, order: Order): boolean => {
  if (baseline === undefined) return false
  switch (kind) {
    case 'ship':
      return SHIPPED.includes(baseline.status as OrderStatus)
        ? order.parcel !== undefined && order.parcel !== baseline.parcel
        : SHIPPED.includes(order.status)
    case 'deliver':
      return order.status === 'delivered' && baseline.status !== 'delivered'
    case 'refund':
      return order.refund?.status === 'paid' && baseline.refund !== 'paid'
    default:
      return false
  }
}
