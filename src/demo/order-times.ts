import type { Order, Parcel } from '../domain/customer.ts'
import type { ShopData } from './records.ts'
import { type ShopClock, wallClock } from './shop-clock.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** How long customers take to pay. */
const PAYING_MS = 3 * MINUTE_MS
/** Of what waits to be sent, what was ordered so long ago lies packed. */
const PACKED_AFTER_MS = 8 * HOUR_MS
/** A parcel's station at which it is with its courier, from the oldest on. */
const COURIER_STATION = 4

/** Gives every order the times of what has happened to it, as its own dates and its parcel's events have it. */
export const tellTimes = ({ orders, parcels }: ShopData, clock: ShopClock): void => {
  const byNo = new Map(parcels.map((parcel) => [parcel.no, parcel]))
  const now = Date.parse(clock.hoursAgo(0))
  for (const order of orders) Object.assign(order, timesOf(order, byNo.get(order.parcel ?? ''), now))
}

const timesOf = (order: Order, parcel: Parcel | undefined, now: number): Partial<Order> => {
  const { status, refund } = order
  if (status === 'unpaid' || (status === 'cancelled' && refund === undefined)) return {}
  const placedAt = Date.parse(order.placedAt)
  const sent = parcel?.events.toReversed()
  const shippedAt = sent?.[0]?.at
  const paidAt = Math.min(placedAt + PAYING_MS, now)
  const packedAt = shippedAt === undefined ? placedAt + PACKED_AFTER_MS : (paidAt + Date.parse(shippedAt)) / 2
  const outForDeliveryAt = sent?.[COURIER_STATION]?.at
  return {
    paidAt: iso(paidAt),
    ...(status !== 'cancelled' && packedAt <= now ? { packedAt: iso(packedAt) } : {}),
    ...(shippedAt === undefined ? {} : { shippedAt }),
    ...(outForDeliveryAt === undefined ? {} : { outForDeliveryAt }),
    ...(status === 'delivered' && parcel?.events[0] !== undefined ? { deliveredAt: parcel.events[0].at } : {}),
  }
}

const iso = (at: number): string => `${wallClock(new Date(at).toISOString()).replace(' ', 'T')}+08:00`
