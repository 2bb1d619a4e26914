import { chineseNumber } from './chinese-number.ts'
import { type Found, findAll } from './find.ts'

/** Dates, written out or relative to `now`, as ISO dates in this process's time zone. */
export const findDates = (text: string, now: Date): Found[] => [
  ...findAll('date', text, YEAR_MONTH_DAY, ({ groups = {} }) => exact(groups['year'], groups['month'], groups['day'])),
  ...findAll('date', text, MONTH_DAY_ZH, ({ groups = {} }) => nearest(groups['month'], groups['day'], now)),
  ...findAll('date', text, SLASHED, ({ groups = {} }) => nearest(groups['month'], groups['day'], now)),
  ...findAll('date', text, MONTH_DAY_EN, ({ groups = {} }) => english(groups, now)),
  ...findAll('date', text, DAY_MONTH_EN, ({ groups = {} }) => english(groups, now)),
  ...findAll('date', text, DAY_OF_MONTH, ({ groups = {} }) => nearestMonth(groups['day'], now)),
  ...findAll('date', text, RELATIVE, ([word]) => shifted(now, RELATIVE_DAYS[word.toLowerCase()])),
  ...findAll('date', text, AGO, ({ groups = {} }) => ago(groups['count'], groups['unit'], now)),
  ...findAll('date', text, WEEKDAY_ZH, ({ groups = {} }) => weekdayZh(groups['week'] ?? '', groups['day'] ?? '', now)),
  ...findAll('date', text, WEEKDAY_EN, ({ groups = {} }) => weekdayEn(groups['week'] ?? '', groups['day'] ?? '', now)),
]

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH =
  '(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const YEAR_MONTH_DAY =
  /(?<!\d)(?<year>20\d{2})(?:[-/.]|\s?年\s?)(?<month>\d{1,2})(?:[-/.]|\s?月\s?)(?<day>\d{1,2})(?!\d)(?:日|号|號)?/g
const MONTH_DAY_ZH =
  /(?<!\d)(?<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?<day>\d{1,2}|[一二三四五六七八九十]{1,3})(?:日|号|號)?/g
/** Month first; one of the two has two digits, or it may as well be a fraction. */
const SLASHED = /(?<![\d/.])(?<month>1[0-2]|0?[1-9])\/(?<day>[12]\d|3[01]|0[1-9]|(?<=1[0-2]\/)[1-9])(?![\d/])/g
const MONTH_DAY_EN = new RegExp(
  String.raw`(?<![a-z])${MONTH}\.?\s(?<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?<year>20\d{2}))?`,
  'gi',
)
const DAY_MONTH_EN = new RegExp(
  String.raw`(?<!\d)(?<day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?${MONTH}(?![a-z])\.?(?:,?\s(?<year>20\d{2}))?`,
  'gi',
)
const DAY_OF_MONTH =
  /(?<![\d第单單编编月])(?<day>\d{1,2})(?:号|號)(?![\d线線楼樓店门門机機柜码碼仓倉馆館院桌车車字球])/g

const RELATIVE_DAYS: Record<string, number> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  昨晚: -1,
  今天: 0,
  今日: 0,
  今早: 0,
  今晚: 0,
  明天: 1,
  明日: 1,
  明早: 1,
  明晚: 1,
  后天: 2,
  後天: 2,
  大后天: 3,
  'day before yesterday': -2,
  yesterday: -1,
  'last night': -1,
  today: 0,
  tonight: 0,
  tomorrow: 1,
  tmr: 1,
  'day after tomorrow': 2,
}
const RELATIVE = new RegExp(
  Object.keys(RELATIVE_DAYS)
    .sort((a, b) => b.length - a.length)
    .map((word) => (/[a-z]/.test(word) ? `(?<![a-z])${word}(?![a-z])` : word))
    .join('|'),
  'gi',
)
const AGO =
  /(?<![\d第])(?<count>\d{1,2}|[一二两三四五六七八九十]{1,2}|a)\s?(?<unit>天|周|个?星期|个?礼拜|days?|weeks?)\s?(?:前|之前|以前|ago)(?![a-z])/gi
