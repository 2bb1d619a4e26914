import { isLuhn, isResidentNumber } from '../../lib/check-digits.ts'
import { type Found, findAll } from './find.ts'

/** Payment cards and identity numbers, by their check digits; the value is the last four, nothing more is kept. */
export const findIdentities = (text: string): Found[] => [
  ...findAll('card', text, CARD, ([match]) => {
    const number = match.replace(/\D/g, '')
    return ISSUERS.test(number) && isLuhn(number) ? number.slice(-KEPT) : undefined
  }),
  ...findAll('id_number', text, RESIDENT, ([match]) =>
    isResidentNumber(match.toUpperCase()) ? match.toUpperCase().slice(-KEPT) : undefined,
  ),
]

/** The text of a card or identity number for display and record: as long as it was, only the last four in clear. */
export const masked = (text: string): string => text.slice(0, -KEPT).replace(/[\p{L}\p{N}]/gu, '*') + text.slice(-KEPT)

const KEPT = 4
const CARD = /(?<![\da-z]|\d[ -])\d(?:[ -]?\d){12,18}(?![\da-z]|[ -]\d)/gi
/** Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, with the lengths that each uses. */
const ISSUERS =
  /^(?:4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|5\d{2})\d{12}|62\d{14,17})$/
/** Province, date of birth, serial number, check character. */
const RESIDENT = /(?<![\da-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])/gi
