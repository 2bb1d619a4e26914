import { isS10, isUps } from '../../lib/check-digits.ts'
import { type Found, findAll } from './find.ts'

/** E-mail addresses and the parcel and order numbers that a word or their own form tells. The first finder wins a draw. */
export const findNumbers = (text: string): Found[] => [
  ...findAll('email', text, EMAIL, ([match]) => match.toLowerCase()),
  ...findAll('parcel_number', text, CARRIER_NUMBER, ([match]) => match.toUpperCase()),
  ...findAll('parcel_number', text, CHECKED_NUMBER, ([match]) => {
    const number = joined(match)
    return isS10(number) || isUps(number) ? number : undefined
  }),
  ...findAll('parcel_number', text, LABELLED_PARCEL, labelled),
  ...findAll('order_number', text, LABELLED_ORDER, labelled),
  ...findAll('order_number', text, LABELLED_CODE, ({ groups }) => {
    const value = joined(groups?.['number'] ?? '')
    return { value, type: CARRIER.test(value) ? 'parcel_number' : 'order_number' }
  }),
  ...findAll('order_number', text, GROUPED_BY_DATE, ([match]) => joined(match)),
]

/** Digits as long as an order number is, and nothing that says what they are. */
export const findBareNumbers = (text: string): Found[] =>
  findAll('order_number', text, ORDER_NUMBER, ([match], before) => (OF_CARD.test(before) ? undefined : match))

const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/gi
/** SF Express, YTO, ZTO, STO, Yunda, JD, J&T, Deppon, EMS: none of them publishes a check digit. */
const CARRIER_NUMBER = /(?<![a-z\d])(?:sf|yt|zto?|sto|yd|yunda|jd[a-z]{0,3}|jt|dpk|db|ems) ?\d{9,18}(?![a-z\d])/gi
/** Universal Postal Union S10 and UPS, both with a check digit; a blank between groups is allowed. */
const CHECKED_NUMBER =
  /(?<![a-z\d])(?:1z ?[a-z\d]{3} ?[a-z\d]{3} ?\d{2} ?\d{4} ?\d{4}|1z[a-z\d]{16}|[a-z]{2} ?\d{3} ?\d{3} ?\d{3} ?[a-z]{2})(?![a-z\d])/gi
const LABELLED_PARCEL =
  /(?:(?:快递|运单|物流|包裹)(?:单号|编号|号码|号|单)?|tracking(?: (?:number|no\.?|num|id|code))?|waybill(?: (?:number|no\.?))?|parcel(?: (?:number|no\.?|id))?|(?:顺丰|中通|圆通|韵达|申通|京东|极兔|邮政|德邦|百世|ems|dhl|ups|fedex|usps)(?:快递|速运|物流|单号|的)?)\s?(?:是|为|is)?[\s:#]{0,3}(?<number>[a-z]{0,4}\d{8,22}(?:[a-z]{2})?)(?![a-z\d])/gi
const LABELLED_ORDER =
  /(?:订单|单号|order)(?:编号|号码|号| number| num| no\.?| id)?(?:是|为|is| is)?[\s:#]{0,3}(?<number>\d{12,20}|\d{4}(?:[ -]\d{2,6}){2,4})(?![\da-z])/gi
/** ORD-88213, A10293: letters and digits, with a word that says what they are. */
const LABELLED_CODE =
  /(?:(?<!申请|工|投诉|售后|报修|保|服务)(?:订单|单号)(?:编号|号码|号)?(?:是|为)?[\s:#]{0,3}|(?<![a-z])order(?: number| num| no\.?| id)?(?: is)?[\s:#]{1,3}|(?<![\w&])#)(?<number>[a-z]{1,5}-?\d{4,14}(?:-\d{1,6})?)(?![\da-z])/gi
const CARRIER = /^(?:SF|YT|ZTO?|STO|YD|YUNDA|JD[A-Z]{0,3}|JT|DPK|EMS)\d{6}/
/** A card or account whose check digit is wrong is a mistyped one, no order. */
const OF_CARD = /(?:卡号?|账号|账户|\bcard|\baccount)[^,，。.!?]{0,8}$/i
const ORDER_NUMBER = /(?<![\da-z+.-])\d{12,20}(?![\da-z])/gi
/** 2026 1112 003345: year, month and day, then the rest. */
const GROUPED_BY_DATE =
  /(?<![\da-z+.-]|\d )20\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:[0-2]\d|3[01])[ -]\d{4,8}(?![\da-z]|[ -]\d)/gi

const labelled = ({ groups }: RegExpExecArray): string | undefined =>
  groups?.['number'] === undefined ? undefined : joined(groups['number'])

/** As one word in capitals; the hyphen after letters stays, since it is part of a code. */
const joined = (number: string): string => number.toUpperCase().replace(/(?<=\d)[ -]|(?<=[A-Z]) /g, '')
