import type { Localised } from '../domain/customer.ts'

/** What stands for the part that is left out. */
const GAP = '***'
/** Digits that people tell numbers apart by, and give to prove who they are. */
const TAIL_DIGITS = 4
/** With fewer digits than this half of them stay: the tail would be most of the number. */
const SHORT_NUMBER = 7
const HEAD_DIGITS_OF_MOBILE = 3
/** A mobile number of China, with or without its country code. */
const CHINA_MOBILE = /^(?:\+?86)?1[3-9]\d{9}$/

const COVERED = /[*＊•●]{2,}|x{3,}/i
/** Digits that may be left of a number that the shop has masked: of `+86138****3345` there are nine. */
const MOST_DIGITS_LEFT = 9

/** Somebody has masked it before us: there is nothing to add, and nothing to reveal. Stars alone do not say so: people write them beside a whole number. */
export const isMaskedPhone = (phone: string): boolean =>
  COVERED.test(phone) && phone.normalize('NFKC').replaceAll(/\D/g, '').length <= MOST_DIGITS_LEFT

/** The same of a mail address; three x may be a name. */
export const isMaskedEmail = (email: string): boolean => /^[^@]*[*＊•●]{2,}/.test(email)

/** The same of an address: what still has a number in it leads to a door. */
export const isMaskedLine = (line: string): boolean => COVERED.test(line) && !/\d/.test(line.normalize('NFKC'))

/** `138****3345`; of numbers elsewhere all but the last four digits: `+** ** **** 0958`. */
export const maskPhone = (phone: string): string => {
  const written = phone.normalize('NFKC')
  const digits = written.replaceAll(/\D/g, '')
  const country = digits.length - 11
  const mobile = CHINA_MOBILE.test(written.replaceAll(/[\s()-]/g, ''))
  const tail = digits.length < SHORT_NUMBER ? Math.floor(digits.length / 2) : TAIL_DIGITS
  let at = 0
  return written.replaceAll(/\d/g, (digit) => {
    const place = at++
    const inHead = mobile && place < country + HEAD_DIGITS_OF_MOBILE
    return inHead || place >= digits.length - tail ? digit : '*'
  })
}

/** `l***@example.com`; what is no address at all is left out whole. */
export const maskEmail = (email: string): string => {
  const [name = '', host, ...more] = email.split('@')
  if (host === undefined || host === '' || more.length > 0) return GAP
  return `${[...name].length > 1 ? [...name][0] : ''}${GAP}@${host}`
}

/** Province, city and district stay: where a parcel goes, not to which door. */
export const maskAddress = ({ zh, en }: Localised): Localised => ({ zh: maskLine(zh), en: maskLine(en) })

const maskLine = (line: string): string => {
  if (isMaskedLine(line)) return line
  return /\p{Script=Han}/u.test(line) ? maskHanLine(line) : maskLatinLine(line)
}

const PROVINCE = /^[^\d\s]{1,8}?(?:省|自治区|自治區|特别行政区|特別行政區)/
const CITY = /^[^\d\s路街道巷弄号號]{1,8}?(?:市|自治州|地区|地區|盟)/
/** Not the 区 of a housing estate. */
const DISTRICT = /^[^\d\s路街道巷弄号號]{1,8}?(?:(?<![小社园園校厂廠院景宅])[区區]|[县縣]|旗|市)/

const maskHanLine = (line: string): string => {
  let rest = line.trim()
  let kept = ''
  for (const level of [PROVINCE, CITY, DISTRICT]) {
    const found = level.exec(rest)?.[0]
    if (found === undefined) continue
    kept += found
    rest = rest.slice(found.length).trimStart()
  }
  return rest === '' && kept === '' ? line : `${kept}${GAP}`
}

/** The last lines of an address are its town and region; a part with a number or a street in it is neither. */
const TOWN_PARTS = 2
const TELLS_THE_DOOR =
  /\d|\b(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|close|court|ct|square|sq|way|building|bldg|block|tower|room|rm|floor|fl|apartment|apt|unit|suite|house|cottage|estate|village|no)\b/i

const maskLatinLine = (line: string): string => {
  const towns = line
    .split(',')
    .slice(1)
    .map((part) => part.replace(/\b\d{4,6}\b/, '').trim())
    .filter((part) => part !== '' && !TELLS_THE_DOOR.test(part))
    .slice(-TOWN_PARTS)
  return [GAP, ...towns].join(', ')
}
