const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Milliseconds that the demo shop's clock (Asia/Shanghai, no summer time) is ahead of UTC. */
const OFFSET_MS = 8 * HOUR_MS

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

const iso = (at: number): string => `${new Date(at + OFFSET_MS).toISOString().slice(0, 19)}+08:00`

/** The same moment without its zone, as many shops' systems write it: `2026-11-20 21:03:00`. */
export const wallClock = (at: string): string => iso(Date.parse(at)).slice(0, 19).replace('T', ' ')
