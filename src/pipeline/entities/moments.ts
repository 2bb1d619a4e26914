import type { Day } from './calendar.ts'
import { findTimes, PARTS } from './clock.ts'
import { findDays } from './days.ts'
import type { Found } from './find.ts'
import { withoutOverlaps } from './overlaps.ts'

/**
 * Days, times of day, and both together as they are said: 下周三下午两点, "tomorrow at 3pm", "3pm on Friday". A day and a
 * time side by side are one `datetime`: the ISO day, `T`, the time or window.
 */
export const findMoments = (text: string, today: Day): Found[] => {
  const days = saidTwice(text, withoutOverlaps(findDays(text, today)))
  const times = withoutOverlaps(findTimes(text)).filter(
    (time) => !days.some((day) => day.type === 'date' && overlap(day, time)),
  )
  return [
    ...days.flatMap((day) => (EVENING.test(text.slice(day.start, day.end)) ? [inTheEvening(day)] : [])),
    ...joined(text, days, times),
  ]
}

/** 周六11月21日, "Tuesday 24th November": one day with two names. */
const saidTwice = (text: string, days: readonly Found[]): Found[] => {
  const kept: Found[] = []
  for (const day of days) {
    const last = kept.at(-1)
    const again = last?.value === day.value && /^[\s,，]{0,2}$/.test(text.slice(last.end, day.start))
    if (last !== undefined && again) kept[kept.length - 1] = { ...last, end: day.end }
    else kept.push(day)
  }
  return kept
}

const EVENING = /^(?:tonight|last night)$/i
const inTheEvening = (day: Found): Found => ({ ...day, type: 'datetime', value: `${day.value}T${PARTS['night']}` })

const overlap = (a: Found, b: Found): boolean => a.start < b.end && b.start < a.end

const joined = (text: string, days: readonly Found[], times: readonly Found[]): Found[] => {
  const left = new Set(times)
  const moments = days.map((day) => {
    const time = times.find((one) => left.has(one) && isBeside(text, day, one))
    // A week or a month has no time of day.
    if (time === undefined || day.value.includes('/')) return day
    left.delete(time)
    return {
      type: 'datetime' as const,
      start: Math.min(day.start, time.start),
      end: Math.max(day.end, time.end),
      value: `${day.value}T${withinEvening(text.slice(day.start, day.end), time.value)}`,
    }
  })
  return [...moments, ...left]
}

/** "tonight at 8" is eight in the evening. */
const withinEvening = (day: string, time: string): string => {
  const [, hour, rest] = /^(0[1-9]|1[01])(:\d\d)$/.exec(time) ?? []
  return EVENING.test(day) && hour !== undefined ? `${Number(hour) + 12}${rest}` : time
}

const isBeside = (text: string, day: Found, time: Found): boolean => {
  if (day.end <= time.start) return DAY_THEN_TIME.test(text.slice(day.end, time.start))
  return time.end <= day.start && TIME_THEN_DAY.test(text.slice(time.end, day.start))
}
const DAY_THEN_TIME =
  /^(?:\s?的?\s?|,? ?(?:at|around|about|between|from|in the|@)? ?(?:about |around )?|\s?[(（]?\s?)$/i
const TIME_THEN_DAY = /^,? (?:on |of )?$/i
