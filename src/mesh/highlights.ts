import type { Localised, Order } from '../domain/customer.ts'
import { orderTail } from '../lib/order-tail.ts'
import { day, moment, money, shopDate } from '../lib/shop-format.ts'

/** Milliseconds from placing an unpaid order until the shop closes it: `paymentMinutes` of knowledge/shop.yaml. */
const UNPAID_CLOSES_AFTER_MS = 30 * 60_000

/** What an agent should see first about these orders, one line each, most urgent first; newer orders first among equals. `zone` is the shop's, an IANA name. */
export const highlightsOf = (orders: readonly Order[], now: number, zone?: string): Localised[] =>
  RULES.flatMap((rule) => orders.flatMap((order) => rule(order, now, zone) ?? []))

type Rule = (order: Order, now: number, zone: string | undefined) => Localised | undefined

/** An agent tells orders apart by their last digits, as customers do. */
const tail = ({ id }: Order): string => orderTail(id)

const refundApproved: Rule = (order, _now, zone) => {
  const { refund } = order
  if (refund?.status !== 'approved') return undefined
  const { amount, destination, eta } = refund
  return {
    zh: `订单 ${tail(order)} 退款 ${money(amount, 'zh')} 已批准，退回${destination.zh}${eta ? `，预计 ${day(eta, 'zh', zone)} 到账` : ''}`,
    en: `Order ${tail(order)}: refund of ${money(amount, 'en')} approved, to ${destination.en}${eta ? `, expected ${day(eta, 'en', zone)}` : ''}`,
  }
}

const parcelLate: Rule = (order, now, zone) => {
  const { status, eta } = order
  const isOnItsWay = status === 'shipped' || status === 'out_for_delivery'
  if (!isOnItsWay || eta === undefined || shopDate(eta, zone) >= shopDate(now, zone)) return undefined
  return {
    zh: `订单 ${tail(order)} 已晚于预计送达日 ${day(eta, 'zh', zone)}`,
    en: `Order ${tail(order)} is late: it was expected on ${day(eta, 'en', zone)}`,
  }
}

const dispatchLate: Rule = (order, now, zone) => {
  const { status, shipBy } = order
  if (status !== 'paid' || shipBy === undefined || Date.parse(shipBy) >= now) return undefined
  return {
    zh: `订单 ${tail(order)} 已超过承诺发货时间 ${moment(shipBy, 'zh', zone)}`,
    en: `Order ${tail(order)} should have shipped by ${moment(shipBy, 'en', zone)}`,
  }
}

const unpaidClosing: Rule = (order, now, zone) => {
  const closes = Date.parse(order.placedAt) + UNPAID_CLOSES_AFTER_MS
  if (order.status !== 'unpaid' || closes <= now) return undefined
  const at = new Date(closes).toISOString()
  return {
    zh: `订单 ${tail(order)} 待付款 ${money(order.total, 'zh')}，${moment(at, 'zh', zone)} 自动关闭`,
    en: `Order ${tail(order)} awaits payment of ${money(order.total, 'en')} and closes on ${moment(at, 'en', zone)}`,
  }
}

const refundInReview: Rule = (order) => {
  if (order.refund?.status !== 'requested') return undefined
  return {
    zh: `订单 ${tail(order)} 退款 ${money(order.refund.amount, 'zh')} 审核中`,
    en: `Order ${tail(order)}: refund of ${money(order.refund.amount, 'en')} under review`,
  }
}

const outForDelivery: Rule = (order) => {
  if (order.status !== 'out_for_delivery') return undefined
  return { zh: `订单 ${tail(order)} 正在派送`, en: `Order ${tail(order)} is out for delivery` }
}

const shipsBy: Rule = (order, now, zone) => {
  const { status, shipBy } = order
  if (status !== 'paid' || shipBy === undefined || Date.parse(shipBy) < now) return undefined
  return {
    zh: `订单 ${tail(order)} 将在 ${moment(shipBy, 'zh', zone)} 前发货`,
    en: `Order ${tail(order)} ships by ${moment(shipBy, 'en', zone)}`,
  }
}

const onItsWay: Rule = (order, now, zone) => {
  const { status, eta } = order
  if (status !== 'shipped' || eta === undefined || shopDate(eta, zone) < shopDate(now, zone)) return undefined
  return {
    zh: `订单 ${tail(order)} 运输中，预计 ${day(eta, 'zh', zone)} 送达`,
    en: `Order ${tail(order)} is in transit, expected ${day(eta, 'en', zone)}`,
  }
}

/** Money owed first, then broken promises, then what runs out, then what goes as planned. */
const RULES: Rule[] = [
  refundApproved,
  parcelLate,
  dispatchLate,
  unpaidClosing,
  refundInReview,
  outForDelivery,
  shipsBy,
  onItsWay,
]
