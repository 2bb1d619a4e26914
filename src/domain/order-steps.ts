import type { Order, Parcel } from './customer.ts'

/** What an order goes through until it is with its customer. */
export const ORDER_STEPS = ['paid', 'packed', 'shipped', 'out_for_delivery', 'delivered'] as const
export type OrderStepName = (typeof ORDER_STEPS)[number]

export interface OrderStep {
  step: OrderStepName
  /** `skipped`: a cancelled order never came so far. */
  state: 'done' | 'current' | 'ahead' | 'skipped'
  /** ISO 8601; absent where nobody tells. */
  at?: string
}

/**
 * The state line of an order: which steps lie behind it, which it is at, which are ahead. Times are the order system's; where it tells none, the
 * parcel's first event is taken for the dispatch and its last for the arrival of what is delivered.
 */
export const stepsOf = (order: Order, parcel?: Parcel): OrderStep[] => {
  const at = timesOf(order, parcel)
  const reached = reachedOf(order)
  return ORDER_STEPS.map((step, place) => {
    const time = at[step]
    const state = place < reached ? 'done' : place === reached ? 'current' : 'ahead'
    const cancelled = order.status === 'cancelled' && state !== 'done'
    return {
      step,
      state: cancelled ? 'skipped' : state,
      ...(time === undefined || cancelled || state === 'ahead' ? {} : { at: time }),
    }
  })
}

/** The place of the step that the order is at; before the first, -1. */
const reachedOf = ({ status, paidAt, packedAt }: Order): number => {
  switch (status) {
    case 'unpaid':
      return -1
    case 'paid':
      return ORDER_STEPS.indexOf(packedAt === undefined ? 'paid' : 'packed')
    case 'cancelled':
      // What was paid before it was cancelled lies behind it.
      return paidAt === undefined ? 0 : packedAt === undefined ? 1 : 2
    default:
      return ORDER_STEPS.indexOf(status)
  }
}

const timesOf = (
  { status, paidAt, packedAt, shippedAt, outForDeliveryAt, deliveredAt }: Order,
  parcel: Parcel | undefined,
): Record<OrderStepName, string | undefined> => ({
  paid: paidAt,
  packed: packedAt,
  shipped: shippedAt ?? parcel?.events.at(-1)?.at,
  out_for_delivery: outForDeliveryAt,
  delivered: deliveredAt ?? (status === 'delivered' ? parcel?.events[0]?.at : undefined),
})
