import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LibraryStore } from '../../src/ports/library-store.ts'
import { articleOf } from '../helpers/articles.ts'

export interface LibraryStoreUnderTest {
  store: LibraryStore
  /** The same library as another process sees it. */
  again(): LibraryStore
  close(): Promise<void>
}

const idsOf = (version: { articles: readonly { id: string }[] } | undefined): string[] =>
  (version?.articles ?? []).map(({ id }) => id)

/** The laws of ports/library-store.ts, for every adapter. */
export const libraryStoreContract = (name: string, open: () => Promise<LibraryStoreUnderTest>): void => {
  describe(`library store contract: ${name}`, () => {
    let under: LibraryStoreUnderTest
    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.close())
    const adding = (id: string) => (articles: readonly ReturnType<typeof articleOf>[]) => [...articles, articleOf(id)]

    it('is empty at first', async () => {
      expect(await under.store.current()).toBeUndefined()
      expect(await under.store.history()).toEqual([])
    })

    it('[LB1] gives a committed version to everybody, texts exactly as they were', async () => {
      const odd = articleOf('odd', { answers: { zh: [{ text: '一\u2028二\u2029三\n"四"\\u0000 🙂' }], en: [] } })
      const version = await under.store.commit(() => [odd], '加一条', 'wang')
      expect(version).toMatchObject({ n: 1, note: '加一条', by: 'wang', edited: true, articles: [odd] })
      expect(await under.again().current()).toEqual(version)
    })

    it('[LB2] loses no commit when many come at the same moment', async () => {
      const stores = [under.store, under.again(), under.again()]
      const ids = Array.from({ length: 12 }, (_, i) => `article-${i}`)
      await Promise.all(ids.map((id, i) => stores[i % stores.length]?.commit(adding(id), id, 'many')))
      const after = await under.again().current()
      expect(idsOf(after).toSorted()).toEqual(ids.toSorted())
      expect(after?.n).toBe(ids.length)
    })

    it('[LB3] goes back by a version that has the articles of an older one', async () => {
      await under.store.commit(adding('first'), '1', 'li')
      await under.store.commit(adding('second'), '2', 'li')
      const back = await under.store.rollbackTo(1, 'chen')
      expect(back).toMatchObject({ n: 3, by: 'chen', note: 'back to version 1' })
      expect(idsOf(back)).toEqual(['first'])
      expect((await under.store.history()).map(({ n, count }) => [n, count])).toEqual([
        [3, 1],
        [2, 2],
        [1, 1],
      ])
      await expect(under.store.rollbackTo(9, 'chen')).rejects.toMatchObject({ code: 'not_found' })
    })

    it('[LB4] tells of commits, its own and those of others, and stops when told', async () => {
      const heard: number[] = []
      const stop = under.store.watch((n) => heard.push(n))
      await under.store.commit(adding('mine'), '1', 'li')
      await under.again().commit(adding('theirs'), '2', 'li')
      await expect.poll(() => heard, { timeout: 30_000 }).toEqual([1, 2])
      stop()
      await under.store.commit(adding('later'), '3', 'li')
      expect(heard).toEqual([1, 2])
    })

    it('makes no version of a change that changes nothing', async () => {
      await under.store.commit(adding('first'), '1', 'li')
      expect(await under.store.commit((articles) => articles, '2', 'li')).toMatchObject({ n: 1, note: '1' })
    })

    it('is seeded once, again when the seed changed, and keeps the edits of people', async () => {
      const seed = (hash: string, id: string) => under.store.seed(hash, async () => [articleOf(id)])
      expect(await seed('a', 'seed-a')).toMatchObject({ outcome: 'seeded', version: { n: 1, edited: false } })
      expect(await seed('a', 'seed-a')).toMatchObject({ outcome: 'unchanged', version: { n: 1 } })
      expect(await seed('b', 'seed-b')).toMatchObject({ outcome: 'reseeded', version: { n: 2 } })
      await under.store.commit(adding('edit'), 'edit', 'li')
      const kept = await seed('c', 'seed-c')
      expect(kept.outcome).toBe('edits_kept')
      expect(idsOf(kept.version)).toEqual(['seed-b', 'edit'])
    })

    it('remembers what an import was, and knows no others', async () => {
      await under.store.saveImport('import-1', { state: 'committed' })
      await under.store.saveImport('import-1', { state: 'rolledBack' })
      expect(await under.again().loadImport('import-1')).toEqual({ state: 'rolledBack' })
      expect(await under.store.loadImport('import-2')).toBeUndefined()
      await expect(under.store.loadImport('../library-1')).rejects.toMatchObject({ code: 'not_found' })
    })
  })
}
