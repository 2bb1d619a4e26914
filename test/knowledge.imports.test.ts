import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import type { ImportReport, Imports } from '../src/domain/knowledge-import.ts'
import { createImports } from '../src/knowledge/import/imports.ts'
import { createKeeper } from '../src/knowledge/keeper.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import type { LibraryStore } from '../src/ports/library-store.ts'
import { articleOf } from './helpers/articles.ts'

/** Long enough for a machine that does other things. */
const WAIT = { timeout: 30_000 }

let directory: string
let store: LibraryStore
let imports: Imports
const now = (): Date => new Date()
const openStore = () => createLibraryFiles({ directory, now, pollMs: 20 })
const openImports = (more: Partial<Parameters<typeof createImports>[0]> = {}): Imports =>
  createImports({ store, now, shop: () => new Set(), ...more })

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imports-'))
  store = openStore()
  await store.seed('seed', async () => [articleOf('greeting'), articleOf('old-rule')])
  imports = openImports()
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const upload = (content: string, name = 'faq.csv', more: { replace?: boolean } = {}) =>
  imports.upload({ name, bytes: Buffer.from(content), by: 'wang', ...more })
const ids = async (): Promise<string[]> => ((await store.current())?.articles ?? []).map(({ id }) => id)
const finished = async (report: ImportReport): Promise<ImportReport> => {
  await expect.poll(async () => (await imports.report(report.id)).state, WAIT).not.toBe('processing')
  return imports.report(report.id)
}

