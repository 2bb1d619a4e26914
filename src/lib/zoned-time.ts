/** As 20261121140500 and 20261121. */
const RUN_TOGETHER = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/
const DATED = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?$/
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/
/** Not known to Intl in Node 20. */
const FIXED = /^[+-](?:0\d|1[0-4]):[0-5]\d$/
const MINUTE_MS = 60_000

/** ISO 8601 with zone, as it is, where it is that and a real time; else undefined. */
export const isoTime = (text: string): string | undefined =>
  WITH_OFFSET.test(text) && isRealDate(text) ? text : undefined

/**
 * A time without zone (`2026-11-21 14:05:00`, `2026/11/21 14:05`, `20261121140500`, `2026-11-21` for the start of that day) as ISO 8601 with the offset of
 * `zone`. In the hour that comes twice when clocks are set back it is the first. Undefined where it is no such time.
 */
export const localTime = (text: string, zone: string): string | undefined => {
  const parts = DATED.exec(text.trim()) ?? RUN_TOGETHER.exec(text.trim())
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  const asIfUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  if (!isRealDate(new Date(asIfUtc).toISOString()) || new Date(asIfUtc).getUTCDate() !== day || month > 12 || hour > 23)
    return undefined
  // The offset a day before is that of before a change, with which the doubled hour comes first; where it does not hold, that of now does.
  const before = offsetMinutes(asIfUtc - 24 * 60 * MINUTE_MS, zone)
  const at = asIfUtc - before * MINUTE_MS
  return inZone(offsetMinutes(at, zone) === before ? at : asIfUtc - offsetMinutes(at, zone) * MINUTE_MS, zone)
}

/** Milliseconds since 1970 as ISO 8601 with the offset of `zone`; undefined beyond what calendars hold. */
export const zonedTime = (at: number, zone: string): string | undefined =>
  Number.isFinite(at) && at >= 0 && at < Date.UTC(10_000, 0) ? inZone(at, zone) : undefined

/** Whether this machine knows the time zone: `Asia/Shanghai`, `UTC`, `+08:00`. */
export const isTimeZone = (zone: string): boolean => {
  if (FIXED.test(zone)) return true
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

const inZone = (at: number, zone: string): string => {
  const offset = offsetMinutes(at, zone)
  const sign = offset < 0 ? '-' : '+'
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${new Date(at + offset * MINUTE_MS).toISOString().slice(0, 19)}${sign}${two(hours)}:${two(minutes)}`
}

const isRealDate = (iso: string): boolean => {
  const at = Date.parse(iso)
  // Date.parse takes 30 February for 2 March.
  return (
    Number.isFinite(at) && new Date(`${iso.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) === iso.slice(0, 10)
  )
}

/** Offsets change on the quarter of an hour, and one is asked for again and again. */
const QUARTER_MS = 15 * MINUTE_MS
const KEPT_OFFSETS = 10_000
const offsets = new Map<string, number>()
const offsetMinutes = (at: number, zone: string): number => {
  const key = `${Math.floor(at / QUARTER_MS)} ${zone}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  if (offsets.size >= KEPT_OFFSETS) offsets.clear()
  const offset = readOffset(at, zone)
  offsets.set(key, offset)
  return offset
}

const readOffset = (at: number, zone: string): number => {
  const name = FIXED.test(zone)
    ? `GMT${zone}`
    : (formatOf(zone)
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '')
  const found = /GMT([+-])(\d{2}):(\d{2})/.exec(name)
  return found === null ? 0 : (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]))
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, made)
  return made
}
