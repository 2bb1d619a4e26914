import { numeral } from '../../lib/numeral.ts'
import { type Found, findAll } from './find.ts'

/**
 * Times of day, 15:00, and parts of the day and windows, 09:00/11:00. An hour from one to six with nothing said about the
 * part of the day is taken for the afternoon: nobody asks for a delivery at three in the morning.
 */
export const findTimes = (text: string): Found[] => [
  ...findAll('time', text, WINDOW_ZH, ({ groups = {} }) => {
    const from = zh(groups['part'], groups['hour'], groups['minute'])
    const to = zh(groups['part2'] ?? groups['part'], groups['hour2'], groups['minute2'])
    return between(from, to)
  }),
  ...findAll('time', text, HOUR_ZH, ({ groups = {} }, before, after) => {
    const { part, hour, minute } = groups
    if (part === undefined && minute === undefined && !isSaidOfTime(hour, before, after)) return undefined
    const [first, second] = SOME_HOURS.test(hour ?? '') ? Array.from(hour ?? '') : []
    return second === undefined
      ? clock(zh(part, hour, minute))
      : between(zh(part, first, undefined), zh(part, second, minute))
  }),
  ...findAll('time', text, WINDOW_EN, ({ groups = {} }) => {
    const half = groups['half2']
    const from = en(groups['hour'], groups['minute'], groups['half'] ?? half)
    const to = en(groups['hour2'], groups['minute2'], half)
    // 10-2pm begins in the morning.
    return from !== undefined && to !== undefined && from >= to && groups['half'] === undefined
      ? between(from - HALF_DAY, to)
      : between(from, to)
  }),
  ...findAll('time', text, HOUR_EN, ({ groups = {} }) => clock(en(groups['hour'], groups['minute'], groups['half']))),
  ...findAll('time', text, WINDOW_COLON, ({ groups = {} }) =>
    between(
      colon(groups['part'], groups['hour'], groups['minute']),
      colon(groups['part'], groups['hour2'], groups['minute2']),
    ),
  ),
  ...findAll('time', text, COLON, ({ groups = {} }) => clock(colon(groups['part'], groups['hour'], groups['minute']))),
  ...findAll('time', text, O_CLOCK, ({ groups = {} }) => clock(en(groups['hour'], undefined, undefined))),
  ...findAll('time', text, PAST_THE_HOUR, ({ groups = {} }) => {
    const hour = en(groups['hour'], undefined, undefined)
    const minutes = /quarter/i.test(groups['part'] ?? '') ? 15 : 30
    return clock(hour === undefined ? undefined : hour + (/to/i.test(groups['way'] ?? '') ? -minutes : minutes))
  }),
  ...findAll('time', text, PART_OF_DAY, ([match]) => PARTS[match.toLowerCase()]),
]

const DAY_MINUTES = 24 * 60
const HALF_DAY = DAY_MINUTES / 2

/** What the words for parts of the day span. */
export const PARTS: Record<string, string> = {
  凌晨: '00:00/06:00',
  清晨: '06:00/12:00',
  清早: '06:00/12:00',
  早上: '06:00/12:00',
  早晨: '06:00/12:00',
  早: '06:00/12:00',
  晨: '06:00/12:00',
  上午: '06:00/12:00',
  中午: '12:00/14:00',
  午后: '12:00/18:00',
  下午: '12:00/18:00',
  傍晚: '17:00/19:00',
  晚上: '18:00/24:00',
  晚间: '18:00/24:00',
  夜里: '18:00/24:00',
  夜间: '18:00/24:00',
  晚: '18:00/24:00',
  夜: '18:00/24:00',
  半夜: '00:00/06:00',
  morning: '06:00/12:00',
  afternoon: '12:00/18:00',
  evening: '18:00/24:00',
  night: '18:00/24:00',
  noon: '12:00',
  midday: '12:00',
  midnight: '00:00',
  lunchtime: '12:00/14:00',
  'lunch time': '12:00/14:00',
}
const PART =
  '(?:凌晨|清晨|清早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|夜间|半夜|(?<=[今明昨前后])(?:早|晚|夜|晨)|[早晚](?=[\\d一二三四五六七八九十]{1,2}点))'
