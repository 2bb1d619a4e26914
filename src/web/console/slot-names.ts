import type { Language } from '../../domain/message.ts'

/** What slots are called in a list. */
const NAMES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'customer.name': ['客户姓名', 'customer’s name'],
  'customer.tier': ['会员等级', 'membership tier'],
  'customer.points': ['积分', 'points'],
  'coupon.name': ['优惠券', 'coupon'],
  'coupon.expires': ['优惠券到期日', 'coupon expires'],
  'order.number': ['订单号', 'order number'],
  'order.status': ['订单状态', 'order status'],
  'order.items': ['商品', 'items'],
  'order.total': ['订单金额', 'order total'],
  'order.placed': ['下单日期', 'ordered on'],
  'order.shipBy': ['最晚发货', 'ships by'],
  'order.eta': ['预计送达', 'expected on'],
  'order.address': ['收货地址', 'delivery address'],
  'refund.amount': ['退款金额', 'refund amount'],
  'refund.status': ['退款状态', 'refund status'],
  'refund.destination': ['退款去向', 'refunded to'],
  'refund.eta': ['退款预计到账', 'refund expected on'],
  'refund.arrivesBy': ['退款最晚到账', 'refund arrives by'],
  'parcel.number': ['运单号', 'tracking number'],
  'parcel.carrier': ['快递公司', 'carrier'],
  'parcel.event': ['物流动态', 'parcel news'],
  'parcel.lastEvent': ['最新物流动态', 'latest parcel news'],
  'parcel.time': ['物流更新时间', 'time of the parcel news'],
  'product.name': ['商品名称', 'product'],
  'product.sku': ['商品编号', 'SKU'],
  'product.price': ['商品价格', 'price'],
}

/** `预计送达`; a slot without a name of its own (facts of the shop, columns of the catalogue) is its raw name. */
export const slotName = (slot: string, language: Language): string => {
  const [zh, en] = NAMES[slot] ?? []
  return (language === 'zh' ? zh : en) ?? slot
}
