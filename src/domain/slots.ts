import type { Language } from './message.ts'

/** Where a slot's value is read, and what it looks like in each language. */
export interface Slot {
  from: 'crm' | 'orders' | 'parcels' | 'catalogue'
  example: Record<Language, string>
}

const same = (from: Slot['from'], text: string): Slot => ({ from, example: { zh: text, en: text } })
const both = (from: Slot['from'], zh: string, en: string): Slot => ({ from, example: { zh, en } })

/** Every slot that an answer may use, besides `shop.…`, whose keys are those of `knowledge/shop.yaml`, and `product.…`, whose other keys are columns of the catalogue. */
export const SLOTS: Readonly<Record<string, Slot>> = {
  'customer.name': both('crm', '林晓', 'Lin Xiao'),
  'customer.tier': both('crm', '金卡会员', 'Gold'),
  'customer.points': same('crm', '2,380'),
  'coupon.name': both('crm', '满200减30', '¥30 off ¥200'),
  'coupon.expires': both('crm', '12月1日', '1 Dec'),
  'order.number': same('orders', '20261118003345'),
  'order.status': both('orders', '运输中', 'in transit'),
  'order.items': both('orders', '蓝牙耳机 × 1', 'Bluetooth headphones × 1'),
  'order.total': same('orders', '¥299.00'),
  'order.placed': both('orders', '11月18日', '18 Nov'),
  'order.shipBy': both('orders', '11月20日', '20 Nov'),
  'order.eta': both('orders', '11月22日', '22 Nov'),
  'order.address': both('orders', '杭州市西湖区***', 'Xihu District, Hangzhou ***'),
  'refund.amount': same('orders', '¥129.00'),
  'refund.status': both('orders', '已批准', 'approved'),
  'refund.destination': both('orders', '微信支付', 'WeChat Pay'),
  'refund.eta': both('orders', '11月24日', '24 Nov'),
  'refund.arrivesBy': both('orders', '11月24日', '24 Nov'),
  'parcel.number': same('orders', 'SF1390022763345'),
  'parcel.carrier': both('parcels', '顺丰速运', 'SF Express'),
  'parcel.event': both('parcels', '已到达杭州转运中心', 'Arrived at the Hangzhou hub'),
  'parcel.lastEvent': both('parcels', '已到达杭州转运中心', 'Arrived at the Hangzhou hub'),
  'parcel.time': both('parcels', '11月21日 14:05', '21 Nov 14:05'),
  'product.name': both('catalogue', '电热水壶', 'Electric kettle'),
  'product.sku': same('catalogue', 'KT-120'),
  'product.price': same('catalogue', '¥129.00'),
}

/** Everything that answers may refer to; the shop's own facts apart. */
export interface OfferedSlots {
  slots: { name: string; from: string; example: Record<Language, string> }[]
  shop: { name: string; example: Record<Language, string> }[]
}

/** What stands before the key of a fact of the shop. */
export const SHOP_PREFIX = 'shop.'

/** What stands before the name of an attribute of a product. */
export const PRODUCT_PREFIX = 'product.'

/** `{{slot}}`, spaces inside allowed; group 1 is the slot's name. Global: for `matchAll` and `replace` only. */
export const SLOT_PATTERN = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Names of the slots in a text, each once, in order. */
export const slotsIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(SLOT_PATTERN), (m) => m[1] ?? '')),
]

/** Groups of slots whose values grow old; what the shop writes itself, its facts and its catalogue, does not. */
export const SLOT_GROUPS = ['customer', 'coupon', 'order', 'refund', 'parcel'] as const
export type SlotGroup = (typeof SLOT_GROUPS)[number]
/** How old a value of each group may be for the bot to say it alone, in milliseconds. */
export type Freshness = Record<SlotGroup, number>

/** Where the value of a slot was read, and how long before it was said; without an age it is the shop's own text. */
export interface SlotProvenance {
  source: Slot['from'] | 'shop' | 'refunds' | 'coupons'
  ageMs?: number
}

/** The group that says how old a slot's value may be; undefined where it does not grow old. */
export const groupOf = (slot: string): SlotGroup | undefined =>
  SLOT_GROUPS.find((group) => slot.startsWith(`${group}.`))

export const sourceOf = (slot: string): Slot['from'] | 'shop' =>
  slot.startsWith(SHOP_PREFIX) ? 'shop' : slot.startsWith(PRODUCT_PREFIX) ? 'catalogue' : (SLOTS[slot]?.from ?? 'shop')
