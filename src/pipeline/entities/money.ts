import { CHINESE_NUMERALS, chineseNumber } from './chinese-number.ts'
import { type Found, findAll } from './find.ts'

/** Amounts of money, in minor units (fen, cents) whatever the currency; the entity's text shows which. */
export const findMoney = (text: string): Found[] => [
  ...findAll('money', text, SIGN_FIRST, ({ groups }) => minor(groups?.['amount'], groups?.['unit'])),
  ...findAll('money', text, SIGN_LAST, ({ groups }) => minor(groups?.['amount'], groups?.['unit'])),
  ...findAll('money', text, ZH_AMOUNT, ({ groups }, _, after) => {
    const { amount, unit, word, rest, money } = groups ?? {}
    const whole = minor(amount, unit)
    if (whole === undefined || (word === '元' && /^[素旦件]/.test(after))) return undefined
    const bare = word !== '元' && rest === undefined && money === undefined
    if (bare && Number(whole) < MANY_PIECES && NOUN_FOLLOWS.test(after)) return undefined
    return String(Number(whole) + tenths(rest) * 10)
  }),
  ...findAll('money', text, ZH_DIMES, ({ groups }) => String((number(groups?.['amount']) ?? 0) * 10)),
]

const FIGURE = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?`
const SIGN_FIRST = new RegExp(
  String.raw`(?:[¥$€£]|(?<![a-z])(?:rmb|cny|usd|eur|gbp|hkd)\b)\s?(?<amount>${FIGURE})(?![\d])(?<unit>[万萬]|k\b)?`,
  'gi',
)
const SIGN_LAST = new RegExp(
  String.raw`(?<![\d#a-z-]|\d[.,])(?<amount>${FIGURE})\s?(?<unit>[万萬]|k)?\s?(?:(?:rmb|cny|usd|eur|gbp|hkd|yuan|dollars?|bucks?|quid|euros?|pounds?)(?![a-z])|[$€£])`,
  'gi',
)
/** 129元, 12块8, 三块五, 一百二十九块钱, 1.2万元, 大约两千块. */
const ZH_AMOUNT = new RegExp(
  String.raw`(?<![\d#第${CHINESE_NUMERALS}]|\d[.,])(?:(?<amount>${FIGURE}|[${CHINESE_NUMERALS}]+)(?<unit>[万萬])?)(?<word>元|块|塊|圆)(?:(?<rest>[\d一二两三四五六七八九])(?![\d.${CHINESE_NUMERALS}年月日号天个件])[毛角]?)?(?<money>钱|錢|整)?`,
  'g',
)
const ZH_DIMES = new RegExp(
  String.raw`(?<![\d块元${CHINESE_NUMERALS}]|\d\.)(?<amount>[\d一二两三四五六七八九])[毛角](?:钱|(?![\p{L}\p{N}]))`,
  'gu',
)
/** 三块电池 are pieces; so many as this, in minor units, nobody buys, and 180块税 is money. */
const MANY_PIECES = 2_000
/** A Chinese character after 块 that does not end or continue a sentence about money. */
const NOUN_FOLLOWS =
  /^(?![了吧呢的吗嘛啊呀都就才还也多左以能可是退没买包到券优够和或]|以上|以下|运费|邮费|差价)\p{Script=Han}/u

const SCALE: Record<string, number> = { 万: 10_000, 萬: 10_000, k: 1_000 }

const minor = (amount: string | undefined, unit: string | undefined): string | undefined => {
  const value = number(amount)
  if (value === undefined) return undefined
  return String(Math.round(value * (SCALE[unit?.toLowerCase() ?? ''] ?? 1) * 100))
}

const number = (amount: string | undefined): number | undefined => {
  if (amount === undefined) return undefined
  return /^\d/.test(amount) ? Number(amount.replaceAll(',', '')) : chineseNumber(amount)
}

const tenths = (rest: string | undefined): number => (rest === undefined ? 0 : (number(rest) ?? 0))
