import type { Localised, Order, OrderLine, Parcel, Refund } from '../domain/customer.ts'
import type { Random } from '../lib/random.ts'
import { CARRIERS, GOOD_NAMES, line, totalOf, yuan } from './goods.ts'
import { PASSED, tellParcel } from './parcel-story.ts'
import { pick } from './people.ts'
import type { Place } from './places.ts'
import { placeOrder } from './records.ts'
import type { ShopClock } from './shop-clock.ts'

/** Hours in which the shop promises to hand over to the carrier (shop.yaml: shipHours). */
const SHIP_HOURS = 48
/** Hours after placing in which a parcel at the soonest is picked up. */
const SOONEST_PICKUP_HOURS = 4
const DAY = 24
/** Share of delivered orders with a refund. */
const REFUND_SHARE = 0.14
/** Of shipped orders, those that are later than was said. */
const LATE_SHARE = 0.12
const MARKS: Record<keyof typeof CARRIERS, string> = { sf: 'SF', zto: 'ZT', jd: 'JD', yto: 'YT', ems: 'EA' }

export interface OrderTold {
  customer: string
  place: Place
  payment: Localised
  serial: number
}

interface Told {
  order: Order
  parcel?: Parcel
}

type Tell = (about: OrderTold & { digits: string; lines: OrderLine[] }, clock: ShopClock, random: Random) => Told

/** One order in one of its states, with times that fit it: nothing that was placed a moment ago has arrived. */
export const tellOrder = (clock: ShopClock, about: OrderTold, random: Random): Told => {
  const digits = `1${String(about.serial).padStart(5, '0')}`
  const tell = pickState(random)
  return tell({ ...about, digits, lines: someLines(random) }, clock, random)
}

const someLines = (random: Random): OrderLine[] => {
  const first = pick(GOOD_NAMES, random)
  const lines = [line(first, random.next() < 0.8 ? 1 : 2 + random.below(2))]
  const second = pick(GOOD_NAMES, random)
  if (second !== first && random.next() < 0.3) lines.push(line(second))
  return lines
}

const unpaid: Tell = ({ customer, place, digits, lines }, clock, random) => ({
  order: placeOrder(
    { customer, status: 'unpaid', placedAt: clock.hoursAgo(0.02 + random.next() * 0.4), address: place.address },
    digits,
    lines,
  ),
})

const paid: Tell = ({ customer, place, digits, lines }, clock, random) => {
  const hours = 0.1 + random.next() * 40
  const times = { placedAt: clock.hoursAgo(hours), shipBy: clock.hoursAgo(hours - SHIP_HOURS) }
  return { order: placeOrder({ customer, status: 'paid', ...times, address: place.address }, digits, lines) }
}

/** Under way or there: `passed` stations, the newest so many hours ago. */
const sent = (
  { customer, place, digits, lines }: Parameters<Tell>[0],
  clock: ShopClock,
  random: Random,
  parcelTold: { passed: number; newestHoursAgo: number },
): { parcel: Parcel; order: Omit<Parameters<typeof placeOrder>[0], 'status'>; digits: string; lines: OrderLine[] } => {
  const by = pick(Object.keys(CARRIERS) as (keyof typeof CARRIERS)[], random)
  const hoursBetween = 6 + random.next() * 8
  const no = `${MARKS[by]}${7 + random.below(3)}${digits}${String(random.below(1e6)).padStart(6, '0')}`
  const parcel = tellParcel(clock, { no, carrier: CARRIERS[by], ...parcelTold, to: place, hoursBetween })
  const pickedUpHoursAgo = parcelTold.newestHoursAgo + (parcelTold.passed - 1) * hoursBetween
  const placedAt = clock.hoursAgo(pickedUpHoursAgo + SOONEST_PICKUP_HOURS + random.next() * 30)
  return { parcel, order: { customer, placedAt, address: place.address, parcel: no }, digits, lines }
}

const shipped: Tell = (about, clock, random) => {
  const isLate = random.next() < LATE_SHARE
  const passed = isLate ? PASSED.inTransit : PASSED.pickedUp + random.below(PASSED.inTransit)
  const newestHoursAgo = isLate ? 30 + random.next() * 30 : 0.5 + random.next() * 10
  const { parcel, order, digits, lines } = sent(about, clock, random, { passed, newestHoursAgo })
  const eta = clock.dayAt(isLate ? -1 : 1 + random.below(3), 18)
  return { parcel, order: placeOrder({ ...order, status: 'shipped', eta }, digits, lines) }
}

const outForDelivery: Tell = (about, clock, random) => {
  const told = { passed: PASSED.outForDelivery, newestHoursAgo: 0.2 + random.next() * 4 }
  const { parcel, order, digits, lines } = sent(about, clock, random, told)
  return { parcel, order: placeOrder({ ...order, status: 'out_for_delivery', eta: clock.dayAt(0, 20) }, digits, lines) }
}

const delivered: Tell = (about, clock, random) => {
  // Most people ask about what came lately.
  const daysAgo = random.next() ** 3 * 170
  const newestHoursAgo = 1 + daysAgo * DAY
  const { parcel, order, digits, lines } = sent(about, clock, random, { passed: PASSED.delivered, newestHoursAgo })
  const refund = random.next() < REFUND_SHARE ? refundOf(about, clock, random, daysAgo) : undefined
  const all = { ...order, status: 'delivered' as const, ...(refund === undefined ? {} : { refund }) }
  return { parcel, order: placeOrder(all, digits, lines) }
}

const cancelled: Tell = (about, clock, random) => {
  const { customer, place, digits, lines } = about
  const daysAgo = 0.1 + random.next() ** 2 * 120
  const wasPaid = random.next() < 0.6
  const refund = wasPaid ? refundOf({ ...about, whole: true }, clock, random, daysAgo) : undefined
  const order = {
    customer,
    status: 'cancelled' as const,
    placedAt: clock.hoursAgo(daysAgo * DAY),
    address: place.address,
    ...(refund === undefined ? {} : { refund }),
  }
  return { order: placeOrder(order, digits, lines) }
}

/** What came long ago has been settled; what is new is being looked at. */
const refundOf = (
  { payment, lines, whole = false }: Parameters<Tell>[0] & { whole?: boolean },
  clock: ShopClock,
  random: Random,
  daysAgo: number,
): Refund => {
  const one = lines[0] as OrderLine
  const amount = whole || random.next() < 0.5 ? totalOf(lines) : yuan(one.price.amount)
  const settled: Refund['status'] = whole || random.next() < 0.8 ? 'paid' : 'rejected'
  const status = pick(statesAfter(daysAgo, settled), random)
  return {
    status,
    amount,
    destination: payment,
    ...(status === 'approved' ? { eta: clock.dayAt(1 + random.below(3), 18) } : {}),
  }
}

const statesAfter = (daysAgo: number, settled: Refund['status']): Refund['status'][] => {
  if (daysAgo < 1) return ['requested']
  if (daysAgo < 3) return ['requested', 'approved']
  return daysAgo < 12 ? ['requested', 'approved', 'approved', settled] : [settled]
}

const SHARES: [share: number, tell: Tell][] = [
  [0.03, unpaid],
  [0.11, paid],
  [0.17, shipped],
  [0.07, outForDelivery],
  [0.12, cancelled],
  [0.5, delivered],
]

const pickState = (random: Random): Tell => {
  let left = random.next()
  for (const [share, tell] of SHARES) {
    left -= share
    if (left < 0) return tell
  }
  return delivered
}
