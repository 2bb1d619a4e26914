import { type Found, findAll } from './find.ts'

/** Phone numbers by numbering plan: eleven digits of a Chinese mobile, digits with the area of a fixed one, else `+` and digits or as dialled. */
export const findPhones = (text: string): Found[] => [
  ...findAll('phone', text, CN_MOBILE, ([match]) => digits(match).slice(-MOBILE_DIGITS)),
  ...findAll('phone', text, CN_FIXED, ([match]) => digits(match)),
  ...findAll('phone', text, INTERNATIONAL, ([match]) => international(match)),
  ...findAll('phone', text, NORTH_AMERICAN, ([match]) => digits(match)),
  ...findAll('phone', text, LOCAL, ({ groups }) => digits(groups?.['number'] ?? '')),
  ...findAll('phone', text, BRITISH, ([match]) => {
    const number = digits(match)
    return number.length === BRITISH_DIGITS || number.length === BRITISH_DIGITS - 1 ? number : undefined
  }),
]

const MOBILE_DIGITS = 11
const BRITISH_DIGITS = 11
/** ITU-T E.164: country code and number together; nothing shorter than this is a whole number. */
const MIN_INTERNATIONAL_DIGITS = 8
const MAX_INTERNATIONAL_DIGITS = 15

/** Ministry of Industry plan: 13x, 145–149, 15x but 154, 162, 165–167, 17x but 179, 18x, 19x but 194. */
const CN_MOBILE =
  /(?<![\da-z]|\d[- ])(?:(?:\+|00)?86[- ]?)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])[- ]?\d{4}[- ]?\d{4}(?!\d)/gi
/** Area code and number, extension left out; 400 and 800 numbers. */
const CN_FIXED =
  /(?<![\d-])(?:\(?0(?:10|2\d|[3-9]\d{2})\)?[- ]?[2-9]\d{6,7}|[48]00[- ]\d{3,4}[- ]\d{3,4}|[48]00\d{7})(?![\d-])/g
const INTERNATIONAL = /(?<![\d+])\+[1-9]\d{0,2}(?:[- ]?\(?\d{1,4}\)?){2,5}(?!\d)/g
/** Area code and exchange begin with 2 to 9. */
const NORTH_AMERICAN = /(?<![\d-])(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?![\d-])/g
/** Without its area only where a word says that it is one. */
const LOCAL =
  /(?:电话|座机|固话|\btel|\bphone|\blandline)(?:号码?)?(?:是|:|\.| is|\s){0,3}(?<number>[2-9]\d{6,7}|[2-9]\d{2,3}[- ]\d{4})(?![\d-])/gi
/** Ofcom: 07 mobile, 01, 02 and 03 fixed, eleven digits or ten, in groups. */
const BRITISH =
  /(?<![\d-])0(?:7\d{3}[ -]?\d{3}[ -]?\d{3}|20[ -]\d{4}[ -]\d{4}|[123]\d{2,3}[ -]\d{3,4}[ -]?\d{3,4})(?![\d-])/g

const international = (match: string): string | undefined => {
  const number = digits(match)
  if (/^861[3-9]\d{9}$/.test(number)) return number.slice(-MOBILE_DIGITS)
  return number.length < MIN_INTERNATIONAL_DIGITS || number.length > MAX_INTERNATIONAL_DIGITS ? undefined : `+${number}`
}

const digits = (text: string): string => text.replace(/\D/g, '')
