import { numeral } from '../../lib/numeral.ts'
import { DAYS_PER_WEEK, type Day, isoDay, isoDays, monthAround, monthOf, sinceMonday } from './calendar.ts'
import { type Found, findAll } from './find.ts'
import { MONTH, monthNamed } from './months.ts'
import { type Tense, tenseOf } from './tense.ts'

/**
 * Weekdays as ISO dates, weeks, weekends and months as ISO intervals of days. Weeks begin on Monday. A lone weekday is the
 * next, or the last where the words around it speak of the past.
 */
export const findWeekdays = (text: string, today: Day): Found[] => [
  ...findAll('date', text, WEEKDAY_ZH, ({ groups = {} }, before, after) =>
    weekday(WEEKDAYS_ZH.indexOf(groups['day'] ?? ''), WEEKS[groups['week'] ?? ''], today, tenseOf(before, after)),
  ),
  ...findAll('date', text, WEEKDAY_EN, ({ groups = {} }, before, after) => {
    const index = WEEKDAYS_EN.indexOf((groups['day'] ?? groups['short'] ?? '').slice(0, 3).toLowerCase())
    const other = groups['after']?.toLowerCase()
    if (other !== undefined) return weekday(index, WEEKS[other], today, undefined)
    const week = groups['week']?.toLowerCase()
    // "last Friday" is the latest one before today, whichever week that was in.
    if (week === 'last') return isoDay(today - 1 - ((sinceMonday(today) - index + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK))
    return weekday(index, WEEKS[week ?? ''], today, tenseOf(before, after))
  }),
  ...findAll('date', text, SPAN_OF_DAYS, ({ groups = {} }) => spanOfDays(groups, today)),
  ...findAll('date', text, MONTH_ALONE, ({ groups = {} }, before) => monthAlone(groups, today, before)),
]

type Groups = Record<string, string | undefined>

const WEEKDAY_ZH =
  /(?<![每一两二三四五几\d])(?<week>上上|下下|上|下|这|本)?(?:个)?(?<!到|至)(?:周|星期|礼拜)(?<day>[一二三四五六日天])(?![\p{Script=Han}]?[年期])(?!(?:到|至|-|~)(?:周|星期|礼拜))/gu
const WEEKDAY_EN =
  /(?<![a-z]|black )(?:(?<week>last|next|this|this coming|coming)\s)?(?:(?<day>monday|tuesday|wednesday|wensday|thursday|friday|saturday|sunday)(?!s)|(?<short>(?<=(?:last|next|this|on|by|until|till|til|before|since|coming|from)\s)(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)|tues|thurs|(?:mon|tue|wed|thu|fri|sat|sun)(?=\s(?:morning|afternoon|evening|night|at \d|\d{1,2}\s?[ap]m))))(?![a-z])(?:\s(?:of )?(?<after>last|next|this)\sweek(?![a-z]))?/gi
const SPAN_OF_DAYS =
  /(?<week>上上|下下|上|下|这|本)(?:一?个?)(?<unit>周末|周|星期|礼拜|月)(?![一二三四五六日天年底末\d])|(?<![a-z一\d])(?<unit2>周末)|(?<![a-z])(?:(?<week2>last|next|this)\s(?<unit3>week|weekend|month)|(?:at )?the (?<unit4>weekend))(?![a-z])/gi
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
  if (which === undefined || which < 1) return undefined
  const away = ((which - monthOf(today) + 18) % 12) - 6
  return isoDays(...monthAround(today, /next\s$/i.test(before) && away < 0 ? away + 12 : away))
}
