import type { ShopFacts } from '../domain/article.ts'
import type { ContextCard, Localised, Order, OrderStatus, RefundStatus } from '../domain/customer.ts'
import type { Language } from '../domain/message.ts'
import type { ShopProduct } from '../domain/product.ts'
import { PRODUCT_PREFIX } from '../domain/slots.ts'
import { day, moment, money } from '../lib/shop-format.ts'

/** Shown to customers; the articles' conditions test the keys. */
const ORDER_STATUS: Record<OrderStatus, Localised> = {
  unpaid: { zh: '待付款', en: 'awaiting payment' },
  paid: { zh: '待发货', en: 'being prepared' },
  shipped: { zh: '运输中', en: 'in transit' },
  out_for_delivery: { zh: '派送中', en: 'out for delivery' },
  delivered: { zh: '已签收', en: 'delivered' },
  cancelled: { zh: '已取消', en: 'cancelled' },
}
const REFUND_STATUS: Record<RefundStatus, Localised> = {
  requested: { zh: '审核中', en: 'under review' },
  approved: { zh: '已批准', en: 'approved' },
  paid: { zh: '已到账', en: 'paid out' },
  rejected: { zh: '未通过', en: 'refused' },
}

export interface SlotSources {
  card: ContextCard
  order: Order | undefined
  facts: ShopFacts
  product?: ShopProduct | undefined
  language: Language
}

/** The text of one slot in the customer's language; undefined where the mesh or the shop has no value for it. */
export const slotValue = (slot: string, { card, order, facts, product, language }: SlotSources): string | undefined => {
  const [group, key] = slot.split('.') as [string, string | undefined]
  if (key === undefined) return undefined
  if (group === 'shop') return facts[key]?.[language]
  if (group === 'product') return product && productValue(product, slot.slice(PRODUCT_PREFIX.length), language)
  return SLOTS[slot]?.({ card, order, language, zone: facts['timeZone']?.en })
}

const productValue = (
  { sku, name, price, attributes }: ShopProduct,
  key: string,
  language: Language,
): string | undefined => {
  if (key === 'sku') return sku
  if (key === 'name') return name[language]
  if (key === 'price') return price?.[language]
  return Object.hasOwn(attributes, key) ? attributes[key]?.[language] : undefined
}

interface ReadFrom {
  card: ContextCard
  order: Order | undefined
  language: Language
  /** IANA name; undefined: the product's own. */
  zone: string | undefined
}

type Reader = (from: ReadFrom) => string | undefined

const lastEvent: Reader = (from) => parcelOf(from)?.events[0]?.text[from.language]
const refundDay: Reader = ({ order, language, zone }) => order?.refund?.eta && day(order.refund.eta, language, zone)

const SLOTS: Record<string, Reader> = {
  'customer.name': ({ card, language }) => card.customer?.name[language],
  'customer.tier': ({ card, language }) => card.customer?.tier?.[language],
  'customer.points': ({ card }) => card.customer?.points?.toLocaleString('en-US'),
  'order.number': ({ order }) => order?.id,
  'order.status': ({ order, language }) => order && ORDER_STATUS[order.status][language],
  'order.items': ({ order, language }) =>
    order?.lines.map(({ name, quantity }) => `${name[language]} × ${quantity}`).join(language === 'zh' ? '、' : ', '),
  'order.total': ({ order, language }) => order && money(order.total, language),
  'order.placed': ({ order, language, zone }) => order && day(order.placedAt, language, zone),
  'order.shipBy': ({ order, language, zone }) => order?.shipBy && moment(order.shipBy, language, zone),
  'order.eta': ({ order, language, zone }) => order?.eta && day(order.eta, language, zone),
  'order.address': ({ order, language }) => order?.address?.[language],
  'parcel.number': ({ order }) => order?.parcel,
  'parcel.carrier': (from) => parcelOf(from)?.carrier[from.language],
  'parcel.event': lastEvent,
  'parcel.lastEvent': lastEvent,
  'parcel.time': (from) => {
    const at = parcelOf(from)?.events[0]?.at
    return at && moment(at, from.language, from.zone)
  },
  'refund.amount': ({ order, language }) => order?.refund && money(order.refund.amount, language),
  'refund.status': ({ order, language }) => order?.refund && REFUND_STATUS[order.refund.status][language],
  'refund.destination': ({ order, language }) => order?.refund?.destination[language],
  'refund.eta': refundDay,
  'refund.arrivesBy': refundDay,
  'coupon.name': ({ card, language }) => card.customer?.coupons[0]?.name[language],
  'coupon.expires': ({ card, language, zone }) => {
    const expires = card.customer?.coupons[0]?.expires
    return expires && day(expires, language, zone)
  },
}

const parcelOf = ({ card, order }: Pick<ReadFrom, 'card' | 'order'>) =>
  card.parcels.find(({ no }) => no === order?.parcel)
