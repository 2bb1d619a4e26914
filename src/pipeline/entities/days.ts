import {
  DAYS_PER_WEEK,
  type Day,
  dayOf,
  isoDay,
  isoDays,
  monthAround,
  monthOf,
  monthsFrom,
  sinceMonday,
  yearOf,
} from './calendar.ts'
import { chineseNumber } from './chinese-number.ts'
import { englishNumber } from './english-number.ts'
import { type Found, findAll } from './find.ts'
import { type Tense, tenseOf } from './tense.ts'

/**
 * Days written out or told from `today`, as ISO dates; weeks, weekends and months as ISO intervals of days. Weeks begin on
 * Monday. A day without its month, a month without its year and a lone weekday mean the one that the words around them
 * speak of, else the nearest, and of weekdays the next.
 */
export const findDays = (text: string, today: Day): Found[] => [
  ...findAll('date', text, YEAR_MONTH_DAY, ({ groups = {} }) => exact(groups)),
  ...findAll('date', text, SLASHED_YEAR, ({ groups = {} }) => slashed(groups)),
  ...[MONTH_DAY_ZH, SLASHED, MONTH_DAY_EN, DAY_MONTH_EN].flatMap((pattern) =>
    findAll('date', text, pattern, ({ groups = {} }, before, after) =>
      groups['year'] === undefined ? yearless(groups, today, tenseOf(before, after)) : exact(groups),
    ),
  ),
  ...findAll('date', text, SINGLES_DAY, ([match]) =>
    yearless({ month: /二|2/.test(match) ? '12' : '11', day: /二|2/.test(match) ? '12' : '11' }, today, undefined),
  ),
  ...[DAY_OF_MONTH_ZH, DAY_OF_MONTH_EN].flatMap((pattern) =>
    findAll('date', text, pattern, ({ groups = {} }, before, after) =>
      monthless(groups['day'], today, tenseOf(before, after)),
    ),
  ),
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
  ...findAll('date', text, WEEKDAY_ZH, ({ groups = {} }, before, after) =>
    weekday(WEEKDAYS_ZH.indexOf(groups['day'] ?? ''), WEEKS[groups['week'] ?? ''], today, tenseOf(before, after)),
  ),
  ...findAll('date', text, WEEKDAY_EN, ({ groups = {} }, before, after) => {
    const index = WEEKDAYS_EN.indexOf((groups['day'] ?? groups['short'] ?? '').slice(0, 3).toLowerCase())
    const week = groups['week']?.toLowerCase()
    if (week === 'last') return shifted(today, -(((sinceMonday(today) - index + 6) % DAYS_PER_WEEK) + 1))
    return weekday(index, WEEKS[week ?? ''], today, tenseOf(before, after))
  }),
  ...findAll('date', text, SPAN_OF_DAYS, ({ groups = {} }) => spanOfDays(groups, today)),
  ...findAll('date', text, MONTH_ALONE, ({ groups = {} }, before) => monthAlone(groups, today, before)),
]

type Groups = Record<string, string | undefined>

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH =
  '(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const YEAR_MONTH_DAY =
  /(?<!\d)(?<year>20\d{2})(?:[-/.]|\s?年\s?)(?<month>\d{1,2})(?:[-/.]|\s?月\s?)(?<day>\d{1,2})(?!\d)(?:日|号)?/g
/** 11/18/2026, or 18/11/2026 where the first cannot be a month. */
const SLASHED_YEAR = /(?<![\d/])(?<first>\d{1,2})[/.](?<second>\d{1,2})[/.](?<year>20\d{2})(?![\d/])/g
const MONTH_DAY_ZH =
  /(?<!\d)(?:(?<year>20\d{2})年)?(?<month>\d{1,2}|[一二三四五六七八九十]{1,2})(?:月|\.(?=\d{1,2}[号日]))(?<day>\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d|[个天])(?:日|号)?/g
/** Month first; one of the two has two digits, or it may as well be a fraction. */
const SLASHED =
  /(?<![\d/.]|\b(?:exp|expir(?:y|es|ing)|valid)\.?:? ?(?:date )?)(?<month>1[0-2]|0?[1-9])\/(?<day>[12]\d|3[01]|0[1-9]|(?<=1[0-2]\/)[1-9])(?![\d/])/g
