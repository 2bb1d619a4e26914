import type { Figure } from './figure.ts'

/** Days of the year and times of day as an answer writes them. A day is month × 100 + day: the year is left out where one side leaves it out. */
export const datesIn = (text: string): Figure[] => [
  ...found('date', text, DAY_NUMERIC, ({ month, day }) => dayOf(Number(month), Number(day))),
  ...found('date', text, DAY_ZH, ({ month, day }) => dayOf(Number(month), Number(day))),
  ...found('date', text, DAY_EN, ({ name, day, name2, day2 }) =>
    dayOf(monthOf(name ?? name2 ?? ''), Number(day ?? day2)),
  ),
  ...found('clock', text, CLOCK, ({ part, hour, minute, half }) =>
    timeOf(Number(hour), Number(minute ?? 0), part ?? half),
  ),
  ...found('clock', text, CLOCK_ZH, ({ part, hour, half }) => timeOf(Number(hour), half === undefined ? 0 : 30, part)),
  ...found('clock', text, CLOCK_EN, ({ hour, half }) => timeOf(Number(hour), 0, half)),
]

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = String.raw`(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?`
const DAY_NUMERIC = /(?<![\d-])20\d{2}[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})[日号]?(?!\d)/g
const DAY_ZH = /(?<![\d年])(?<month>\d{1,2})\s?月\s?(?<day>\d{1,2})\s?[日号]?/g
const DAY_EN = new RegExp(
  String.raw`(?<![a-z])(?:(?<name>${MONTH})\s(?<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)|(?<day2>(?<!\d)\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?(?<name2>${MONTH})(?![a-z]))`,
  'gi',
)
const PART = '凌晨|早上|上午|中午|下午|傍晚|晚上|晚|早'
const CLOCK = new RegExp(
  String.raw`(?<![\d:：])(?:(?<part>${PART})\s?)?(?<hour>[01]?\d|2[0-4])[:：](?<minute>[0-5]\d)(?!\d)(?:\s?(?<half>[ap]\.?m)\b)?`,
  'gi',
)
const CLOCK_ZH = new RegExp(String.raw`(?<!\d)(?:(?<part>${PART})\s?)?(?<hour>\d{1,2})\s?[点點](?<half>半)?`, 'g')
const CLOCK_EN = /(?<![\d:.])(?<hour>\d{1,2})\s?(?<half>[ap]\.?m)\b/gi

const found = (
  kind: string,
  text: string,
  pattern: RegExp,
  read: (groups: Record<string, string | undefined>) => number | undefined,
): Figure[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const value = read(match.groups ?? {})
    const place = { start: match.index, end: match.index + match[0].length }
    return value === undefined ? [] : [{ kind, low: value, high: value, unit: 1, shown: match[0], ...place }]
  })

const dayOf = (month: number, day: number): number | undefined =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31 ? month * 100 + day : undefined

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1

/** Minutes of the day; afternoon and evening move the hours up to eleven. */
const timeOf = (hour: number, minute: number, part: string | undefined): number | undefined => {
  if (hour > 24) return undefined
  const later = part !== undefined && /下午|傍晚|晚|^p/i.test(part) && hour < 12
  const midnight = part !== undefined && /^a/i.test(part) && hour === 12
  return ((midnight ? 0 : hour) + (later ? 12 : 0)) * 60 + minute
}
