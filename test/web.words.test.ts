import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { createWords } from '../src/web/console/words.ts'
import { shortDate } from '../src/web/shared/format.ts'
import { shopTimeZone } from '../src/web/shared/shop-time-zone.ts'

afterEach(() => vi.unstubAllGlobals())

it('canned answers are offered as they stand in the settings now; those read last where they cannot be read', async () => {
  let kept: object | undefined = { zh: ['十五天内可退'], en: ['15 days'] }
  vi.stubGlobal('fetch', async (url: string) => {
    if (!String(url).includes('/v1/canned')) return Response.json({}, { status: 404 })
    return Response.json(kept ?? {}, { status: kept === undefined ? 500 : 200 })
  })
  const words = createWords({ token: 't', learned: () => undefined })
  await words.load()
  expect(words.canned.value.zh).toEqual(['十五天内可退'])
  kept = { zh: ['三十天内可退'], en: ['30 days'] }
  words.renewCanned()
  await expect.poll(() => words.canned.value.zh).toEqual(['三十天内可退'])
  kept = undefined
  words.renewCanned()
  await words.load()
  expect(words.canned.value.zh).toEqual(['三十天内可退'])
})

it('dates are told by the clock of the shop, not of who looks; by the one known last where it cannot be read', async () => {
  const usual = shopTimeZone.value
  onTestFinished(() => {
    shopTimeZone.value = usual
  })
  let zone: string | undefined = 'America/New_York'
  vi.stubGlobal('fetch', async (url: string) =>
    String(url).includes('/v1/shop') && zone !== undefined
      ? Response.json({ timeZone: zone })
      : Response.json({}, { status: 404 }),
  )
  const signed = '2026-11-24T02:06:00.000Z'
  expect(shortDate(signed, 'zh', true)).toBe('11月24日 10:06')
  const words = createWords({ token: 't', learned: () => undefined })
  await words.load()
  expect(shortDate(signed, 'zh', true)).toBe('11月23日 21:06')
  expect(shortDate(signed, 'en')).toBe('23 Nov')
  zone = undefined
  await words.load()
  expect(words.timeZone.value).toBe('America/New_York')
  expect(shortDate(signed, 'en')).toBe('23 Nov')
})