const HOUR = String.raw`\d{1,2}|[零一二两三四五六七八九十]{1,3}`
const MINUTE = String.raw`半|一刻|三刻|整|钟|[0-5]?\d分?|[一二三四五六七八九十]{2,3}分?|[零〇]?[一二三四五六七八九]分`
const hourZh = (suffix: string): string =>
  String.raw`(?:(?<part${suffix}>${PART})的?\s?|(?<![\d.:零一二两三四五六七八九十第]))(?<hour${suffix}>${HOUR})\s?(?:点|时(?!候|间))(?<minute${suffix}>${MINUTE})?`
const HOUR_ZH = new RegExp(String.raw`${hourZh('')}(?!\d)`, 'g')
const WINDOW_ZH = new RegExp(
  String.raw`(?:(?<part>${PART})的?\s?|(?<![\d.:零一二两三四五六七八九十第]))(?<hour>${HOUR})\s?(?:点(?<minute>${MINUTE})?)?\s?(?:-|~|—|–|到|至)\s?${hourZh('2')}(?!\d)`,
  'g',
)
const HALF = String.raw`(?<half>[ap]\.?m\b\.?)`
const HOURS_EN = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve'
const HOUR_EN = new RegExp(
  String.raw`(?<![\d.:/a-z-])(?<hour>\d{1,2}|${HOURS_EN})(?:[:.](?<minute>[0-5]\d))?\s?${HALF}`,
  'gi',
)
const WINDOW_EN = new RegExp(
  String.raw`(?<![\d.:/a-z-])(?<hour>\d{1,2}|${HOURS_EN})(?:[:.](?<minute>[0-5]\d))?\s?${HALF}?\s?(?:-|–|to|and|until|till)\s?(?<hour2>\d{1,2}|${HOURS_EN})(?:[:.](?<minute2>[0-5]\d))?\s?(?<half2>[ap]\.?m\b\.?)`,
  'gi',
)
const O_CLOCK = new RegExp(String.raw`(?<![\d.:a-z])(?<hour>\d{1,2}|${HOURS_EN})\so'?\s?clock(?![a-z])`, 'gi')
const PAST_THE_HOUR = new RegExp(
  String.raw`(?<![a-z])(?<part>half|(?:a )?quarter)\s(?<way>past|to)\s(?<hour>\d{1,2}|${HOURS_EN})(?![\da-z])`,
  'gi',
)
const COLON_TIME = (suffix: string): string =>
  String.raw`(?<hour${suffix}>[01]?\d|2[0-4])[:：](?<minute${suffix}>[0-5]\d)(?::[0-5]\d)?`
const COLON = new RegExp(String.raw`(?<![\d:.])(?:(?<part>${PART})\s?)?${COLON_TIME('')}(?![\d:]|\s?[ap]\.?m\b)`, 'gi')
const WINDOW_COLON = new RegExp(
  String.raw`(?<![\d:.])(?:(?<part>${PART})\s?)?${COLON_TIME('')}\s?(?:-|~|—|–|到|至|to)\s?${COLON_TIME('2')}(?![\d:]|\s?[ap]\.?m\b)`,
  'gi',
)
/** Greetings aside: 早上好, good morning. */
const PART_OF_DAY =
  /(?<!一|整|整个)(?:凌晨|清晨|清早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|夜间|半夜|(?<=[今明昨前后])(?:早|晚|夜|晨))(?![好安饭茶餐])|(?<!good\s|(?:[a-z]))(?:morning|afternoon|evening|noon|midday|midnight|lunch ?time|(?<=(?:day|tomorrow|at|last|every)\s)night)(?!\s(?:all|team|everyone|guys|dear|sir))(?![a-z])/gi

