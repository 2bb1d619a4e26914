import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import type { Imports } from '../src/domain/knowledge-import.ts'
import { createImports } from '../src/knowledge/import/imports.ts'
import type { LibraryStore } from '../src/ports/library-store.ts'
import { articleOf } from './helpers/articles.ts'

let directory: string
let store: LibraryStore
let imports: Imports
/** Another process on the same folder. */
const restart = (more: Partial<LibraryStore> = {}): void => {
  store = { ...createLibraryFiles({ directory, now: () => new Date(), pollMs: 20 }), ...more }
  imports = createImports({ store, now: () => new Date(), shop: () => new Set() })
}
const upload = (content: string, name = 'faq.csv') => imports.upload({ name, bytes: Buffer.from(content), by: 'wang' })
const ids = async (): Promise<string[]> => ((await store.current())?.articles ?? []).map(({ id }) => id)
const crash = async (): Promise<never> => {
  throw new Error('killed')
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restart-'))
  restart()
  await store.seed('seed', async () => [articleOf('greeting'), articleOf('old-rule')])
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const FILE = 'id,问题,答案,状态\nnew-rule,怎么退呀,点申请就行,\nold-rule,,,下线\ngreeting,你好,您好。,\n,,没有问题,'

describe('an import, after a restart', () => {
  it('waits as before: its report, its refused rows, and it can be committed or discarded', async () => {
    const before = await upload(FILE)
    const other = await upload('q,a\n一,1', 'other.csv')
    restart()
    expect(await imports.report(before.id)).toEqual(before)
    expect(await imports.refusedCsv(before.id)).toMatch(/\b5,问题,/)
    expect((await imports.list()).map(({ id }) => id).toSorted()).toEqual([before.id, other.id].toSorted())
    expect(await imports.commit(before.id, 'li')).toMatchObject({
      state: 'committed',
      added: 1,
      changed: 1,
      retired: 1,
    })
    expect(await ids()).toEqual(['greeting', 'new-rule'])
    await imports.discard(other.id)
    restart()
    await expect(imports.report(other.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await imports.report(before.id)).toMatchObject({ state: 'committed', version: 2 })
    expect(await store.draftIds()).toEqual([])
  })

  it('waits to be told what its columns are, and can be read by others where it was read already', async () => {
    const unsure = await upload('甲,乙,丙\n一,二,三\n四,五,六', 'unsure.csv')
    expect(unsure.state).toBe('mapping')
    // Larger than a row of what is kept, and than what is read at once.
    const many = Array.from({ length: 6_000 }, (_, i) => `怎么退第${i}件,在第${i}页点申请就行`).join('\n')
    const sure = await upload(`问题,答案\n${many}`, 'sure.csv')
    await vi.waitFor(async () => expect((await imports.report(sure.id)).state).toBe('ready'), 20_000)
    restart()
    expect(await imports.report(unsure.id)).toEqual(unsure)
    await expect(imports.commit(unsure.id, 'li')).rejects.toMatchObject({ code: 'unprocessable' })
    const told = await imports.map(unsure.id, [{ table: '', columns: ['question', 'answer', null] }])
    expect(told).toMatchObject({ state: 'ready', added: unsure.mapping?.[0]?.preview.length })
    await imports.map(sure.id, [{ table: '', columns: ['answer', 'question'] }])
    await vi.waitFor(async () => expect((await imports.report(sure.id)).state).toBe('ready'), 20_000)
    await imports.commit(sure.id, 'li')
    const titles = ((await store.current())?.articles ?? []).map(({ title }) => title.zh)
    expect(titles).toContain('在第5999页点申请就行')
    expect(await store.draftIds()).toEqual([unsure.id])
  })

  it('is committed where its version is there, though its report was never written, and can be taken back', async () => {
    restart({ saveImport: crash })
    const { id } = await upload(FILE)
    await expect(imports.commit(id, 'li')).rejects.toThrow('killed')
    restart()
    expect(await imports.report(id)).toMatchObject({ state: 'committed', added: 1, changed: 1, retired: 1, version: 2 })
    expect(await imports.commit(id, 'li')).toMatchObject({ state: 'committed', version: 2 })
    expect((await store.history()).length).toBe(2)
    expect(await store.draftIds()).toEqual([])
    restart({ saveImport: crash })
    await expect(imports.rollback(id, 'chen')).rejects.toThrow('killed')
    restart()
    expect(await imports.report(id)).toMatchObject({ state: 'rolledBack', version: 3 })
    expect(await imports.rollback(id, 'chen')).toMatchObject({ state: 'rolledBack', version: 3 })
    expect((await ids()).toSorted()).toEqual(['greeting', 'old-rule'])
  })

  it('waits where its version is not there', async () => {
    restart({ commit: crash })
    const { id } = await upload(FILE)
    await expect(imports.commit(id, 'li')).rejects.toThrow('killed')
    restart()
    expect(await imports.report(id)).toMatchObject({ state: 'ready', added: 1 })
    expect(await imports.commit(id, 'li')).toMatchObject({ state: 'committed', version: 2 })
  })

  it('stays away where it was discarded while it was being read', async () => {
    const rows = (count: number): string =>
      `q,a\n${Array.from({ length: count }, (_, i) => `第${i}个问题怎么办呀,请您提供第${i}号订单`).join('\n')}`
    const large = await upload(rows(8_000), 'discarded.csv')
    expect(large.state).toBe('processing')
    await imports.discard(large.id)
    // Its thread ends before those that start later and have more to read.
    const others = [await upload(rows(16_000), 'one.csv'), await upload(rows(16_000), 'two.csv')]
    for (const { id } of others)
      await vi.waitFor(async () => expect((await imports.report(id)).state).toBe('ready'), { timeout: 60_000 })
    expect((await store.draftIds()).toSorted()).toEqual(others.map(({ id }) => id).toSorted())
    await expect(imports.report(large.id)).rejects.toMatchObject({ code: 'not_found' })
  }, 90_000)

  it('is forgotten on disk as well when many others wait', async () => {
    const first = await upload('q,a\n一,1')
    for (let i = 0; i < 8; i++) await upload(`q,a\n一,${i}`)
    restart()
    await expect(imports.report(first.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await store.draftIds()).toHaveLength(8)
  })
})
