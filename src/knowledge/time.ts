const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/
/** As people and spreadsheets write it: the shop's clock on the wall. */
const WALL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?$/
const MINUTE_MS = 60_000

/** A day that exists, `2027-05-01`. */
export const isDay = (value: unknown): boolean => {
  if (typeof value !== 'string' || !DAY.test(value)) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}

/** A time with its zone, `2026-11-01T00:00:00+08:00`. */
export const isMoment = (value: unknown): boolean => {
  if (typeof value !== 'string') return false
  const day = MOMENT.exec(value)?.[1]
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(value))
}

/**
 * A time with its zone as it stands, `2026-11-11 00:00` as that of the shop's clock: `2026-11-11T00:00:00+08:00`. Where clocks
 * are set back the first of the two is meant. Undefined where it is neither, or no time zone (an IANA name) is known.
 */
export const momentOf = (value: string, timeZone: string | undefined): string | undefined => {
  if (isMoment(value)) return value
  const parts = WALL.exec(value.trim())
  if (parts === null || timeZone === undefined) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => (part ?? '').padStart(2, '0'))
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const naive = Date.parse(`${wall}Z`)
  if (!isDay(`${year}-${month}-${day}`) || Number.isNaN(naive)) return undefined
  const guess = naive - offsetAt(naive, timeZone) * MINUTE_MS
  const moment = `${wall}${offsetName(offsetAt(guess, timeZone))}`
  return isMoment(moment) ? moment : undefined
}

/** Minutes by which a zone is ahead of UTC at a moment. */
const offsetAt = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const offsetName = (minutes: number): string => {
  const two = (value: number): string => String(value).padStart(2, '0')
  const ahead = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
}
