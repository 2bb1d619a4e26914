import type { Entity } from '../../domain/understanding.ts'
import { CHINESE_NUMERALS } from '../../lib/chinese-number.ts'
import { ENGLISH_NUMERALS } from '../../lib/english-number.ts'
import { numeral } from '../../lib/numeral.ts'
import { localTime, zonedTime } from '../../lib/zoned-time.ts'

/** A time that a text sets: the first moment at which it is over, in milliseconds since 1970, and its place in the text. */
export interface Deadline {
  at: number
  start: number
  end: number
}

/**
 * Times that a text sets, said at `now`: days, hours and windows among its entities, each until its end, and spans such as
 * 24小时内, 2个工作日内, "within 3 days". A day lasts until midnight, a span of working days until the midnight after the last (Monday to Friday; no
 * holidays are known), 下班前 and "end of day" until 18:00. Only those to come.
 */
export const findDeadlines = (text: string, entities: readonly Entity[], now: Date, zone: string): Deadline[] => {
  const local = zonedTime(now.getTime(), zone) ?? now.toISOString()
  const [today, time] = [local.slice(0, 10), local.slice(11, 16)]
  const said = entities.flatMap((entity): Deadline[] => {
    const { type, value, start, end } = entity
    if (start === undefined || end === undefined || !MOMENTS.has(type)) return []
    const at = momentOf(sooner(entity, text.slice(end)), text.slice(0, start), { today, time, zone })
    return at === undefined ? [] : [{ at: closing(text, entity, value, zone) ?? at, start, end }]
  })
  const spans = [...text.matchAll(SPAN_ZH), ...text.matchAll(SPAN_EN)].flatMap((match): Deadline[] => {
    const { count, unit = '' } = match.groups ?? {}
    const length = count === undefined ? 1 : numeral(count.toLowerCase().replace(/^half an?$/, '半'))
    const more = match.groups?.['half'] === undefined ? 0 : HALF
    if (length === undefined) return []
    const at = spanEnd(length + more, unit.toLowerCase(), now.getTime(), today, zone)
    return [{ at, start: match.index, end: match.index + match[0].length }]
  })
  const ends = [...text.matchAll(END_OF_DAY)]
    .filter(
      ({ index, 0: { length } }) =>
        !said.some(({ start, end }) => index <= end + NEAR && index + length >= start - NEAR),
    )
    .map((match) => ({
      at: dayTime(today, CLOSING_MINUTES, zone),
      start: match.index,
      end: match.index + match[0].length,
    }))
  const found = [...spans, ...said, ...ends].filter(({ at }) => at > now.getTime())
  return found.filter((one, i) => !found.some((other, j) => j < i && other.start < one.end && one.start < other.end))
}

const MOMENTS: ReadonlySet<Entity['type']> = new Set(['date', 'time', 'datetime'])
const HALF = 0.5
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DAY_MINUTES = 24 * 60
/** People go home at six. */
const CLOSING_MINUTES = 18 * 60
/** Characters between a day and its 下班前. */
const NEAR = 1

const COUNT_ZH = String.raw`(?:\d{1,3}|[${CHINESE_NUMERALS}]{1,3})\s?(?:-|~|—|到|至)\s?`
const SPAN_ZH = new RegExp(
  String.raw`(?<![\d.第])(?:${COUNT_ZH})?(?<count>\d{1,3}(?:\.5)?|[${CHINESE_NUMERALS}]{1,3}|半)\s?个?(?<half>半)?(?:个)?(?<unit>小时|钟头|分钟|工作日|自然日|天|日|周|星期|礼拜|h)\s?(?:(?:的)?时间)?(?:之内|以内|内|之后|以后|后)`,
  'gi',
)
const SPAN_EN = new RegExp(
  String.raw`(?<![a-z])(?:within|in|in under|in less than|no later than)\s(?:the next |the )?(?:(?:\d{1,3}|${ENGLISH_NUMERALS})\s?(?:-|–|to|or)\s?)?(?<count>\d{1,3}(?:\.5)?|a couple of|half an?|${ENGLISH_NUMERALS}|an?)?(?:\s?(?<=next |the |\s|\d|[a-z]))(?<unit>hours?|hrs?|minutes?|mins?|(?:business|working|work) days?|days?|weeks?)(?![a-z])`,
  'gi',
)
const END_OF_DAY =
  /下班[之以]?前|(?<![a-z])(?:by )?(?:the )?(?:end of (?:the )?(?:business |working )?day|eod|cob|close of business)(?![a-z])/gi

/** 中午前, 今晚前: before the window begins; 上午前 and 下午前 are mostly said of its end. */
const sooner = (entity: Entity, after: string): Entity =>
  /^[之以]?前/.test(after) && /(?:中午|傍晚|晚上|[今明后]晚)$/.test(entity.text)
    ? { ...entity, value: entity.value.replace(/\/[\d:]+$/, '') }
    : entity

interface Local {
  today: string
  /** HH:MM */
  time: string
  zone: string
}

const momentOf = ({ type, value }: Entity, before: string, { today, time, zone }: Local): number | undefined => {
  if (type === 'time') {
    const end = value.split('/').at(-1) ?? value
    return dayTime(end > time ? today : nextDay(today), minutesIn(end), zone)
  }
  if (type === 'datetime') {
    const [day = today, clock = '24:00'] = value.split('T')
    return dayTime(day, minutesIn(clock.split('/').at(-1) ?? clock), zone)
  }
  const last = value.split('/').at(-1) ?? value
  // 周五前 takes Friday in, as it is mostly meant; "before Friday" does not.
  return dayTime(last, EXCLUDED.test(before) ? 0 : DAY_MINUTES, zone)
}
const EXCLUDED = /(?<![a-z])before\s(?:the\s)?$/i

/** 明天下班前, "by close of business tomorrow". */
const DAY_ENDS = /(?:end of (?:the )?(?:business |working )?day|eod|cob|close of business)\s$/i
const closing = (
  text: string,
  { type, start = 0, end = 0 }: Entity,
  value: string,
  zone: string,
): number | undefined =>
  type === 'date' && (/^.{0,1}下班/.test(text.slice(end)) || DAY_ENDS.test(text.slice(0, start)))
    ? dayTime(value, CLOSING_MINUTES, zone)
    : undefined

const spanEnd = (count: number, unit: string, now: number, today: string, zone: string): number => {
  if (/分|^min/.test(unit)) return now + (count * HOUR_MS) / 60
  if (/小时|钟头|^h/.test(unit)) return now + count * HOUR_MS
  if (/工作|business|work/.test(unit)) return dayTime(workingDay(today, Math.ceil(count)), DAY_MINUTES, zone)
  return now + count * DAY_MS * (/周|星期|礼拜|week/.test(unit) ? 7 : 1)
}

const workingDay = (from: string, count: number): string => {
  let day = from
  for (let left = count; left > 0; ) {
    day = nextDay(day)
    if (![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) left -= 1
  }
  return day
}

const minutesIn = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)

/** A day and the minutes since its midnight, as clocks in `zone` show them; 24:00 is the next day's midnight. */
const dayTime = (day: string, minutes: number, zone: string): number => {
  const whole = minutes >= DAY_MINUTES
  const clock = whole ? 0 : minutes
  const two = (n: number): string => String(n).padStart(2, '0')
  return Date.parse(
    localTime(`${whole ? nextDay(day) : day} ${two(Math.floor(clock / 60))}:${two(clock % 60)}`, zone) ?? '',
  )
}
