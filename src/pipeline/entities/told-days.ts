import { numeral } from '../../lib/numeral.ts'
import { DAYS_PER_WEEK, type Day, isoDay, monthsFrom } from './calendar.ts'
import { type Found, findAll } from './find.ts'

/** Days told from today, as ISO dates: 后天, 今晚's day, 三天前, "tmr", "two weeks ago", "in 3 days". */
export const findToldDays = (text: string, today: Day): Found[] => [
  ...findAll('date', text, RELATIVE, ([word]) =>
    shifted(today, RELATIVE_DAYS[word.toLowerCase().replace(/\s+/g, ' ')]),
  ),
  ...findAll('date', text, PART_OF_RELATIVE, ([word]) => shifted(today, RELATIVE_DAYS[`${word}天`])),
  ...[FROM_NOW_ZH, PASSING_ZH, FROM_NOW_EN].flatMap((pattern) =>
    findAll('date', text, pattern, ({ groups = {} }) => fromNow(groups, today)),
  ),
  ...findAll('date', text, IN_EN, ({ groups = {} }, before) =>
    LASTING.test(before) ? undefined : fromNow(groups, today),
  ),
]

const RELATIVE_DAYS: Record<string, number> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  昨儿: -1,
  今天: 0,
  今日: 0,
  今儿: 0,
  明天: 1,
  明日: 1,
  明儿: 1,
  后天: 2,
  大后天: 3,
  'day before yesterday': -2,
  yesterday: -1,
  yest: -1,
  yesturday: -1,
  yesterdy: -1,
  today: 0,
  this: 0,
  tonight: 0,
  'last night': -1,
  tomorrow: 1,
  tommorow: 1,
  tommorrow: 1,
  tomorow: 1,
  tmr: 1,
  tmrw: 1,
  tomo: 1,
  '2moro': 1,
  'day after tomorrow': 2,
}
/** `this morning` is today's. */
const THIS = String.raw`(?<![a-z])this(?=\s(?:morning|afternoon|evening)(?![a-z]))`
const RELATIVE = new RegExp(
  Object.keys(RELATIVE_DAYS)
    .filter((word) => word !== 'this')
    .sort((a, b) => b.length - a.length)
    .map((word) => (/[a-z]/.test(word) ? `(?<![a-z])${word.replaceAll(' ', String.raw`\s`)}(?![a-z])` : word))
    .concat(THIS)
    .join('|'),
  'gi',
)
/** 今晚, 明早8点: the day in one character, the part of the day after it. */
const PART_OF_RELATIVE = /(?:大前|大后|前|昨|今|明|后)(?=(?:早(?!点|就|已)|晚(?!点)|夜|晨))/g
const COUNT = String.raw`\d{1,3}|[一二两三四五六七八九十]{1,3}|半`
const FROM_NOW_ZH = new RegExp(
  String.raw`(?<![\d第.]|[一二三四五六七八九十])(?<count>${COUNT})\s?(?<unit>天|周|个?星期|个?礼拜|个?月)(?<way>之?前|以前|之?后|以后)(?![面门座排轮])`,
  'g',
)
/** 再过3天 */
const PASSING_ZH = new RegExp(
  String.raw`(?:再过|(?<![不经超通])过)\s?(?<count>${COUNT})\s?(?<unit>天|周|个?星期|个?礼拜|个?月)(?!了|前|后|以|之)`,
  'g',
)
const FROM_NOW_EN =
  /(?<![a-z\d.])(?<count>\d{1,3}|an?|a couple of|a few|[a-z]{3,6})\s(?<unit>days?|weeks?|months?|fortnight)\s(?<way>ago|back|from now|later)(?![a-z])/gi
const IN_EN =
  /(?<![a-z])in\s(?<count>\d{1,3}|an?|a couple of|[a-z]{3,6})\s(?<unit>days?|weeks?|months?|fortnight)(?:'s? time)?(?![a-z'])/gi
/** "hasn't moved in 4 days" says how long. */
const LASTING = /\b(?:has|have|hasn'?t|haven'?t|had|nothing|nobody|no|not|never|been)\b[^,.!?]{0,24}$/i

const DAYS_PER_MONTH = 30
const DAYS_PER_FORTNIGHT = 14

const shifted = (today: Day, days: number | undefined): string | undefined =>
  days === undefined ? undefined : isoDay(today + days)

const fromNow = (
  { count, unit = '', way = '后' }: Record<string, string | undefined>,
  today: Day,
): string | undefined => {
  const number = numeral(count)
  if (number === undefined) return undefined
  const sign = /前|ago|back/i.test(way) ? -1 : 1
  const isMonth = /月|month/i.test(unit)
  if (isMonth && Number.isInteger(number)) return isoDay(monthsFrom(today, sign * number))
  const days = isMonth
    ? DAYS_PER_MONTH
    : /fortnight/i.test(unit)
      ? DAYS_PER_FORTNIGHT
      : /天|day/i.test(unit)
        ? 1
        : DAYS_PER_WEEK
  return isoDay(today + sign * Math.round(number * days))
}
