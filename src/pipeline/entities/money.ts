import { CHINESE_NUMERALS } from '../../lib/chinese-number.ts'
import { ENGLISH_NUMERALS } from '../../lib/english-number.ts'
import { numeral } from '../../lib/numeral.ts'
import { type Found, findAll, type Read } from './find.ts'

/**
 * Amounts of money, in minor units (fen, cents) whatever the currency; slot `currency` is the ISO 4217 code that the sign
 * or word says, absent after a bare figure (退我九十九, "you charged me 129").
 */
export const findMoney = (text: string): Found[] => [
  ...findAll('money', text, SIGN_FIRST, ({ groups }) => amountIn(groups, currencyOf(groups?.['sign']))),
  ...findAll('money', text, SIGN_LAST, ({ groups }) => amountIn(groups, currencyOf(groups?.['sign']))),
  ...findAll('money', text, WORDS_EN, ({ groups }) => amountIn(groups, currencyOf(groups?.['sign']))),
  ...findAll('money', text, ZH_AMOUNT, ({ groups }, before, after) => {
    const { amount, unit, word, dimes, money } = groups ?? {}
    const whole = minor(amount, unit)
    if (whole === undefined || (word === '元' && /^[素旦件]/.test(after))) return undefined
    const bare = word !== '元' && dimes === undefined && money === undefined
    if (bare && whole < MANY_PIECES && (NOUN_FOLLOWS.test(after) || BROKEN.test(before))) return undefined
    return yuan(whole + digit(dimes) * 10 + digit(groups?.['cents']))
  }),
  ...findAll('money', text, ZH_DIMES, ({ groups }) => yuan(digit(groups?.['amount']) * 10 + digit(groups?.['cents']))),
  ...[BARE_ZH, PRICE_ZH, PRICE_PER_ZH, BARE_EN, PRICE_EN].flatMap((pattern) =>
    findAll('money', text, pattern, ({ groups, 0: match }) => {
      const [, amount, unit] = /^(.*?)(万?)$/.exec(groups?.['number'] ?? match) ?? []
      const whole = /^\d/.test(amount ?? '') ? minor(amount, unit) : minor(groups?.['number'], undefined)
      return whole === undefined || whole < SMALLEST_BARE ? undefined : String(whole)
    }),
  ),
]

