import { type Found, findAll } from './find.ts'

/** Order numbers and their tails, parcel numbers, phones and e-mail addresses. The first finder wins a draw. */
export const findNumbers = (text: string): Found[] => [
  ...findAll('email', text, EMAIL, ([match]) => match.toLowerCase()),
  ...findAll('parcel_number', text, CARRIER_NUMBER, ([match]) => match.toUpperCase()),
  ...findAll('parcel_number', text, LABELLED_PARCEL, ({ groups }) => groups?.['number']?.toUpperCase()),
  ...findAll('order_number', text, LABELLED_ORDER, ({ groups }) => groups?.['number']),
  ...findAll('phone', text, CN_MOBILE, ([match]) => digits(match).slice(-MOBILE_DIGITS)),
  ...findAll('phone', text, CN_FIXED, ([match]) => digits(match)),
  ...findAll('phone', text, INTERNATIONAL, ([match]) => international(match)),
  ...findAll('phone', text, NORTH_AMERICAN, ([match]) => digits(match)),
  ...findAll('order_number', text, ORDER_NUMBER, ([match]) => match),
  ...findAll('order_tail', text, ZH_TAIL, tail),
  ...findAll('order_tail', text, ZH_TAIL_FIRST, tail),
  ...findAll('order_tail', text, ZH_SHORT_ORDER, tail),
  ...findAll('order_tail', text, EN_TAIL, tail),
  ...findAll('order_tail', text, EN_SHORT_ORDER, tail),
  ...findAll('order_tail', text, HASH, tail),
  ...findAll('order_tail', text, ONLY_FOUR_DIGITS, tail),
]

const MOBILE_DIGITS = 11
const MIN_INTERNATIONAL_DIGITS = 8
const MAX_INTERNATIONAL_DIGITS = 15

const EMAIL = /[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/gi
/** SF Express, YTO, ZTO, STO, Yunda, JD, J&T, Deppon, EMS; UPS; the Universal Postal Union's S10. */
const CARRIER_NUMBER =
  /(?<![a-z\d])(?:(?:sf|yt|zto?|sto|yd|yunda|jd[a-z]{0,3}|jt|dpk|db|ems)\d{9,18}|1z[a-z\d]{16}|[a-z]{2}\d{9}[a-z]{2})(?![a-z\d])/gi
const LABELLED_PARCEL =
  /(?<label>(?:快递|運單|运单|物流|包裹|快遞)(?:单号|單號|编号|號碼|号码|号|號|单|單)?|tracking(?: (?:number|no\.?|num|id|code))?|waybill(?: (?:number|no\.?))?|parcel (?:number|no\.?|id))(?:是|为|为:|is)?[\s:#]{0,3}(?<number>[a-z]{0,4}\d{8,22})(?![a-z\d])/gi
const LABELLED_ORDER =
  /(?:订单|訂單|单号|order)(?:编号|号码|号|編號|號| number| no\.?| id)?(?:是|为|is)?[\s:#]{0,3}(?<number>\d{12,20})(?!\d)/gi
const ORDER_NUMBER = /(?<![\da-z+.-])\d{12,20}(?![\da-z])/gi
const CN_MOBILE = /(?<![\da-z])(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/gi
const CN_FIXED = /(?<![\d-])(?:0\d{2,3}[- ]\d{7,8}|[48]00[- ]\d{3,4}[- ]\d{3,4})(?![\d-])/g
const INTERNATIONAL = /(?<![\d+])\+[1-9]\d{0,2}(?:[- ]?\(?\d{1,4}\)?){2,5}(?!\d)/g
const NORTH_AMERICAN = /(?<![\d-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])/g

const ZH_TAIL =
  /(?:尾号|尾號|尾数|尾數|末尾|(?:最后|最後|末|后|後)[三四五六3-6几幾](?:位|个数|个数字)(?:数字|数)?)(?:是|为|為|:|\s)*(?<number>\d{3,6})(?!\d)/g
const ZH_TAIL_FIRST =
  /(?<!\d)(?<number>\d{3,6})\s?(?:结尾|結尾|尾号|(?:的)?(?:那|这|這)(?:个|個|笔|筆|一)?(?:订单|訂單|单|單)|的(?:订单|訂單|单子))/g
const ZH_SHORT_ORDER =
  /(?:订单|訂單|单号|單號)(?:编号|号码|号|編號|號)?(?:是|为|為|:|#|\s)*(?<number>\d{4,8})(?![\d.]|\s?[件个個箱元块塊份瓶年月台套双斤公])/g
const EN_TAIL =
  /(?:(?:ending|ends|ended|finishing)(?: in| with)?|last (?:three|four|five|six|few|[3-6])(?: digits| numbers| of it)?(?: are| is|:)?)\s*#?(?<number>\d{3,6})(?!\d)/gi
const EN_SHORT_ORDER =
  /(?<![a-z])order(?: number| no\.?| num| id)?(?: is|:)?\s*#?(?<number>\d{4,8})(?![\d.,]\d|\d|\s?(?:pcs|pieces|units|of|more|boxes|items|yuan|dollars|rmb))/gi
const HASH = /(?<![\w&])#\s?(?<number>\d{3,8})(?!\w)/g
const ONLY_FOUR_DIGITS =
  /^[\s"'(]*(?<number>\d{4})[\s"').,!?。~]*(?:吧|呢|哈|啊|谢谢|please|pls|thanks)?[\s.,!?。~]*$/gi

/** Tails of cards and phones are not orders'. */
const OTHER_TAIL_BEFORE =
  /(?:手机|手機|电话|電話|银行|銀行|卡|账户|账号|phone|mobile|cell|card|visa|mastercard|account)(?:号|號|的|号码)?\s?(?:number\s?)?(?:that(?:'s)?\s?|is\s?)?$/i
const OTHER_TAIL_AFTER = /^\s?的?(?:那张)?(?:银行卡|銀行卡|信用卡|储蓄卡|卡|手机|手機|电话|電話|card|phone)/i

const tail = ({ groups }: RegExpExecArray, before: string, after: string): string | undefined =>
  OTHER_TAIL_BEFORE.test(before) || OTHER_TAIL_AFTER.test(after) ? undefined : groups?.['number']

const international = (match: string): string | undefined => {
  const number = digits(match)
  if (/^861[3-9]\d{9}$/.test(number)) return number.slice(-MOBILE_DIGITS)
  return number.length < MIN_INTERNATIONAL_DIGITS || number.length > MAX_INTERNATIONAL_DIGITS ? undefined : `+${number}`
}

const digits = (text: string): string => text.replace(/\D/g, '')
