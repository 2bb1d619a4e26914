import { afterEach, expect, it, vi } from 'vitest'
import { createWords } from '../src/web/console/words.ts'

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
