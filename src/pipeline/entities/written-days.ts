import { numeral } from '../../lib/numeral.ts'
import { type Day, dayOf, isoDay, monthAround, yearOf } from './calendar.ts'
import { type Found, findAll } from './find.ts'
import { MONTH, monthNamed } from './months.ts'
import { type Tense, tenseOf } from './tense.ts'

/**
 * Days by their date, as ISO dates: 2026年11月5日, 11月5号, "Nov 5", "the 30th". Without a year the nearest is meant, without a
 * month the one that the words around speak of, else the nearest.
 */
export const findWrittenDays = (text: string, today: Day): Found[] => [
  ...findAll('date', text, YEAR_MONTH_DAY, ({ groups = {} }) => exact(groups)),
  ...findAll('date', text, SLASHED_YEAR, ({ groups = {} }) => slashed(groups)),
  ...[MONTH_DAY_ZH, SLASHED, MONTH_DAY_EN, DAY_MONTH_EN].flatMap((pattern) =>
    findAll('date', text, pattern, ({ groups = {} }) =>
      groups['year'] === undefined ? yearless(groups, today) : exact(groups),
    ),
  ),
  ...findAll('date', text, SINGLES_DAY, ([match]) => {
    const twice = /二|2|twelve/i.test(match) ? '12' : '11'
    return yearless({ month: twice, day: twice }, today)
  }),
  ...[DAY_OF_THAT_MONTH_ZH, DAY_OF_THAT_MONTH_EN].flatMap((pattern) =>
    findAll('date', text, pattern, ({ groups = {} }) => dayOfThatMonth(groups, today)),
  ),
  ...findAll('date', text, MONTH_END, ({ groups = {} }) => monthEnd(groups, today)),
  ...[DAY_OF_MONTH_ZH, DAY_OF_MONTH_EN].flatMap((pattern) =>
    findAll('date', text, pattern, ({ groups = {} }, before, after) =>
      monthless(groups['day'], today, tenseOf(before, after)),
    ),
  ),
]

type Groups = Record<string, string | undefined>

const YEAR_MONTH_DAY =
  /(?<!\d)(?<year>20\d{2})(?:[-/.]|\s?年\s?)(?<month>\d{1,2})(?:[-/.]|\s?月\s?)(?<day>\d{1,2})(?!\d)(?:日|号)?/g
/** 11/18/2026, or 18/11/2026 where the first cannot be a month. */
const SLASHED_YEAR = /(?<![\d/-])(?<first>\d{1,2})[/.-](?<second>\d{1,2})[/.-](?<year>20\d{2})(?![\d/-])/g
const MONTH_DAY_ZH =
  /(?<!\d)(?:(?<year>20\d{2})年)?(?<month>\d{1,2}|[一二三四五六七八九十]{1,2})(?:月|\.(?=\d{1,2}(?:[号日]|买|下单|付|发货|到货|签收|拍的|寄)))(?<day>\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d|[个天])(?:日|号)?/g
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
/** 下个月3号, "the 3rd of next month". */
const DAY_OF_THAT_MONTH_ZH =
  /(?<which>上|下|这|本)(?:个)?月(?<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:号|日)/g
const DAY_OF_THAT_MONTH_EN =
  /(?<![a-z])(?:the )?(?<day>\d{1,2})(?:st|nd|rd|th) of (?<which>this|next|last) month(?![a-z])/gi
const MONTH_END =
  /(?:(?<![\d个半])(?<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])|(?<which>上|下|这|本)个?)?月(?:底|末)|end of (?:the |(?<named>this|next) )?month(?![a-z])|(?<![a-z])month end(?![a-z])/gi
const MONTHS_AWAY: Record<string, number> = { 上: -1, 下: 1, last: -1, next: 1 }
const SINGLES_DAY = /双(?:十一|11|十二|12)|double (?:11|eleven|12|twelve)|singles'? day/gi

const exact = ({ year, month, day, name }: Groups): string | undefined => iso(dated(Number(year), month, day, name))

const slashed = ({ first, second, year }: Groups): string | undefined =>
  iso(dated(Number(year), first, second) ?? dated(Number(year), second, first))

const yearless = ({ month, day, name }: Groups, today: Day): string | undefined =>
  iso(
    closest(
      years(today, (year) => dated(year, month, day, name)),
      today,
    ),
  )

const monthless = (day: string | undefined, today: Day, tense: Tense | undefined): string | undefined => {
  const days = [-1, 0, 1].map((months) => {
    const [first, last] = monthAround(today, months)
    const at = first + (numeral(day) ?? 0) - 1
    return at >= first && at <= last ? at : undefined
  })
  return iso(closest(days, today, tense))
}

const dayOfThatMonth = ({ which = '', day }: Groups, today: Day): string | undefined => {
  const [first, last] = monthAround(today, MONTHS_AWAY[which.toLowerCase()] ?? 0)
  const at = first + (numeral(day) ?? 0) - 1
  return at >= first && at <= last ? isoDay(at) : undefined
}

/** 月底 is this month's, 下月底 next month's, 1月底 the nearest January's. */
const monthEnd = ({ which, named, month }: Groups, today: Day): string | undefined => {
  const first =
    month === undefined
      ? undefined
      : closest(
          years(today, (year) => dated(year, month, '1')),
          today,
        )
  if (month !== undefined && first === undefined) return undefined
  return isoDay(
    first === undefined
      ? monthAround(today, MONTHS_AWAY[(which ?? named ?? '').toLowerCase()] ?? 0)[1]
      : monthAround(first, 0)[1],
  )
}

const years = (today: Day, day: (year: number) => Day | undefined): (Day | undefined)[] =>
  [-1, 0, 1].map((away) => day(yearOf(today) + away))

const dated = (year: number, month: string | undefined, day: string | undefined, name?: string): Day | undefined =>
  dayOf(year, (name === undefined ? numeral(month) : monthNamed(name)) ?? 0, numeral(day) ?? 0)

/** The day nearest to today, on the side that the tense allows. */
const closest = (days: (Day | undefined)[], today: Day, tense?: Tense): Day | undefined => {
  const real = days.filter((day) => day !== undefined)
  const fitting = real.filter((day) => (tense === 'future' ? day >= today : tense === 'past' ? day <= today : true))
  return (fitting.length > 0 ? fitting : real).sort((a, b) => Math.abs(a - today) - Math.abs(b - today))[0]
}

const iso = (day: Day | undefined): string | undefined => (day === undefined ? undefined : isoDay(day))
