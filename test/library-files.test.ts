import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
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
  const open = () => createLibraryFiles({ directory, now, pollMs: 20 })

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

  it('keep the newest thirty versions', async () => {
    const store = open()
    for (let i = 0; i < 33; i++) await store.commit((articles) => [...articles, articleOf(`a-${i}`)], String(i), 'li')
    expect((await store.history()).map(({ n }) => n)).toEqual(Array.from({ length: 30 }, (_, i) => 33 - i))
    await expect(store.rollbackTo(3, 'li')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are cleared of what a killed process left, but not of what is being written', async () => {
    const [old, young] = ['library-1.jsonl.old.tmp', 'library-1.jsonl.young.tmp']
    for (const name of [old, young]) await writeFile(join(directory, name), '{')
    await utimes(join(directory, old), 0, 0)
    await open().seed('a', async () => [])
    expect((await readdir(directory)).toSorted()).toEqual(['library-1.jsonl', young])
  })

  it('say which one is not whole, and what to do', async () => {
    const store = open()
    await store.commit(() => [articleOf('a'), articleOf('b')], '1', 'li')
    await writeFile(
      join(directory, 'library-2.jsonl'),
      `${JSON.stringify({ n: 2, count: 2 })}\n${JSON.stringify(articleOf('a'))}\n`,
    )
    await expect(open().current()).rejects.toThrow(/library-2\.jsonl has 1 articles of 2: restore it/)
  })
})
