import type { Customer } from '../domain/customer.ts'
import type { Random } from '../lib/random.ts'
import { tellOrder } from './order-story.ts'
import { nameSomebody, pick } from './people.ts'
import { PLACES } from './places.ts'
import { COUPONS, coupon, PAYMENTS, type ShopData, TIERS } from './records.ts'
import type { ShopClock } from './shop-clock.ts'

/** Points from which a tier begins. */
const GOLD_FROM = 2_000
const SILVER_FROM = 800
const POINTS_BELOW = 3_000
const COUPON_SHARE = 0.4
/** Of the serial numbers of orders, so that the last four digits of no two are alike. */
const SERIAL_STEP = 6

export interface Crowd {
  customers: number
  /** Of all of them together; each has one at least. */
  orders: number
}

/** `customer-1` … with their orders; the same ones for the same numbers. */
export const addCrowd = (data: ShopData, clock: ShopClock, { customers, orders }: Crowd, random: Random): void => {
  const counts = sharesOf(orders, customers, random)
  let serial = 0
  for (const [n, count] of counts.entries()) {
    const who = somebody(`customer-${n + 1}`, clock, random)
    data.customers.push(who)
    const at = { customer: who.id, place: pick(PLACES, random), payment: pick(Object.values(PAYMENTS), random) }
    for (let k = 0; k < count; k += 1) {
      const { order, parcel } = tellOrder(clock, { ...at, serial: serial * SERIAL_STEP }, random)
      serial += 1
      data.orders.push(order)
      if (parcel !== undefined) data.parcels.push(parcel)
    }
  }
}

const somebody = (id: string, clock: ShopClock, random: Random): Customer => {
  const points = random.below(POINTS_BELOW)
  const tier = points >= GOLD_FROM ? TIERS.gold : points >= SILVER_FROM ? TIERS.silver : TIERS.member
  const coupons =
    random.next() < COUPON_SHARE ? [coupon(clock, pick(Object.values(COUPONS), random), 1 + random.below(30))] : []
  return { id, name: nameSomebody(random), tier, points, coupons }
}

/** `total` in parts of at least one, most of them small. */
const sharesOf = (total: number, parts: number, random: Random): number[] => {
  const shares = Array.from({ length: parts }, () => 1)
  for (let left = total - parts; left > 0; left -= 1) {
    // Half of what is left goes to a third of the customers: regulars.
    const of = random.next() < 0.5 ? Math.ceil(parts / 3) : parts
    const at = random.below(of)
    shares[at] = (shares[at] ?? 0) + 1
  }
  return shares
}
