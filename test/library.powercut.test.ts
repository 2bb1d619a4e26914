import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { startChild } from './faults/child.ts'
import { canFailDisks, compileDisk } from './faults/disk.ts'

const COMMITS = 70

describe.skipIf(!canFailDisks)('a library when the power is cut (needs Linux and gcc)', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'library-disk-'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  /** Commits until the power is cut; how many commits had resolved, and the library as it is on the disk then. */
  const cut = async (leak: string, ...mode: string[]) => {
    const [directory, image] = [join(root, `files-${leak}${mode}`), join(root, `image-${leak}${mode}`)]
    for (const path of [directory, image]) mkdirSync(join(path, 'bodies'), { recursive: true })
    const child = startChild('library-committer', [directory, 'cut', '100000', ...mode], {
      ...{ LD_PRELOAD: compileDisk(root, 'powercut'), PC_SRC: directory, PC_SHADOW: image },
      ...{ PC_LEAK: leak, PC_SEED: '7' },
    })
    await child.printed(COMMITS)
    await child.kill()
    return { resolved: child.lines.length, store: createLibraryFiles({ directory: image, now: () => new Date() }) }
  }

  for (const leak of ['0', '0.3'])
    it(`[LB1] [LB5] loses no commit that resolved, and no text of it; early write-back ${leak}`, async () => {
      const { resolved, store } = await cut(leak)
      const articles = (await store.current())?.articles ?? []
      expect(articles.length).toBeGreaterThanOrEqual(resolved)
      expect(articles.map(({ id }) => id)).toEqual(articles.map((_, i) => `cut-${i}`))
      const history = await store.history()
      expect(history.length).toBe(articles.length)
      for (const { n } of history) expect(await store.articles((await store.entries(n)) ?? [])).toHaveLength(n)
    })

  it('negative control: commits that are not synced are seen to be lost', async () => {
    const { resolved, store } = await cut('0', 'unsynced')
    const kept = await store.current().then(
      (version) => version?.articles.length ?? 0,
      () => 0,
    )
    expect(kept).toBeLessThan(resolved)
  })
})