const WEEKDAY_ZH =
  /(?<week>上上|下下|上|下|这|這|本)?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?<day>[一二三四五六日天])(?![\p{Script=Han}]?[年期])/gu
const WEEKDAY_EN =
  /(?<![a-z])(?:(?<week>last|next|this)\s)?(?<day>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?![a-z])/gi

const DAYS_PER_WEEK = 7
const WEEKDAYS_ZH = '一二三四五六日'
const WEEKDAYS_EN = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const WEEKS_ZH: Record<string, number> = { 上上: -2, 上: -1, 下: 1, 下下: 2 }

const iso = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')

const exact = (year: string | undefined, month: string | undefined, day: string | undefined): string | undefined =>
  real(Number(year), numeral(month), numeral(day))

const real = (year: number, month: number, day: number): string | undefined => {
  const date = new Date(year, month - 1, day)
  return date.getMonth() === month - 1 && date.getDate() === day ? iso(date) : undefined
}

/** A month and day without a year mean the one nearest to now. */
const nearest = (month: string | undefined, day: string | undefined, now: Date): string | undefined =>
  closest(
    [-1, 0, 1].map((years) => real(now.getFullYear() + years, numeral(month), numeral(day))),
    now,
  )

const nearestMonth = (day: string | undefined, now: Date): string | undefined =>
  closest(
    [-1, 0, 1].map((months) => {
      const first = new Date(now.getFullYear(), now.getMonth() + months, 1)
      return real(first.getFullYear(), first.getMonth() + 1, numeral(day))
    }),
    now,
  )

const closest = (dates: (string | undefined)[], now: Date): string | undefined => {
  const distance = (date: string) => Math.abs(Date.parse(`${date}T12:00`) - now.getTime())
  return dates.filter((date) => date !== undefined).sort((a, b) => distance(a) - distance(b))[0]
}

const english = (groups: Record<string, string | undefined>, now: Date): string | undefined => {
  const month = String(MONTHS.indexOf(groups['name']?.slice(0, 3).toLowerCase() ?? '') + 1)
  return groups['year'] === undefined ? nearest(month, groups['day'], now) : exact(groups['year'], month, groups['day'])
}

const shifted = (now: Date, days: number | undefined): string | undefined =>
  days === undefined ? undefined : iso(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days))

const ago = (count: string | undefined, unit: string | undefined, now: Date): string | undefined =>
  shifted(now, -(count?.toLowerCase() === 'a' ? 1 : numeral(count)) * (/天|day/i.test(unit ?? '') ? 1 : DAYS_PER_WEEK))

/** Weeks begin on Monday; a weekday alone is this week's. */
const weekdayZh = (week: string, day: string, now: Date): string | undefined =>
  shifted(
    now,
    WEEKDAYS_ZH.indexOf(day === '天' ? '日' : day) - sinceMonday(now) + (WEEKS_ZH[week] ?? 0) * DAYS_PER_WEEK,
  )

/** `last friday` is the latest before today, `next friday` next week's. */
const weekdayEn = (week: string, day: string, now: Date): string | undefined => {
  const days = WEEKDAYS_EN.indexOf(day.toLowerCase()) - sinceMonday(now)
  const last = days >= 0 ? days - DAYS_PER_WEEK : days
  const which = week.toLowerCase()
  return shifted(now, which === 'last' ? last : which === 'next' ? days + DAYS_PER_WEEK : days)
}

const sinceMonday = (now: Date): number => (now.getDay() + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK

const numeral = (text: string | undefined): number =>
  text === undefined ? Number.NaN : /^\d/.test(text) ? Number(text) : (chineseNumber(text) ?? Number.NaN)
