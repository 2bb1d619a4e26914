import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSearching, type SearchWatchParts } from '../src/compose-search.ts'
import type { Config } from '../src/config.ts'
import type { Library } from '../src/domain/library.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { articleOf } from './helpers/articles.ts'

/** Longer than a change is waited after. */
const A_WHILE_MS = 2_000
const releasers = createReleasers()
let dataDir = ''

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-relearn-'))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await releasers.releaseAll()
  await rm(dataDir, { recursive: true, force: true })
})

it('learns the words of the library when its texts change, not when vectors come to texts that it has', async () => {
  const state = { revision: 1, fingerprint: 'first' }
  let cut = 0
  const library = {
    revision: () => state.revision,
    fingerprint: () => state.fingerprint,
    articles: () => [articleOf('refund', { questions: { zh: ['退款什么时侯到帐呀'], en: ['wheres my refund'] } })],
    facts: () => ({}),
  } as Partial<Library> as Library
  const words = (text: string): string[] => {
    cut++
    return [text]
  }
  const searching = await openSearching(
    { dataDir } as Config,
    { library, words } as Partial<SearchWatchParts> as SearchWatchParts,
    releasers,
    pino({ level: 'silent' }),
  )
  const learnt = async (times: number): Promise<void> => {
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(A_WHILE_MS)
    await expect.poll(searching.revision, { timeout: 30_000 }).toBe(times)
  }
  await learnt(1)
  const once = cut
  state.revision = 2
  searching.changed()
  expect(vi.getTimerCount()).toBe(0)
  state.fingerprint = 'second'
  searching.changed()
  await learnt(2)
  expect(cut).toBe(2 * once)
})
