import { type BusinessHours, type OpenSpan, WEEKDAYS } from '../domain/settings.ts'
import { localTime, zonedTime } from '../lib/zoned-time.ts'

/** Days that are looked ahead for somebody to be back; longer holidays have no end that could be promised. */
const LOOK_AHEAD_DAYS = 60
const DAY_MS = 86_400_000

/** Whether somebody should be there at `at`. */
export const isOpen = (hours: BusinessHours, at: Date): boolean => {
  const local = zonedTime(at.getTime(), hours.timeZone) ?? ''
  const minute = local.slice(11, 16)
  return spansOn(hours, local.slice(0, 10)).some(({ from, to }) => from <= minute && minute < to)
}

/** When somebody is back who is not there at `at`; undefined where no end is in sight. */
export const nextOpening = (hours: BusinessHours, at: Date): Date | undefined => {
  const today = Date.parse(`${(zonedTime(at.getTime(), hours.timeZone) ?? '').slice(0, 10)}T00:00:00Z`)
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day++) {
    const date = new Date(today + day * DAY_MS).toISOString().slice(0, 10)
    const next = spansOn(hours, date)
      .map(({ from }) => new Date(localTime(`${date} ${from}:00`, hours.timeZone) ?? Number.NaN))
      .filter((opening) => opening.getTime() > at.getTime())
      .sort((a, b) => a.getTime() - b.getTime())[0]
    if (next !== undefined) return next
  }
  return undefined
}

/** The spans of a day, `YYYY-MM-DD`; a holiday goes before the week. */
const spansOn = ({ holidays, weekly }: BusinessHours, date: string): readonly OpenSpan[] => {
  const holiday = holidays.find(({ from, to }) => from <= date && date <= to)
  if (holiday !== undefined) return holiday.open
  const weekday = WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]
  return weekday === undefined ? [] : weekly[weekday]
}