const FIGURE = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?`
const SIGN_FIRST = new RegExp(
  String.raw`(?<sign>hk\$|us\$|[¥$€£]|(?<![a-z])(?:rmb|cny|usd|eur|gbp|hkd)(?![a-z]))\s?(?<amount>${FIGURE})(?![\d])(?<unit>[万千百]|k\b)?(?:元|块钱?)?`,
  'gi',
)
const SIGN_LAST = new RegExp(
  String.raw`(?<![\d#a-z-]|\d[.,])(?<amount>${FIGURE})\s?(?<unit>[万千百]|k)?\s?(?<sign>(?:rmb|cny|usd|eur|gbp|hkd|yuan|kuai|dollars?|bucks?|quid|euros?|pounds?(?! of\b))(?![a-z])|[$€£])`,
  'gi',
)
const WORDS_EN = new RegExp(
  String.raw`(?<![a-z])(?<amount>${ENGLISH_NUMERALS})\s(?<sign>(?:yuan|rmb|kuai|dollars?|bucks|quid|euros?|pounds?(?! of\b))(?![a-z]))`,
  'gi',
)
/** 129元, 12块8, 1块2毛8, 三块五, 一百二十九块钱, 1.2万元, 大约两千块. */
const ZH_AMOUNT = new RegExp(
  String.raw`(?<![\d#第${CHINESE_NUMERALS}]|\d[.,])(?:(?<amount>${FIGURE}|[${CHINESE_NUMERALS}]+)(?<unit>[万千百](?!分))?[多来]?)(?<word>元|块|圆)(?:(?<dimes>[\d一二两三四五六七八九])(?:[毛角](?:(?<cents>[\d一二三四五六七八九])分?)?|(?![\d.${CHINESE_NUMERALS}年月日号天个件])))?(?<money>钱|整)?`,
  'g',
)
const ZH_DIMES = new RegExp(
  String.raw`(?<![\d块元${CHINESE_NUMERALS}]|\d\.)(?<amount>[\d一二两三四五六七八九])[毛角](?:(?<cents>[\d一二三四五六七八九])分?|钱|(?![\p{L}\p{N}]))`,
  'gu',
)
/** A figure without a currency is money only right after a word that moves money or names a price, with nothing counted behind it. */
const BARE = String.raw`(?<number>(?:${FIGURE})万?|[${CHINESE_NUMERALS}]{2,})`
const SENTENCE_GOES_ON = String.raw`(?=\s?(?:$|[,，。.!！?？~、;；)）]|[了吧呢啊吗嘛呀的](?!\S?(?:积分|优惠))|就|还|才|不|给我|到|是|包邮|减|可用|话费|运费|定金|押金|红包|为(?:什么|啥|何)|[一每][盒件双台斤个箱瓶只]))`
const BARE_ZH = new RegExp(
  String.raw`(?:退|付|扣|赔|补|收|花|差|返|充|欠|满|减|省|便宜|买)(?:了|我|你|您|你们|给|给我|回|款|还|才|只|就|是){0,3}\s?${BARE}${SENTENCE_GOES_ON}`,
  'g',
)
const PRICE_ZH = new RegExp(
  String.raw`(?:优惠[前后]|[原现售标单总差]价|到手价?|价格|卖|运费|快递费|邮费|服务费|安装费|手续费|代收费|定金|订金|尾款|押金|[降涨]到|[这那]笔)(?:是|才|要|都|只|了|就){0,2}[:：]?\s?${BARE}${SENTENCE_GOES_ON}`,
  'g',
)
/** 四百九十八一盒, 99包邮. */
const PRICE_PER_ZH = new RegExp(
  String.raw`(?<![\d.第${CHINESE_NUMERALS}])(?<number>\d{2,5}(?:\.\d{1,2})?|[${CHINESE_NUMERALS}]{2,})(?=[一每][盒件双台斤箱瓶套只袋包罐](?!装)|包邮)`,
  'g',
)
const BARE_EN = new RegExp(
  String.raw`(?<![a-z])(?:pay|paid|paying|refund(?:ed)?(?: me)?|charged?(?: me)?|owe me|cost(?: me)?|spent)\s(?:only |just |about |around |like )?(?<number>${FIGURE})(?=\s?(?:$|[,.!?;)](?!\d)|(?:now|and|for|but|twice|instead|back|of|on|more|already|too|in|extra|please|pls)\b))`,
  'gi',
)
/** "from 429 to 399 yuan", "of the 129 back". */
const PRICE_EN = new RegExp(
  String.raw`(?<=\bfrom )(?<number>${FIGURE})(?= to (?:[¥$€£]|\d[\d.,]*\s?(?:yuan|rmb|dollars|bucks|euros?|quid)))|(?<=\bof the )(?:${FIGURE})(?= (?:back|i paid|you (?:took|charged)))`,
  'gi',
)
/** 三块电池 are pieces; so many as this, in minor units, nobody buys, and 180块税 is money. */
const MANY_PIECES = 2_000
/** A bare figure below this, in minor units, is more likely a count. */
const SMALLEST_BARE = 1_000
/** 掉漆了一块: a patch. */
const BROKEN = /(?:掉|坏|缺|碎|破|磨|裂|漆|磕|刮|脏|青|紫)\S{0,2}$/
/** A Chinese character after 块 that does not end or continue a sentence about money. */
const NOUN_FOLLOWS =
  /^(?![了吧呢的吗嘛啊呀都就才还也多左以能可是退没买包到券优够和或给那这你我他她您谁不要扣差补赔]|以上|以下|运费|邮费|差价)\p{Script=Han}/u

const SCALE: Record<string, number> = { 万: 10_000, 千: 1_000, 百: 100, k: 1_000 }
const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:hk\$|hkd)$/i, 'HKD'],
  [/^(?:us\$|\$|usd|dollars?|bucks?)$/i, 'USD'],
  [/^(?:€|eur|euros?)$/i, 'EUR'],
  [/^(?:£|gbp|quid|pounds?)$/i, 'GBP'],
]

const currencyOf = (sign = ''): string => CURRENCIES.find(([signs]) => signs.test(sign))?.[1] ?? 'CNY'

const amountIn = (groups: Record<string, string> | undefined, currency: string): Read => {
  const value = minor(groups?.['amount'], groups?.['unit'])
  return value === undefined ? undefined : { value: String(value), slots: { currency } }
}

const yuan = (value: number): Read => ({ value: String(value), slots: { currency: 'CNY' } })

const minor = (amount: string | undefined, unit: string | undefined): number | undefined => {
  const value = numeral(amount)
  return value === undefined ? undefined : Math.round(value * (SCALE[unit?.toLowerCase() ?? ''] ?? 1) * 100)
}

const digit = (text: string | undefined): number => numeral(text) ?? 0