/** 两三点: between the two. */
const SOME_HOURS = /^(?:一[二两]|[二两]三|三四|四五|五六|六七|七八|八九)$/
/** 两点 may be two points and 一点 a little; a bare figure is a time unless things are counted or rated. */
const isSaidOfTime = (hour: string | undefined, before: string, after: string): boolean => {
  if (COUNTED.test(after) || RATED.test(before)) return false
  if (hour === '一') return BEFORE_HOUR.test(before) || /^\s?(?:之?[前后]|以[前后]|左右)/.test(after)
  if (hour !== undefined && /^\d/.test(hour) && Number(hour) >= 1) return !/积分|评分|得分/.test(before)
  return AFTER_HOUR.test(after) || BEFORE_HOUR.test(before)
}
const COUNTED = /^(?:建议|要求|原因|意见|问题|疑问|说明|希望|需要|要说|都不|也不|用处|东西|钱|小)/
const RATED = /(?:快|早|晚|便宜|多|少|有|好|差|这|那|几|大|小|慢|说|提|[a-z]\s?)$/i
const AFTER_HOUR = /^\s?(?:之?前|之?后|以前|以后|左右|到|至|才|送|能|取|来|多|就|不到|上门|[,，。?？]|$)/
const BEFORE_HOUR = /(?:约|到|在|等到|过了|[天日早晚午]|周[一二三四五六日天])$/

const zh = (part: string | undefined, hour: string | undefined, minute: string | undefined): number | undefined => {
  const hours = numeral(hour)
  if (hours === undefined || hours > 24) return undefined
  const minutes = minute === undefined ? 0 : minutesZh(minute)
  if (minutes === undefined || minutes > 59) return undefined
  const atMidnight = hours === 12 && part !== undefined && /晚|夜/.test(part)
  return (atMidnight ? 24 : onDial(hours, halfOf(part, hours))) * 60 + minutes
}

const minutesZh = (text: string): number | undefined => {
  if (text === '半') return 30
  if (/刻$/.test(text)) return text.startsWith('一') ? 15 : 45
  if (text === '整' || text === '钟') return 0
  return numeral(text.replace('分', '').replace(/^[零〇](?=.)/, ''))
}

type Half = 'am' | 'pm' | undefined

const halfOf = (part: string | undefined, hours: number): Half => {
  if (part === undefined) return hours >= 1 && hours <= 6 ? 'pm' : undefined
  if (/晚|夜|傍/.test(part)) return part === '半夜' && hours < 6 ? 'am' : 'pm'
  if (/下午|午后/.test(part)) return 'pm'
  return part === '中午' ? (hours < 6 ? 'pm' : undefined) : 'am'
}

/** Noon is 12 pm, midnight 12 am. */
const onDial = (hours: number, half: Half): number => {
  if (hours > 12 || half === undefined) return hours
  if (half === 'pm') return hours === 12 ? 12 : hours + 12
  return hours % 12
}

const en = (hour: string | undefined, minute: string | undefined, half: string | undefined): number | undefined => {
  const hours = numeral(hour)
  if (hours === undefined || hours > 24 || (half !== undefined && (hours > 12 || hours < 1))) return undefined
  const said: Half = half === undefined ? halfOf(undefined, hours) : /^a/i.test(half) ? 'am' : 'pm'
  return onDial(hours, said) * 60 + Number(minute ?? 0)
}

const colon = (part: string | undefined, hour = '', minute = ''): number =>
  onDial(Number(hour), part === undefined && hour.startsWith('0') ? undefined : halfOf(part, Number(hour))) * 60 +
  Number(minute)

const clock = (minutes: number | undefined): string | undefined =>
  minutes === undefined || minutes < 0 || minutes > DAY_MINUTES
    ? undefined
    : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const between = (from: number | undefined, to: number | undefined): string | undefined => {
  const [first, last] = [clock(from), clock(to)]
  return first === undefined || last === undefined || first >= last ? undefined : `${first}/${last}`
}