const MONTH_DAY_EN = new RegExp(
  String.raw`(?<![a-z])${MONTH}\.?\s?(?<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:]|\s?[ap]m)(?:,?\s(?<year>20\d{2}))?`,
  'gi',
)
const DAY_MONTH_EN = new RegExp(
  String.raw`(?<!\d)(?:the )?(?<day>\d{1,2})(?:st|nd|rd|th)?\s?(?:of\s)?${MONTH}(?![a-z])\.?(?:,?\s(?<year>20\d{2}))?`,
  'gi',
)
const DAY_OF_MONTH_ZH =
  /(?<![\d第单编月a-z])(?<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?)(?:号)(?![\d线楼店门机柜码仓馆院桌车字球链库])/gi
const DAY_OF_MONTH_EN =
  /(?<![a-z])the (?<day>\d{1,2})(?:st|nd|rd|th)(?! (?:floor|street|ave|avenue|time|one|order|item|parcel|box|generation|gen|person|day|call|message|attempt))(?![a-z])/gi
const SINGLES_DAY = /双(?:十一|11|十二|12)|double (?:11|eleven|12|twelve)|singles'? day/gi

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
const WEEKDAY_ZH =
  /(?<![每一两二三四五几\d])(?<week>上上|下下|上|下|这|本)?(?:个)?(?<!到|至)(?:周|星期|礼拜)(?<day>[一二三四五六日天])(?![\p{Script=Han}]?[年期])(?!(?:到|至|-|~)(?:周|星期|礼拜))/gu
const WEEKDAY_EN =
  /(?<![a-z]|black )(?:(?<week>last|next|this|this coming|coming)\s)?(?:(?<day>monday|tuesday|wednesday|wensday|thursday|friday|saturday|sunday)(?!s)|(?<short>(?<=(?:last|next|this|on|by|until|till|til|before|since|coming|from)\s)(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)|tues|thurs|(?:mon|tue|wed|thu|fri|sat|sun)(?=\s(?:morning|afternoon|evening|night|at \d|\d{1,2}\s?[ap]m))))(?![a-z])/gi
const SPAN_OF_DAYS =
  /(?<week>上上|下下|上|下|这|本)(?:一?个?)(?<unit>周末|周|星期|礼拜|月)(?![一二三四五六日天年\d])|(?<![a-z一\d])(?<unit2>周末)|(?<![a-z])(?:(?<week2>last|next|this)\s(?<unit3>week|weekend|month)|(?:at )?the (?<unit4>weekend)|(?<end>end of (?:the|this) month))(?![a-z])|(?<end2>月底)/gi
const MONTHS_LONG = 'january|february|april|june|july|august|september|october|november|december'
const MONTH_ALONE = new RegExp(
  String.raw`(?<![\d个]|\d[-/.])(?<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![\d一二三四五六七八九十]|底|[份]?[初中]|饼|亮|经|子|租)|(?<=\b(?:in|since|until|from|last|next|by|of)\s)${MONTH}(?![a-z]|\.?\s?\d)|(?<![a-z])(?<named>${MONTHS_LONG})(?='s )`,
  'gi',
)

const WEEKDAYS_ZH = '一二三四五六日天'
const WEEKDAYS_EN = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const WEEKS: Record<string, number> = {
  上上: -2,
  上: -1,
  这: 0,
  本: 0,
  下: 1,
  下下: 2,
  this: 0,
  next: 1,
  last: -1,
}

const exact = ({ year, month, day, name }: Groups): string | undefined =>
  iso(dayOf(Number(year), name === undefined ? numeral(month) : monthNamed(name), numeral(day)))

const slashed = ({ first, second, year }: Groups): string | undefined =>
  iso(dayOf(Number(year), Number(first), Number(second)) ?? dayOf(Number(year), Number(second), Number(first)))

const yearless = ({ month, day, name }: Groups, today: Day, tense: Tense | undefined): string | undefined => {
  const which = name === undefined ? numeral(month) : monthNamed(name)
  return iso(
    closest(
      [-1, 0, 1].map((years) => dayOf(yearOf(today) + years, which, numeral(day))),
      today,
      tense,
    ),
  )
}

