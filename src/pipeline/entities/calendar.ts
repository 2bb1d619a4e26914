/** A day of the calendar, counted from 1 January 1970; no time of day, no zone. */
export type Day = number

/** The day that `now` falls on in an IANA time zone. */
export const dayIn = (now: Date, timeZone: string): Day => {
  // Days begin at a quarter of an hour everywhere, and asking for one costs as much as reading the rest of a message.
  const quarter = Math.floor(now.getTime() / QUARTER_MS)
  const last = lastDays.get(timeZone)
  if (last?.quarter === quarter) return last.day
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, ...NUMERIC })
  formats.set(timeZone, format)
  const day = Date.parse(format.format(now)) / DAY_MS
  lastDays.set(timeZone, { quarter, day })
  return day
}

/** yyyy-mm-dd. */
export const isoDay = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** First and last day as an ISO 8601 interval. */
export const isoDays = (first: Day, last: Day): string => `${isoDay(first)}/${isoDay(last)}`

/** Undefined for a day that does not exist, such as 30 February; months count from 1. */
export const dayOf = (year: number, month: number, date: number): Day | undefined => {
  const at = new Date(Date.UTC(year, month - 1, date))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? at.getTime() / DAY_MS : undefined
}

export const yearOf = (day: Day): number => new Date(day * DAY_MS).getUTCFullYear()

/** Months count from 1. */
export const monthOf = (day: Day): number => new Date(day * DAY_MS).getUTCMonth() + 1

/** Days since Monday, 0 to 6: 1 January 1970 was a Thursday. */
export const sinceMonday = (day: Day): number => (((day + 3) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK

/** First and last day of the month that lies `months` from the day's own. */
export const monthAround = (day: Day, months: number): [Day, Day] => {
  const [year, month] = [yearOf(day), monthOf(day) - 1 + months]
  return [Date.UTC(year, month, 1) / DAY_MS, Date.UTC(year, month + 1, 0) / DAY_MS]
}

/** The same date so many months on, or that month's last day where it is shorter. */
export const monthsFrom = (day: Day, months: number): Day => {
  const [first, last] = monthAround(day, months)
  return Math.min(first + new Date(day * DAY_MS).getUTCDate() - 1, last)
}

export const DAYS_PER_WEEK = 7
const DAY_MS = 86_400_000
const NUMERIC = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
const QUARTER_MS = 15 * 60_000
const lastDays = new Map<string, { quarter: number; day: Day }>()
const formats = new Map<string, Intl.DateTimeFormat>()
