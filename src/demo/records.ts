import type { Customer, Order, OrderLine, Parcel } from '../domain/customer.ts'
import { totalOf } from './goods.ts'
import { dateDigits } from './shop-clock.ts'

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

/** An order whose number is its date and `digits`; what it costs is the sum of its lines. */
export const placeOrder = (
  order: Pick<Order, 'customer' | 'status' | 'placedAt'> &
    Partial<Pick<Order, 'shipBy' | 'eta' | 'address' | 'parcel' | 'refund'>>,
  digits: string,
  lines: OrderLine[],
): Order => ({ ...order, id: `${dateDigits(order.placedAt)}${digits}`, lines, total: totalOf(lines) })
