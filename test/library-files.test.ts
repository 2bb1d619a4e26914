import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBodies } from '../src/adapters/local/library-bodies.ts'
import { createErasures } from '../src/adapters/local/library-erasures.ts'
import { createLibraryFiles, type LibraryFilesParts } from '../src/adapters/local/library-files.ts'
import { createManifests } from '../src/adapters/local/library-manifests.ts'
import { collectBodies, purgeBodies } from '../src/adapters/local/library-upkeep.ts'
import { libraryStoreContract } from './contract/library-store.ts'
import { startChild } from './faults/child.ts'
import { articleOf } from './helpers/articles.ts'

const now = (): Date => new Date()
const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'library-'))
const remove = (directory: string): Promise<void> => rm(directory, { recursive: true, force: true })

libraryStoreContract('files', async () => {
  const directory = await newFolder()
  const open = () => createLibraryFiles({ directory, now, pollMs: 20 })
  return { store: open(), again: open, close: () => remove(directory) }
})

describe('library files', () => {
  let directory: string
  beforeEach(async () => {
    directory = await newFolder()
  })
  afterEach(() => remove(directory))
  const open = (more: Partial<LibraryFilesParts> = {}) => createLibraryFiles({ directory, now, pollMs: 20, ...more })

  it('[LB1] hold every commit that resolved when the process is killed, and no half one', async () => {
    for (const wait of [3, 9, 20]) {
      const folder = join(directory, String(wait))
      const child = startChild('library-committer', [folder, 'killed', '100000'])
      await child.printed(wait)
      await child.kill()
      const version = await createLibraryFiles({ directory: folder, now }).current()
      expect(version?.articles.length).toBeGreaterThanOrEqual(child.lines.length)
      expect(version?.articles.map(({ id }) => id)).toEqual(version?.articles.map((_, i) => `killed-${i}`))
    }
  })

  it('[LB2] hold all commits of two processes that write at once', async () => {
    const children = ['ann', 'bob'].map((name) => startChild('library-committer', [directory, name, '12']))
    await Promise.all(children.map((child) => child.printed(12)))
    const ids = (await open().current())?.articles.map(({ id }) => id) ?? []
    expect(ids).toHaveLength(24)
    expect(new Set(ids).size).toBe(24)
    await Promise.all(children.map((child) => child.kill()))
  })

  it('[LB2] [LB6] lose no commit of another process while an article is erased, and keep none of its texts', async () => {
    const store = open()
    await store.commit(() => [articleOf('vip', { source: '张经理的手机' })], '1', 'li')
    const child = startChild('library-committer', [directory, 'bob', '25'])
    await child.printed(5)
    await store.erase('vip', '客户要求', 'li')
    await child.printed(25)
    await child.closed
    const ids = (await open().current())?.articles.map(({ id }) => id)
    expect(ids).toEqual(Array.from({ length: 25 }, (_, i) => `bob-${i}`))
    const packs = await Promise.all(
      (await packsOf(directory)).map((name) => readFile(join(directory, 'bodies', name), 'utf8')),
    )
    expect(packs.filter((text) => text.includes('张经理'))).toEqual([])
    for (const { n } of await store.history()) await store.articles((await store.entries(n)) ?? [])
  })

  it('[LB6] bring back no texts of an erased article where another process goes back to a version that has it', async () => {
    for (const wait of [2, 5, 9]) {
      const folder = join(directory, String(wait))
      const store = createLibraryFiles({ directory: folder, now })
      await store.commit(() => [articleOf('vip', { source: '张经理的手机' }), articleOf('b')], '1', 'li')
      const child = startChild('library-returner', [folder, '1', '14'])
      await child.printed(wait)
      await store.erase('vip', '客户要求', 'li')
      await child.printed(14)
      await child.closed
      expect((await createLibraryFiles({ directory: folder, now }).current())?.articles.map(({ id }) => id)).toEqual([
        'b',
      ])
      const packs = await Promise.all(
        (await packsOf(folder)).map((name) => readFile(join(folder, 'bodies', name), 'utf8')),
      )
      expect(
        packs.filter((text) => text.includes('张经理')),
        `${wait}`,
      ).toEqual([])
    }
  })

  it('[LB6] keep none of its texts where packs are put together while an article is erased', async () => {
    const store = open({ versionsKept: 1 })
    const long = { zh: [{ text: '好'.repeat(1_000) }], en: [] }
    await store.commit(() => [articleOf('vip', { source: '张经理的手机' })], '1', 'li')
    for (let i = 2; i <= 50; i++)
      await store.commit(
        (all) => [...all, ...Array.from({ length: 200 }, (_, j) => articleOf(`a-${i}-${j}`, { answers: long }))],
        String(i),
        'li',
      )
    await store.commit((all) => [...all, articleOf('last')], 'the fiftieth after the first: older ones go', 'li')
    await store.erase('vip', '客户要求', 'li')
    await expect.poll(async () => (await packsOf(directory)).length, { timeout: 10_000 }).toBe(1)
    const [pack = ''] = await packsOf(directory)
    expect(await readFile(join(directory, 'bodies', pack), 'utf8')).not.toContain('张经理')
  })

  it('[LB6] keep none of its texts where another process had begun to erase before packs were put together', async () => {
    const store = open()
    await store.commit(() => [articleOf('vip', { source: '张经理的手机' }), articleOf('b')], '1', 'li')
    await store.commit((all) => [...all, articleOf('c')], '2', 'li')
    const [bodies, manifests] = [createBodies(join(directory, 'bodies')), createManifests(directory)]
    const erasures = createErasures(join(directory, 'erased'))
    const erasure = { at: now().toISOString(), by: 'li', reason: '客户要求' }
    const [version = ''] = await bodies.versionsOf('vip')
    const collect = async (purge: () => Promise<void>) => {
      let first = true
      const writePack: typeof bodies.writePack = async (...pack) => {
        if (first) await purge()
        first = false
        await bodies.writePack(...pack)
      }
      await collectBodies({ bodies: { ...bodies, writePack }, manifests, erasures }, { now: Date.now(), keptMs: 0 })
      expect(first, 'packs were put together').toBe(false)
      const packs = await packsOf(directory)
      return Promise.all(packs.map((name) => readFile(join(directory, 'bodies', name), 'utf8')))
    }
    expect((await collect(async () => {})).join('')).toContain('张经理')
    await store.commit((all) => [...all, articleOf('d')], '3', 'li')
    await erasures.save({ id: 'vip', versions: { [version]: erasure }, pending: erasure })
    expect((await collect(() => purgeBodies(bodies, 'vip', 3))).join('')).not.toContain('张经理')
  })

  it('write a change of one of many articles in few bytes, and its texts once', async () => {
    const store = open()
    const articles = Array.from({ length: 2_000 }, (_, i) =>
      articleOf(`a-${i}`, { answers: { zh: [{ text: `第 ${i} 条：七天内可以退货，运费由我们出。` }], en: [] } }),
    )
    await store.commit(() => articles, 'import', 'li')
    const before = await sizeOf(directory)
    expect(before).toBeGreaterThan(500_000)
    for (let i = 0; i < 5; i++)
      await store.commit((all) => [articleOf('a-0', { source: `来源 ${i}` }), ...all.slice(1)], 'edit', 'li')
    expect(await sizeOf(directory)).toBeLessThan(before + 10_000)
    expect(await open().current()).toEqual(await store.current())
    expect((await store.current())?.articles).toHaveLength(2_000)
  })

  it('keep so many versions, and those that these build on; older ones go', async () => {
    const store = open({ versionsKept: 20 })
    for (let i = 1; i <= 120; i++) await store.commit(withSource(`来源 ${i}`), String(i), 'li')
    await expect.poll(async () => (await store.history()).at(-1)?.n).toBe(101)
    expect((await store.history()).length).toBe(20)
    expect(sources(await store.rollbackTo(101, 'li'))).toEqual(['来源 101'])
    await expect(store.rollbackTo(100, 'li')).rejects.toMatchObject({ code: 'not_found' })
    expect(await store.entries(3)).toBeUndefined()
  })

  it('[LB5] keep texts that no kept version has for the time that turns are kept, and no longer', async () => {
    let time = Date.parse('2026-11-11T00:00:00Z')
    const store = open({ versionsKept: 20, bodiesKeptDays: 30, now: () => new Date(time) })
    for (let i = 1; i <= 60; i++) await store.commit(withSource(`来源 ${i}`), String(i), 'li')
    const first = articleOf('a', { source: '来源 1' })
    for (let i = 61; i <= 110; i++) await store.commit(withSource(`来源 ${i}`), String(i), 'li')
    await expect.poll(async () => (await store.history()).at(-1)?.n).toBe(51)
    await expect.poll(async () => (await packsOf(directory)).some((name) => name.startsWith('left-'))).toBe(true)
    expect((await packsOf(directory)).length).toBeLessThan(60)
    expect(await open().article('a', first.version)).toEqual(first)
    time += 31 * 86_400_000
    for (let i = 111; i <= 180; i++) await store.commit(withSource(`来源 ${i}`), String(i), 'li')
    await expect.poll(() => open().article('a', first.version)).toBeUndefined()
    for (const n of (await store.history()).map((entry) => entry.n))
      expect(await store.articles((await store.entries(n)) ?? [])).toEqual([articleOf('a', { source: `来源 ${n}` })])
  })

  it('are cleared of what a killed process left, but not of what is being written', async () => {
    const [old, young] = ['version-1.jsonl.old.tmp', 'version-1.jsonl.young.tmp']
    for (const name of [old, young]) await writeFile(join(directory, name), '{')
    await utimes(join(directory, old), 0, 0)
    await open().seed('a', async () => [])
    expect((await readdir(directory)).toSorted()).toEqual(['version-1.jsonl', young])
  })

  it('say which one is not whole, and what to do', async () => {
    await open().commit(() => [articleOf('a'), articleOf('b')], '1', 'li')
    const [pack = ''] = await packsOf(directory)
    const lines = (await readFile(join(directory, 'version-1.jsonl'), 'utf8')).split('\n')
    await writeFile(join(directory, 'version-2.jsonl'), lines.slice(0, 2).join('\n'))
    await expect(open().current()).rejects.toThrow(/version-2\.jsonl has 1 changes of 2 .*: restore it/)
    await writeFile(join(directory, 'version-2.jsonl'), lines.join('\n').slice(0, -20))
    await expect(open().current()).rejects.toThrow(
      /version-2\.jsonl has 2 changes of 2 and 1 articles of 2: restore it/,
    )
    await writeFile(join(directory, 'version-2.jsonl'), '{"n":')
    await expect(open().history()).rejects.toThrow(/version-2\.jsonl does not begin with a header: restore it/)
    await rm(join(directory, 'version-2.jsonl'))
    expect((await open().current())?.articles).toHaveLength(2)
    await rm(join(directory, 'bodies', pack))
    await expect(open().current()).rejects.toThrow(/texts of article a, .* restore the folder from a backup/)
  })

  it('take no id that would break their lines', async () => {
    await expect(open().commit(() => [articleOf('a\tb')], '1', 'li')).rejects.toThrow(/"a\\tb" has a tab/)
    await expect(open().commit(() => [articleOf('a'), articleOf('a')], '1', 'li')).rejects.toThrow(/one id/)
    expect(await open().current()).toBeUndefined()
  })
})

const sources = (version: { articles: readonly { source?: string }[] } | undefined) =>
  version?.articles.map(({ source }) => source)
const withSource = (source: string) => () => [articleOf('a', { source })]
const packsOf = (directory: string): Promise<string[]> => readdir(join(directory, 'bodies'))
const sizeOf = async (directory: string): Promise<number> => {
  const files = await readdir(directory, { recursive: true, withFileTypes: true })
  const sizes = files.filter((file) => file.isFile()).map((file) => stat(join(file.parentPath, file.name)))
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0)
}
