import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import type { Article } from '../src/domain/article.ts'
import { articleOf } from './helpers/articles.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'older-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))
const open = () => createLibraryFiles({ directory, now: () => new Date() })

/** A version as the first releases wrote it: a header, then every article with its texts. */
const olderVersion = (n: number, articles: readonly Article[], more: object = {}): Promise<void> => {
  const header = {
    n,
    at: `2026-11-0${n}T08:00:00.000Z`,
    by: 'wang',
    note: `第 ${n} 版`,
    edited: n > 1,
    seed: 'abc',
    ...more,
  }
  const lines = [{ ...header, count: articles.length }, ...articles].map((line) => JSON.stringify(line))
  return writeFile(join(directory, `library-${n}.jsonl`), `${lines.join('\n')}\n`)
}

const [a, b] = [articleOf('a'), articleOf('b', { origin: 'import:常见问题.csv' })]
const changed = articleOf('a', { answers: { zh: [{ text: '一\u2028二 🙂' }], en: [] } })

describe('a library that an older release wrote', () => {
  it('[LB1] [LB5] is carried over, version by version', async () => {
    await olderVersion(3, [a])
    await olderVersion(4, [changed, b])
    await olderVersion(5, [b, changed])
    const store = open()
    expect(await store.current()).toEqual({
      ...{ n: 5, at: '2026-11-05T08:00:00.000Z', by: 'wang', note: '第 5 版', edited: true, seed: 'abc' },
      articles: [b, changed],
    })
    expect((await store.history()).map(({ n, count, note }) => [n, count, note])).toEqual([
      [5, 2, '第 5 版'],
      [4, 2, '第 4 版'],
      [3, 1, '第 3 版'],
    ])
    expect((await readdir(directory)).toSorted()).toEqual([
      'bodies',
      'version-3.jsonl',
      'version-4.jsonl',
      'version-5.jsonl',
    ])
    expect((await store.rollbackTo(3, 'li')).articles).toEqual([a])
    expect(await open().articleHistory('b')).toMatchObject([
      { n: 6, kind: 'retired' },
      { n: 4, kind: 'added' },
    ])
    expect(await store.seed('abc', async () => [])).toMatchObject({ outcome: 'unchanged', version: { n: 6 } })
  })

  it('[LB1] is carried over to its end after a crash on the way', async () => {
    await olderVersion(1, [a])
    await open().current()
    await olderVersion(1, [a])
    await olderVersion(2, [changed])
    expect(await open().current()).toMatchObject({ n: 2, articles: [changed] })
    expect((await open().history()).map(({ n }) => n)).toEqual([2, 1])
  })

  it('starts by the version in force or not at all; an older one that is not whole is put aside', async () => {
    await olderVersion(1, [a], { count: 1 })
    await writeFile(join(directory, 'library-2.jsonl'), '{"n":2,"count":2}\n{"id":')
    await olderVersion(3, [changed])
    expect(await open().current()).toMatchObject({ n: 3, articles: [changed] })
    expect((await open().history()).map(({ n }) => n)).toEqual([3, 1])
    expect(await readFile(join(directory, 'library-2.jsonl.broken'), 'utf8')).toContain('"n":2')
    await olderVersion(9, [a])
    await writeFile(join(directory, 'library-9.jsonl'), '{"n":9,"count":2}\n{"id":"a"}\n')
    await expect(open().current()).rejects.toThrow(/library-9\.jsonl has 1 articles of 2: restore it/)
  })

  it('[LB6] keeps no text of an erased article in what imports left to be taken back', async () => {
    const undo = { made: [{ id: 'a', version: changed.version }], before: [a, b] }
    await open().commit(() => [changed, b], '1', 'li')
    await open().saveImport('one', { report: { state: 'committed' }, undo })
    await open().saveImport('two', { report: { state: 'committed' } })
    await open().erase('a', '客户要求', 'li')
    expect(await open().loadImport('one')).toEqual({ report: { state: 'committed' }, undo: { ...undo, before: [b] } })
    expect(await open().loadImport('two')).toEqual({ report: { state: 'committed' } })
  })
})
