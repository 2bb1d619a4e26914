import type { Coupon, Customer, Localised, Order, OrderLine, Parcel } from '../domain/customer.ts'
import { totalOf } from './goods.ts'
import { dateDigits, type ShopClock } from './shop-clock.ts'

export interface ShopData {
  customers: Customer[]
  orders: Order[]
  parcels: Parcel[]
}

export const TIERS = {
  member: { zh: '普通会员', en: 'Member' },
  silver: { zh: '银卡会员', en: 'Silver' },
  gold: { zh: '金卡会员', en: 'Gold' },
}

export const PAYMENTS = {
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
  card: { zh: '银行卡', en: 'bank card' },
} satisfies Record<string, Localised>

export const COUPONS = {
  thirty: { zh: '满200减30', en: '¥30 off orders over ¥200' },
  hundred: { zh: '满600减100', en: '¥100 off orders over ¥600' },
  shipping: { zh: '免运费券', en: 'free shipping voucher' },
} satisfies Record<string, Localised>

/** A coupon that expires at 23:00 of the day that is `days` from today. */
export const coupon = (clock: ShopClock, name: Localised, days: number): Coupon => ({
  name,
  expires: clock.dayAt(days, 23),
})

/** An order whose number is its date and `digits`; what it costs is the sum of its lines. */
export const placeOrder = (
  order: Pick<Order, 'customer' | 'status' | 'placedAt'> &
    Partial<Pick<Order, 'shipBy' | 'eta' | 'address' | 'parcel' | 'refund'>>,
  digits: string,
  lines: OrderLine[],
): Order => ({ ...order, id: `${dateDigits(order.placedAt)}${digits}`, lines, total: totalOf(lines) })

export const byCustomer = (orders: readonly Order[]): Map<string, Order[]> => {
  const found = new Map<string, Order[]>()
  for (const order of orders) {
    const before = found.get(order.customer)
    if (before === undefined) found.set(order.customer, [order])
    else before.push(order)
  }
  return found
}
