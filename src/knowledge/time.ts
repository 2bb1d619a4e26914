const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/

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
