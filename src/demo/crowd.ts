import type { OrderStatus } from '../domain/customer.ts'
import { CARRIERS, GOOD_NAMES, type Good, line } from './goods.ts'
import { PASSED, tellParcel } from './parcel-story.ts'
import { placeOrder, type ShopData, TIERS } from './records.ts'
import type { ShopClock } from './shop-clock.ts'

const FAMILY = ['王', '李', '张', '刘', '陈', '杨', '黄', '吴', '周', '徐'] as const
const FAMILY_EN = ['Wang', 'Li', 'Zhang', 'Liu', 'Chen', 'Yang', 'Huang', 'Wu', 'Zhou', 'Xu'] as const
const GIVEN = ['芳', '娜', '敏', '静', '磊', '洋', '勇'] as const
const GIVEN_EN = ['Fang', 'Na', 'Min', 'Jing', 'Lei', 'Yang', 'Yong'] as const
const PREFIXES = { sf: 'SF', zto: 'ZT', jd: 'JD' } as const
const CARRIER_NAMES = ['sf', 'zto', 'jd'] as const
const STATES: OrderStatus[] = ['shipped', 'delivered', 'paid', 'out_for_delivery', 'cancelled']

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

/** `customer-1` … `customer-count`, each with one to three orders; the same ones every time. */
export const addCrowd = (data: ShopData, clock: ShopClock, count: number): void => {
  for (let n = 1; n <= count; n += 1) {
    const id = `customer-${n}`
    data.customers.push({
      id,
      name: { zh: `${at(FAMILY, n)}${at(GIVEN, n)}`, en: `${at(GIVEN_EN, n)} ${at(FAMILY_EN, n)}` },
      tier: at([TIERS.member, TIERS.silver, TIERS.gold], n),
      points: (n * 37) % 3_000,
      coupons: [],
    })
    for (let k = 0; k <= n % 3; k += 1) addOrder(data, clock, id, n, k)
  }
}

const addOrder = ({ orders, parcels }: ShopData, clock: ShopClock, customer: string, n: number, k: number): void => {
  const status = at(STATES, n + k)
  const serial = `1${String(n * 10 + k).padStart(5, '0')}`
  const lines = [line(at<Good>(GOOD_NAMES, n + k))]
  const placedAt = clock.hoursAgo(20 + k * 30)
  if (status === 'paid' || status === 'cancelled') {
    orders.push(
      placeOrder(
        { customer, status, placedAt, ...(status === 'paid' ? { shipBy: clock.hoursAgo(k * 30 - 28) } : {}) },
        serial,
        lines,
      ),
    )
    return
  }
  const passed = { shipped: PASSED.inTransit, out_for_delivery: PASSED.outForDelivery, delivered: PASSED.delivered }[
    status as 'shipped' | 'out_for_delivery' | 'delivered'
  ]
  const by = at(CARRIER_NAMES, n)
  const no = `${PREFIXES[by]}1390${String(n).padStart(6, '0')}${String(k).padStart(3, '0')}`
  const parcel = tellParcel(clock, { no, carrier: CARRIERS[by], passed, newestHoursAgo: 2 })
  parcels.push(parcel)
  orders.push(
    placeOrder(
      { customer, status, placedAt, eta: clock.dayAt(status === 'shipped' ? 1 : 0, 20), parcel: parcel.no },
      serial,
      lines,
    ),
  )
}
