import type { Customer, Money, Order, Parcel } from '../../src/domain/customer.ts'
import type { Language } from '../../src/domain/message.ts'

/** How the shop's facts are written, told a second time on purpose: the product's own formatters are what is judged. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']
const STATUS: Record<Order['status'], Record<Language, string>> = {
  unpaid: { zh: '待付款', en: 'awaiting payment' },
  paid: { zh: '待发货', en: 'being prepared' },
  shipped: { zh: '运输中', en: 'in transit' },
  out_for_delivery: { zh: '派送中', en: 'out for delivery' },
  delivered: { zh: '已签收', en: 'delivered' },
  cancelled: { zh: '已取消', en: 'cancelled' },
}
const REFUND: Record<NonNullable<Order['refund']>['status'], Record<Language, string>> = {
  requested: { zh: '审核中', en: 'under review' },
  approved: { zh: '已批准', en: 'approved' },
  paid: { zh: '已到账', en: 'paid out' },
  rejected: { zh: '未通过', en: 'refused' },
}
const SHOP_OFFSET_MS = 8 * 3_600_000

/** Of a moment in the shop's zone. */
const clockOf = (iso: string) => {
  const at = new Date(Date.parse(iso) + SHOP_OFFSET_MS)
  const two = (n: number): string => String(n).padStart(2, '0')
  return { month: at.getUTCMonth(), day: at.getUTCDate(), time: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}` }
}
export const dayWords = (iso: string, language: Language): string => {
  const { month, day } = clockOf(iso)
  return language === 'zh' ? `${month + 1}月${day}日` : `${day} ${MONTHS[month]}`
}
export const momentWords = (iso: string, language: Language): string =>
  `${dayWords(iso, language)} ${clockOf(iso).time}`
export const moneyWords = ({ amount }: Money): string =>
  `¥${Math.floor(amount / 100).toLocaleString('en-US')}.${String(amount % 100).padStart(2, '0')}`

export interface Facts {
  customer: Customer | undefined
  order: Order | undefined
  parcel: Parcel | undefined
}

/** What may stand in a slot for this order; empty where nothing may, undefined for a slot that is not of an order or a customer. */
export const wordsFor = (
  slot: string,
  { customer, order, parcel }: Facts,
  language: Language,
): string[] | undefined => {
  const some = (word: string | undefined): string[] => (word === undefined ? [] : [word])
  const day = (iso: string | undefined): string[] => (iso === undefined ? [] : [dayWords(iso, language)])
  const moment = (iso: string | undefined): string[] => (iso === undefined ? [] : [momentWords(iso, language)])
  const refund = order?.refund
  const event = parcel?.events[0]
  switch (slot) {
    case 'customer.name':
      return some(customer?.name[language])
    case 'customer.tier':
      return some(customer?.tier?.[language])
    case 'customer.points':
      return some(customer?.points?.toLocaleString('en-US'))
    case 'coupon.name':
      return customer?.coupons.map(({ name }) => name[language]) ?? []
    case 'coupon.expires':
      return customer?.coupons.flatMap(({ expires }) => day(expires)) ?? []
    case 'order.number':
      return some(order?.id)
    case 'order.status':
      return some(order && STATUS[order.status][language])
    case 'order.items':
      return some(
        order?.lines
          .map(({ name, quantity }) => `${name[language]} × ${quantity}`)
          .join(language === 'zh' ? '、' : ', '),
      )
    case 'order.total':
      return some(order && moneyWords(order.total))
    case 'order.placed':
      return day(order?.placedAt)
    case 'order.shipBy':
      return moment(order?.shipBy)
    case 'order.eta':
      return day(order?.eta)
    case 'order.address':
      return some(order?.address && withoutDoor(order.address[language]))
    case 'parcel.number':
      return some(order?.parcel)
    case 'parcel.carrier':
      return some(parcel?.carrier[language])
    case 'parcel.event':
    case 'parcel.lastEvent':
      return some(event?.text[language])
    case 'parcel.time':
      return moment(event?.at)
    case 'refund.amount':
      return some(refund && moneyWords(refund.amount))
    case 'refund.status':
      return some(refund && REFUND[refund.status][language])
    case 'refund.destination':
      return some(refund?.destination[language])
    case 'refund.eta':
    case 'refund.arrivesBy':
      return day(refund?.eta)
    default:
      return /^(order|parcel|refund|coupon|customer)\./.test(slot) ? [] : undefined
  }
}

const CARRIER =
  /顺丰(?:速运)?|中通(?:快递)?|京东物流|圆通(?:速递)?|邮政 ?EMS|SF Express|ZTO Express|JD Logistics|YTO Express|China Post EMS/g
const PATTERNS: [kind: string, pattern: RegExp][] = [
  ['order number', /(?<!\d)20\d{12}(?!\d)/g],
  ['tracking number', /(?<![A-Za-z])[A-Z]{2}\d{10,18}(?!\d)/g],
  ['amount', /[¥￥] ?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)? ?元/g],
  [
    'moment',
    /\d{1,2}月\d{1,2}日(?: ?\d{1,2}:\d{2})?|(?<!\d)\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*(?: \d{1,2}:\d{2})?/g,
  ],
  ['carrier', CARRIER],
]

export interface Claim {
  kind: string
  words: string
}

/** Everything in a text that looks like a fact of an order. `events` are what carriers write. */
export const claimsIn = (text: string, events: readonly string[]): Claim[] => [
  ...PATTERNS.flatMap(([kind, pattern]) => [...text.matchAll(pattern)].map(([words]) => ({ kind, words }))),
  ...events.filter((event) => text.includes(event)).map((words) => ({ kind: 'event', words })),
]

/** Everything that may be said of an order in a language, however asked. */
export const allWordsOf = ({ customer, order, parcel }: Facts, language: Language): string[] => {
  const slots =
    'order.number order.total order.placed order.shipBy order.eta parcel.number parcel.carrier parcel.event parcel.time refund.amount refund.eta coupon.expires'
  const days = [order?.placedAt, order?.shipBy, order?.eta, refundEta(order), parcel?.events[0]?.at]
  return [
    ...slots.split(' ').flatMap((slot) => wordsFor(slot, { customer, order, parcel }, language) ?? []),
    ...days.flatMap((iso) => (iso === undefined ? [] : [dayWords(iso, language), momentWords(iso, language)])),
    ...(order?.lines.map(({ price }) => moneyWords(price)) ?? []),
  ]
}

const refundEta = (order: Order | undefined): string | undefined => order?.refund?.eta

/** An address as it may be said: city and district, never the street. */
const withoutDoor = (address: string): string => {
  const towns = /^(.+?市.+?[区县])/.exec(address)?.[1]
  if (towns !== undefined) return `${towns}***`
  return ['***', ...address.split(', ').slice(-2)].join(', ')
}