const monthless = (day: string | undefined, today: Day, tense: Tense | undefined): string | undefined =>
  iso(
    closest(
      [-1, 0, 1].map((months) => {
        const [first, last] = monthAround(today, months)
        const at = first + numeral(day) - 1
        return at >= first && at <= last ? at : undefined
      }),
      today,
      tense,
    ),
  )

/** The day nearest to today, on the side that the tense allows. */
const closest = (days: (Day | undefined)[], today: Day, tense: Tense | undefined): Day | undefined => {
  const real = days.filter((day) => day !== undefined)
  const fitting = real.filter((day) => (tense === 'future' ? day >= today : tense === 'past' ? day <= today : true))
  return (fitting.length > 0 ? fitting : real).sort((a, b) => Math.abs(a - today) - Math.abs(b - today))[0]
}

const shifted = (today: Day, days: number | undefined): string | undefined =>
  days === undefined ? undefined : isoDay(today + days)

const fromNow = ({ count = '', unit = '', way = '后' }: Groups, today: Day): string | undefined => {
  const number = count === '半' ? 0.5 : numeral(count)
  if (Number.isNaN(number)) return undefined
  const sign = /前|ago|back/i.test(way) ? -1 : 1
  if (/月|month/i.test(unit) && Number.isInteger(number)) return isoDay(monthsFrom(today, sign * number))
  const days = /月|month/i.test(unit) ? 30 : /fortnight/i.test(unit) ? 14 : /天|day/i.test(unit) ? 1 : DAYS_PER_WEEK
  return isoDay(today + sign * Math.round(number * days))
}

/** A weekday of the week so many from this one; without one, the next such day, or the last where the past is spoken of. */
const weekday = (
  index: number,
  weeks: number | undefined,
  today: Day,
  tense: Tense | undefined,
): string | undefined => {
  const ahead = Math.min(index, DAYS_PER_WEEK - 1) - sinceMonday(today)
  if (index < 0) return undefined
  if (weeks !== undefined) return isoDay(today + ahead + weeks * DAYS_PER_WEEK)
  const next = (ahead + DAYS_PER_WEEK) % DAYS_PER_WEEK
  return isoDay(today + (tense === 'past' ? (next === 0 ? 0 : next - DAYS_PER_WEEK) : next))
}

const spanOfDays = (groups: Groups, today: Day): string => {
  if (groups['end'] !== undefined || groups['end2'] !== undefined) return isoDay(monthAround(today, 0)[1])
  const unit = (groups['unit'] ?? groups['unit2'] ?? groups['unit3'] ?? groups['unit4'] ?? '').toLowerCase()
  const away = WEEKS[(groups['week'] ?? groups['week2'] ?? 'this').toLowerCase()] ?? 0
  if (unit === '月' || unit === 'month') return isoDays(...monthAround(today, away))
  const monday = today - sinceMonday(today) + away * DAYS_PER_WEEK
  return unit === '周末' || unit === 'weekend' ? isoDays(monday + 5, monday + 6) : isoDays(monday, monday + 6)
}

/** A month by itself is the one that lies nearest, the present one included; `may` and `march` are months only where they are written so. */
const monthAlone = ({ month, named, name = named }: Groups, today: Day, before: string): string | undefined => {
  if (name !== undefined && /^(?:may|mar|march)$/.test(name)) return undefined
  const which = name === undefined ? numeral(month) : monthNamed(name)
  if (Number.isNaN(which) || which < 1) return undefined
  const away = ((which - monthOf(today) + 18) % 12) - 6
  return isoDays(...monthAround(today, /next\s$/i.test(before) && away < 0 ? away + 12 : away))
}

const monthNamed = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1

const iso = (day: Day | undefined): string | undefined => (day === undefined ? undefined : isoDay(day))

const numeral = (text: string | undefined): number => {
  if (text === undefined) return Number.NaN
  if (/^\d/.test(text)) return Number(text)
  return chineseNumber(text) ?? englishNumber(text) ?? Number.NaN
}
