/** Where the server does not say another: the time zone of the shop. */
export const USUAL_ZONE = 'Asia/Shanghai'

/** An ISO moment as `2026-11-11T00:00` on the shop's clock, for `<input type="datetime-local">`; seconds where there are any. Empty stays empty. */
export const localOf = (iso: string, zone: string): string => {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return ''
  const local = new Date(at + offsetAt(at, zone)).toISOString()
  return local.slice(0, local.slice(17, 19) === '00' ? 16 : 19)
}

/**
 * What the input gives to an ISO moment with the shop's offset, `2026-11-11T00:00:00+08:00`. An hour that daylight saving
 * skips is read with the offset before it.
 */
export const isoOf = (local: string, zone: string): string => {
  const wall = Date.parse(`${local}Z`)
  if (Number.isNaN(wall)) return ''
  // The offset at the moment itself is not known yet: one more step settles all but the skipped hour.
  const first = offsetAt(wall, zone)
  const offset = offsetAt(wall - first, zone)
  return `${new Date(wall).toISOString().slice(0, 19)}${offsetText(offset)}`
}

/** Milliseconds that the zone's clock is ahead of UTC. */
const offsetAt = (at: number, zone: string): number => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
  return wall - Math.floor(at / 1000) * 1000
}

const MINUTE_MS = 60_000

const offsetText = (offset: number): string => {
  const minutes = Math.abs(Math.round(offset / MINUTE_MS))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
