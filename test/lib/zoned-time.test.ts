import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoTime, isTimeZone, localTime, zonedTime } from '../../src/lib/zoned-time.ts'

describe('times with zone', () => {
  it.each<[text: string, zone: string, iso: string | undefined]>([
    ['2026-11-21 14:05:00', 'Asia/Shanghai', '2026-11-21T14:05:00+08:00'],
    ['2026/11/21 9:05', 'Asia/Shanghai', '2026-11-21T09:05:00+08:00'],
    ['2026-11-21T14:05:00.123456', '+08:00', '2026-11-21T14:05:00+08:00'],
    ['20261121140509', 'Asia/Shanghai', '2026-11-21T14:05:09+08:00'],
    ['20261121', 'Asia/Shanghai', '2026-11-21T00:00:00+08:00'],
    ['1795187400', 'UTC', undefined],
    ['20261332', 'UTC', undefined],
    ['2026-11-21', 'Europe/Berlin', '2026-11-21T00:00:00+01:00'],
    ['2026-07-01', 'Europe/Berlin', '2026-07-01T00:00:00+02:00'],
    ['2026-11-01 01:30', 'America/New_York', '2026-11-01T01:30:00-04:00'],
    ['2026-11-01 02:30', 'America/New_York', '2026-11-01T02:30:00-05:00'],
    ['2026-02-29', 'UTC', undefined],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00+00:00'],
    ['2026-13-01', 'UTC', undefined],
    ['2026-11-21 24:00', 'UTC', undefined],
    ['明天', 'UTC', undefined],
    ['2026-11-21T14:05:00Z', 'UTC', undefined],
  ])('%s in %s → %s', (text, zone, iso) => {
    expect(localTime(text, zone)).toBe(iso)
  })

  it.each<[text: string, good: boolean]>([
    ['2026-11-21T14:05:00+08:00', true],
    ['2026-11-21T06:05Z', true],
    ['2026-02-30T06:05:00Z', false],
    ['2026-11-21T14:05:00', false],
    ['2026-11-21 14:05:00+08:00', false],
    ['2026-11-21T25:05:00Z', false],
  ])('ISO 8601 with zone: %s is %s', (text, good) => {
    expect(isoTime(text)).toBe(good ? text : undefined)
  })

  it.each(['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', '-03:30'])(
    'in %s, an instant told with its zone is the same instant',
    (zone) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
          expect(Date.parse(zonedTime(seconds * 1_000, zone) ?? '')).toBe(seconds * 1_000)
        }),
      )
    },
  )

  it('knows zones by name and by offset', () => {
    expect(['Asia/Shanghai', 'UTC', '+08:00', 'Asia/Shenzen', '8', '+25:00'].map(isTimeZone)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
