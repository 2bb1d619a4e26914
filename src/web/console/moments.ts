/** Times that something is put off to; the names are texts. */
export type MomentName = 'inAnHour' | 'inThreeHours' | 'tomorrowMorning' | 'nextWeek'
export interface Moment {
  name: MomentName
  at: Date
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** When the shop's day begins. */
const MORNING_HOUR = 9
const MONDAY = 1

/** The usual times from here: soon ones as they are, mornings by the shop's clock, wherever the agent sits. */
export const momentsFrom = (now: Date, names: readonly MomentName[], timeZone: string): Moment[] =>
  names.map((name) => ({ name, at: momentAt(name, now, timeZone) }))

const momentAt = (name: MomentName, now: Date, timeZone: string): Date => {
  if (name === 'inAnHour') return new Date(now.getTime() + HOUR_MS)
  if (name === 'inThreeHours') return new Date(now.getTime() + 3 * HOUR_MS)
  const weekday = new Date(now.getTime() + offsetMs(now, timeZone)).getUTCDay()
  return morning(now, name === 'tomorrowMorning' ? 1 : (MONDAY - weekday + 7) % 7 || 7, timeZone)
}

const morning = (now: Date, days: number, timeZone: string): Date => {
  const there = now.getTime() + offsetMs(now, timeZone)
  const wall = Math.floor(there / DAY_MS) * DAY_MS + days * DAY_MS + MORNING_HOUR * HOUR_MS
  // The zone may have another offset by then.
  const guess = new Date(wall - offsetMs(now, timeZone))
  return new Date(wall - offsetMs(guess, timeZone))
}

/** What a zone's clock shows ahead of UTC at a moment. */
const offsetMs = (at: Date, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value)
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return wall - Math.floor(at.getTime() / 1000) * 1000
}

/** What `datetime-local` wants, by this machine's clock. */
export const localInput = (at: Date): string => {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}
