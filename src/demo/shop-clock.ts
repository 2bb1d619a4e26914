const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Milliseconds that the demo shop's clock (Asia/Shanghai, no summer time) is ahead of UTC. */
const OFFSET_MS = 8 * HOUR_MS
const ZONE = '+08:00'

/** Times of the demo data, told from the moment at which it is made. */
export interface ShopClock {
  /** ISO 8601. */
  hoursAgo(hours: number): string
  /** ISO 8601: that hour of the shop's day, `days` from today. */
  dayAt(days: number, hour: number): string
}

export const createShopClock = (now: number): ShopClock => ({
  hoursAgo: (hours) => iso(now - hours * HOUR_MS),
  dayAt: (days, hour) => iso((Math.floor((now + OFFSET_MS) / DAY_MS) + days) * DAY_MS - OFFSET_MS + hour * HOUR_MS),
})

/** yyyymmdd of the shop's day, with which its order numbers begin. */
export const dateDigits = (at: string): string =>
  new Date(Date.parse(at) + OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '')

/** Ten thousand times are told at each start: the date of a day is written once. */
const iso = (at: number): string => {
  const local = at + OFFSET_MS
  const dayNumber = Math.floor(local / DAY_MS)
  const date = dates.get(dayNumber) ?? new Date(dayNumber * DAY_MS).toISOString().slice(0, 10)
  dates.set(dayNumber, date)
  const seconds = Math.floor((local - dayNumber * DAY_MS) / 1000)
  return `${date}T${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${ZONE}`
}
const dates = new Map<number, string>()
const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')

/** The same moment without its zone, as many shops' systems write it: `2026-11-20 21:03:00`. */
export const wallClock = (at: string): string => {
  const told = at.endsWith(ZONE) ? at : iso(Date.parse(at))
  return `${told.slice(0, 10)} ${told.slice(11, 19)}`
}
