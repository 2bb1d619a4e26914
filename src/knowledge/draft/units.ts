/** What a number is counted in: units that can be compared share a kind, and are brought to the same measure by their factor. */
interface Unit {
  kind: string
  factor: number
}

const DAY = 1
const HOUR = DAY / 24
/** Mean lengths of the Gregorian calendar, days. */
const MONTH = 30.44
const YEAR = 365.25

/** As written after a number, in both languages; the first that fits is taken, so longer ones stand first. */
const TABLE: readonly (readonly [string, string, number])[] = [
  ['个?工作日|(?:working|business)[ -]days?', 'workday', 1],
  ['个?(?:小时|钟头)|hours?|hrs?', 'time', HOUR],
  ['分钟|minutes?|mins?', 'time', HOUR / 60],
  ['天|日(?!元)|days?', 'time', DAY],
  ['周(?!年|岁)|个?星期|个?礼拜|weeks?', 'time', 7],
  ['个月|months?', 'time', MONTH],
  ['年|years?', 'time', YEAR],
  ['元|块钱?|rmb|cny|yuan', 'money CNY', 1],
  ['美元|usd|dollars?|bucks?', 'money USD', 1],
  ['欧元|eur|euros?', 'money EUR', 1],
  ['英镑|gbp|pounds?', 'money GBP', 1],
  ['%|percent|per cent', 'percent', 1],
  ['折', 'discount', 1],
  ['千克|公斤|kg|kilos?|kilograms?', 'weight', 1_000],
  ['斤', 'weight', 500],
  ['克|g|grams?', 'weight', 1],
  ['毫米|mm', 'length', 0.001],
  ['厘米|cm', 'length', 0.01],
  ['公里|km', 'length', 1_000],
  ['米|m', 'length', 1],
  ['毫升|ml', 'volume', 0.001],
  ['升|l|litres?|liters?', 'volume', 1],
  ['毫安时?|mah', 'charge', 1],
  ['gb', 'memory', 1],
  ['瓦|w', 'power', 1],
  ['次|times?', 'times', 1],
  ['期|instal?ments?', 'instalments', 1],
  ['积分|分(?!钟|期|之|别|开|拣)|points?', 'points', 1],
  ['件|items?|pieces?|pcs', 'items', 1],
  ['张', 'sheets', 1],
  ['人|位|people|persons?', 'people', 1],
  ['(?:个|种)?国家(?:和地区)?|countries', 'countries', 1],
  ['[个种]?颜色|colou?rs?', 'colours', 1],
  ['[个种]?尺码|sizes?', 'sizes', 1],
  ['倍', 'fold', 1],
]

const UNITS = TABLE.map(([pattern, kind, factor]) => ({
  // A word of letters must end where the unit ends: 5 m is no 5 minutes.
  fits: new RegExp(`^(?:${pattern})(?![a-z])`, 'i'),
  unit: { kind, factor },
}))

const SIGNS: Readonly<Record<string, string>> = { '¥': 'CNY', '￥': 'CNY', $: 'USD', '€': 'EUR', '£': 'GBP' }

/** The unit at the start of what stands after a number, and how long it is written. */
export const unitAfter = (text: string): (Unit & { length: number }) | undefined => {
  for (const { fits, unit } of UNITS) {
    const match = fits.exec(text)
    if (match !== null) return { ...unit, length: match[0].length }
  }
  return undefined
}

/** The unit of a currency sign before a number. */
export const unitOfSign = (sign: string): Unit | undefined => {
  const currency = SIGNS[sign]
  return currency === undefined ? undefined : { kind: `money ${currency}`, factor: 1 }
}