describe('an import', () => {
  it('is a dry run until it is committed', async () => {
    const report = await upload(
      'id,问题,答案,状态\nnew-rule,怎么退,点申请,\nold-rule,,,下线\ngreeting,你好,您好。,\n,,没有问题,',
    )
    expect(report).toMatchObject({
      state: 'ready',
      file: 'faq.csv',
      by: 'wang',
      added: 1,
      changed: 1,
      retired: 1,
      unchanged: 0,
      refusedCount: 1,
      refused: [{ row: 5, column: '问题' }],
    })
    expect(await ids()).toEqual(['greeting', 'old-rule'])
    const committed = await imports.commit(report.id, 'li')
    expect(committed).toMatchObject({ id: report.id, state: 'committed', added: 1, changed: 1, retired: 1, version: 2 })
    expect(await ids()).toEqual(['greeting', 'new-rule'])
    expect(await store.current()).toMatchObject({ by: 'li', note: 'import faq.csv', edited: true })
  })

  it('keeps what a file does not speak of', async () => {
    await imports.commit(
      (await upload('id,lang,question,answer,when\ngreeting,zh,到哪了,已签收,order.status is delivered')).id,
      'li',
    )
    await imports.commit((await upload('id,question,answer\ngreeting,你好啊,您好呀。')).id, 'li')
    const greeting = (await store.current())?.articles.find(({ id }) => id === 'greeting')
    expect(greeting?.answers).toEqual({
      zh: [{ when: { slot: 'order.status', values: ['delivered'] }, text: '已签收' }, { text: '您好呀。' }],
      en: [{ text: 'Fine.' }],
    })
    expect(greeting?.questions.zh).toEqual(['你好啊', '到哪了'])
    expect(greeting?.intent).toBe('greeting')
  })

  it('of the same file again changes nothing', async () => {
    const content = 'q,a,similar\n怎么退,点申请,退货咋弄'
    await imports.commit((await upload(content)).id, 'li')
    const again = await upload(content)
    expect(again).toMatchObject({ state: 'ready', added: 0, changed: 0, unchanged: 1 })
    expect(await imports.commit(again.id, 'li')).toMatchObject({ state: 'committed', version: 2 })
    expect((await store.history()).map(({ n }) => n)).toEqual([2, 1])
  })

  it('with `replace` retires what came from a file of its name and is gone from it, and nothing else', async () => {
    await imports.commit((await upload('q,a\n一,1\n二,2')).id, 'li')
    await imports.commit((await upload('q,a\n三,3', 'other.csv')).id, 'li')
    expect(await upload('q,a\n一,1')).toMatchObject({ retired: 0, unchanged: 1 })
    const replaced = await upload('q,a\n一,1', 'faq.csv', { replace: true })
    expect(replaced).toMatchObject({ retired: 1, unchanged: 1 })
    await imports.commit(replaced.id, 'li')
    expect((await store.current())?.articles.map(({ title }) => title.zh)).toEqual([
      'greeting 标题',
      'old-rule 标题',
      '一',
      '三',
    ])
  })

  it('is applied to the library of the moment, not to that of the upload', async () => {
    const report = await upload('q,a\n一,1')
    await store.commit((articles) => [...articles, articleOf('meanwhile')], 'edit', 'chen')
    await imports.commit(report.id, 'li')
    expect(await ids()).toEqual(['greeting', 'old-rule', 'meanwhile', expect.stringMatching(/^faq-/)])
  })

  it('is committed once, however often it is asked for', async () => {
    const { id } = await upload('q,a\n一,1')
    const [first, second] = await Promise.all([imports.commit(id, 'li'), imports.commit(id, 'li')])
    expect(second).toEqual(first)
    expect(await imports.commit(id, 'li')).toEqual(first)
    expect((await store.history()).length).toBe(2)
  })

  it('waits until its articles can be found', async () => {
    const caughtUp = vi.fn(async () => {
      expect(await ids()).toHaveLength(3)
    })
    imports = openImports({ caughtUp })
    await imports.commit((await upload('q,a\n一,1')).id, 'li')
    expect(caughtUp).toHaveBeenCalledTimes(1)
  })

  it('is taken back, also after a restart, without what was changed since', async () => {
    const { id } = await upload('id,q,a,status\ngreeting,你好,新答案,\nnew,新,新,\nnewer,更新,更新,\nold-rule,,,下线')
    await imports.commit(id, 'li')
    await store.commit(
      (articles) =>
        articles.map((article) => (article.id === 'newer' ? articleOf('newer', { source: '后来改的' }) : article)),
      'edit',
      'chen',
    )
    store = openStore()
    imports = openImports()
    expect(await imports.report(id)).toMatchObject({ state: 'committed', added: 2 })
    const back = await imports.rollback(id, 'wang')
    expect(back).toMatchObject({ state: 'rolledBack', version: 4 })
    expect((await ids()).toSorted()).toEqual(['greeting', 'newer', 'old-rule'])
    expect((await store.current())?.articles.find(({ id: other }) => other === 'greeting')).toEqual(
      articleOf('greeting'),
    )
    expect(await imports.rollback(id, 'wang')).toEqual(back)
    expect(await imports.report(id)).toEqual(back)
  })

  it('that is not committed cannot be rolled back; one that failed cannot be committed', async () => {
    const ready = await upload('q,a\n一,1')
    await expect(imports.rollback(ready.id, 'li')).rejects.toMatchObject({ code: 'unprocessable' })
    const failed = await upload('名称\n一')
    expect(failed).toMatchObject({
      state: 'failed',
      refused: [{ row: 1 }],
      reason: expect.stringContaining('no column'),
    })
    await expect(imports.commit(failed.id, 'li')).rejects.toMatchObject({ code: 'unprocessable' })
    for (const call of [
      () => imports.report('none'),
      () => imports.commit('none', 'li'),
      () => imports.rollback('none', 'li'),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is refused by type before it is read', async () => {
    await expect(upload('x', 'faq.pdf')).rejects.toMatchObject({ code: 'unsupported_type' })
  })

  it('takes only the last part of a name', async () => {
    expect(await upload('q,a\n一,1', '..\\..\\secret/faq.csv')).toMatchObject({ file: 'faq.csv' })
  })

  it('of a large file is read aside', async () => {
    const rows = Array.from({ length: 9_000 }, (_, i) => `第 ${i} 个问题是什么,第 ${i} 个答案`)
    const report = await upload(`问题,答案\n${rows.join('\n')}\n,漏了`)
    expect(report.state).toBe('processing')
    await expect(imports.commit(report.id, 'li')).rejects.toMatchObject({ code: 'unprocessable' })
    expect(await finished(report)).toMatchObject({ state: 'ready', added: 9_000, refused: [{ row: 9_002 }] })
    expect(await imports.commit(report.id, 'li')).toMatchObject({ state: 'committed', added: 9_000 })
    expect(await ids()).toHaveLength(9_002)
  })

  it('lists at most a thousand refused rows, and counts all', async () => {
    const report = await upload(`问题,答案\n${',漏了\n'.repeat(1_500)}`)
    expect(report.refused).toHaveLength(1_000)
    expect(report.refusedCount).toBe(1_500)
  })

  it('is forgotten when many others wait', async () => {
    const first = await upload('q,a\n一,1')
    for (let i = 0; i < 8; i++) await upload('q,a\n一,1')
    await expect(imports.report(first.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the keeper', () => {
  const open = () => {
    const library = createLibrary({ words: createWords() })
    const onError = vi.fn()
    return { library, onError, keeper: createKeeper({ store, library, onError }) }
  }
  const facts = { hours: { zh: '全天', en: 'all day' } }

  it('seeds, and brings commits of others into the library', async () => {
    const { library, keeper, onError } = open()
    expect(await keeper.start({ articles: [articleOf('seeded')], facts, hash: 'newer' })).toBe('reseeded')
    expect(library.articles().map(({ id }) => id)).toEqual(['seeded'])
    expect(library.facts()).toEqual(facts)
    await openStore().commit((articles) => [...articles, articleOf('theirs')], 'elsewhere', 'chen')
    await expect.poll(() => library.article('theirs'), WAIT).toBeDefined()
    keeper.stop()
    await store.commit((articles) => [...articles, articleOf('unseen')], 'after', 'chen')
    expect(library.article('unseen')).toBeUndefined()
    expect(onError).not.toHaveBeenCalled()
  })

  it('lets who commits find the article at once', async () => {
    const { library, keeper } = open()
    await keeper.start({ articles: [], facts, hash: 'seed' })
    imports = openImports({ caughtUp: keeper.caughtUp })
    await imports.commit((await upload('q,a\n门店在哪,人民路 1 号')).id, 'li')
    expect(library.search({ text: '门店在哪', language: 'zh', top: 1, at: now() })[0]?.text).toBe('门店在哪')
    keeper.stop()
  })
})
