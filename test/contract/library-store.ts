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

    it('[LB3] [LB5] has in every version what it had then, whatever came since', async () => {
      const states = [
        [articleOf('a'), articleOf('b')],
        [articleOf('a', { source: '手册' }), articleOf('b'), articleOf('c', { origin: 'import:常见问题.csv' })],
        [articleOf('c', { origin: 'import:新版.csv' }), articleOf('a', { source: '手册' })],
        [],
        [articleOf('a'), articleOf('d'), articleOf('b')],
      ]
      for (const [i, state] of states.entries()) await under.store.commit(() => state, String(i), 'li')
      const other = under.again()
      for (const [i, state] of states.entries()) {
        const entries = (await other.entries(i + 1)) ?? []
        expect(await other.articles(entries), `version ${i + 1}`).toEqual(state)
        for (const { origin: _, ...article } of state)
          expect(await other.article(article.id, article.version)).toMatchObject(article)
      }
      expect(await other.entries(9)).toBeUndefined()
      expect(await other.entries(0)).toEqual([])
      expect(await other.article('a', 'never')).toBeUndefined()
      expect((await under.store.rollbackTo(2, 'chen', '改回')).articles).toEqual(states[1])
      expect(await other.current()).toMatchObject({ n: 6, note: '改回', articles: states[1] })
    })

    it('tells of one article when it was added, changed and retired, and what a version was made for', async () => {
      const [first, second] = [articleOf('a'), articleOf('a', { source: '手册' })]
      await under.store.commit(() => [first, articleOf('b')], '一', 'li', { import: 'i-1' })
      await under.store.commit(() => [second, articleOf('b')], '二', 'wang')
      await under.store.commit(() => [second], '三', 'wang')
      await under.store.commit(() => [], '四', 'chen', { takesBack: 'i-1' })
      expect(await under.again().articleHistory('a')).toMatchObject([
        { n: 4, by: 'chen', note: '四', version: second.version, kind: 'retired' },
        { n: 2, by: 'wang', note: '二', version: second.version, kind: 'changed' },
        { n: 1, by: 'li', note: '一', version: first.version, kind: 'added' },
      ])
      expect(await under.store.articleHistory('nothing')).toEqual([])
      expect(await under.again().history()).toMatchObject([{ takesBack: 'i-1' }, {}, {}, { import: 'i-1' }])
    })

    it('[LB6] erases an article from every version, says so, and goes back without it', async () => {
      const [was, is] = [articleOf('vip', { source: '张经理 13800138000' }), articleOf('vip', { source: '李经理' })]
      await under.store.commit(() => [was, articleOf('b')], '1', 'li')
      await under.store.commit(() => [is, articleOf('b')], '2', 'li')
      const version = await under.store.erase('vip', '客户要求删除', 'wang')
      expect(version).toMatchObject({ n: 3, by: 'wang', note: 'erase vip: 客户要求删除' })
      expect(idsOf(version)).toEqual(['b'])
      for (const store of [under.store, under.again()]) {
        for (const { version } of [was, is])
          expect(await store.article('vip', version)).toEqual({
            id: 'vip',
            version,
            erased: { at: expect.any(String), by: 'wang', reason: '客户要求删除' },
          })
        expect(idsOf({ articles: await store.articles((await store.entries(1)) ?? []) })).toEqual(['b'])
        expect(await store.article('b', articleOf('b').version)).toEqual(articleOf('b'))
      }
      expect(idsOf(await under.store.rollbackTo(1, 'li'))).toEqual(['b'])
      for (const odd of ['constructor', '__proto__']) expect(await under.store.article('vip', odd)).toBeUndefined()
      await expect(under.store.erase('vip', 'again', 'li')).rejects.toMatchObject({ code: 'not_found' })
    })

    it('[LB6] brings back no texts of an article that is being erased', async () => {
      const vip = articleOf('vip', { source: '张经理 13800138000' })
      await under.store.commit(() => [vip, articleOf('b')], '1', 'li')
      await under.store.commit(() => [articleOf('b')], '2: retired, and so only its texts are left', 'li')
      await under.store.commit((articles) => [...articles, vip], '3', 'li')
      const others: Promise<unknown>[] = []
      const stop = under.store.watch((n) => {
        if (n !== 4) return
        const again = async () => {
          const found = await under.store.article('vip', vip.version)
          return found === undefined || 'erased' in found ? [articleOf('b')] : [found]
        }
        others.push(under.store.rollbackTo(1, 'chen'), under.store.commit(again, 'restore', 'chen'))
      })
      await under.store.erase('vip', '客户要求删除', 'wang')
      await Promise.all(others)
      stop()
      expect(others).toHaveLength(2)
      expect(idsOf(await under.again().current())).toEqual(['b'])
      for (const { n } of await under.store.history())
        expect(idsOf({ articles: await under.store.articles((await under.store.entries(n)) ?? []) }), `${n}`).toEqual([
          'b',
        ])
    })

    it('[LB6] takes an erased article in again when somebody writes it anew', async () => {
      await under.store.commit(() => [articleOf('a')], '1', 'li')
      await under.store.erase('a', 'wrong', 'li')
      await under.store.commit(() => [articleOf('a')], '3', 'li')
      expect((await under.again().current())?.articles).toEqual([articleOf('a')])
      expect(await under.again().article('a', articleOf('a').version)).toEqual(articleOf('a'))
      await under.again().erase('a', 'again', 'chen')
      expect(await under.store.article('a', articleOf('a').version)).toMatchObject({ erased: { by: 'chen' } })
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

    it('keeps what a waiting import would bring until it is removed', async () => {
      const rows = [
        { id: 'a', title: { zh: '一\u2028二' } },
        { id: 'b', retire: true },
      ]
      await under.store.saveImport('import-2', { state: 'committed' })
      await under.store.saveDraft('import-1', rows)
      expect(await under.again().draftIds()).toEqual(['import-1'])
      expect(await under.again().loadDraft('import-1')).toEqual(rows)
      await under.again().removeDraft('import-1')
      expect(await under.store.loadDraft('import-1')).toBeUndefined()
      expect(await under.store.draftIds()).toEqual([])
      await expect(under.store.loadDraft('../version-1')).rejects.toMatchObject({ code: 'not_found' })
    })
  })
}
