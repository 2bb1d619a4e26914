import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import type { Article } from '../src/domain/article.ts'
import { createImports } from '../src/knowledge/import/imports.ts'
import { createKeeper } from '../src/knowledge/keeper.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { startChild } from './faults/child.ts'
import { ERASED, ERASED_WORDS, IMPORT, NEW_QUESTION, RETURNS, SEED } from './helpers/small-library.ts'

type Deed = 'commit' | 'rollback' | 'erase'

/** Children at work at once. */
const AT_ONCE = 2
/** Operations that a kill can tell apart: files that were opened but not written, and syncs, only matter to a power cut. */
const TELLS = /^(write|link|rename|rm|index)/
const LONG = { timeout: 600_000 }
const now = (): Date => new Date()
const words = createWords()

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'library-kill-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Lets a process do the deed until it is killed at its operation number `at`, 0 for never; what it printed. */
const doer = async (directory: string, deed: Deed, at: number, ...more: string[]): Promise<string[]> => {
  const child = startChild('library-doer', [directory, deed, String(at), ...more])
  await child.closed
  if (at === 0) expect(child.lines.at(-1), child.errors.join('\n')).toBe('done')
  else expect(child.lines, child.errors.join('\n')).toHaveLength(at)
  return child.lines
}

/** Does the deed once to its end, then kills it at every one of its operations; what was found wrong after each restart. */
const sweep = async (
  deed: Deed,
  check: (directory: string, killed: string) => Promise<string[]>,
  ...more: string[]
) => {
  const operations = (await doer(join(root, 'whole'), deed, 0, ...more)).slice(0, -1)
  const faults: string[] = []
  const left = [...operations.keys()].filter((i) => TELLS.test(operations[i] as string))
  const work = async (): Promise<void> => {
    for (let i = left.shift(); i !== undefined; i = left.shift()) {
      const directory = join(root, String(i))
      await doer(directory, deed, i + 1, ...more)
      const found = await check(directory, operations[i] as string).catch((error: Error) => [error.message])
      faults.push(...found.map((fault) => `killed at ${i + 1}, ${operations[i]}: ${fault}`))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { killed: operations.filter((operation) => TELLS.test(operation)), faults }
}

const open = (directory: string) => {
  const store = createLibraryFiles({ directory, now })
  return { store, imports: createImports({ store, now, shop: () => new Set() }) }
}
const namesOf = (articles: readonly Article[]): string => articles.map(({ id }) => id).join(' ')
const BEFORE = 'greeting returns old-rule'
const AFTER = 'greeting returns stores'

const libraryOf = async (directory: string) => {
  const { store } = open(directory)
  const library = createLibrary({ words })
  const keeper = createKeeper({ store, library, onError: () => {} })
  await keeper.start(SEED)
  keeper.stop()
  return library
}

/** Whether the new question is answered, as far as the index is that of the store's articles. */
const findsNew = async (directory: string, faults: string[]): Promise<boolean> => {
  const library = await libraryOf(directory)
  const fresh = createLibrary({ words })
  await fresh.replace((await open(directory).store.current())?.articles ?? [], {})
  if (library.fingerprint() !== fresh.fingerprint()) faults.push('the index is not that of the store')
  return library.search({ text: NEW_QUESTION, language: 'zh', top: 1, at: now() })[0]?.text === NEW_QUESTION
}

const checkImport =
  (deed: 'commit' | 'rollback') =>
  async (directory: string): Promise<string[]> => {
    const faults: string[] = []
    const { store, imports } = open(directory)
    const names = namesOf((await store.current())?.articles ?? [])
    const { state } = await imports.report(IMPORT)
    const inForce = names === AFTER
    if (!inForce && names.split(' ').toSorted().join() !== BEFORE.split(' ').toSorted().join())
      faults.push(`has ${names}`)
    const expected = inForce ? 'committed' : deed === 'commit' ? 'ready' : 'rolledBack'
    if (state !== expected) faults.push(`is ${state} with ${names}`)
    if ((await findsNew(directory, faults)) !== inForce) faults.push('search does not agree with the store')
    // What was cut short can be done, and undone.
    const again = deed === 'commit' ? await imports.commit(IMPORT, 'li') : await imports.rollback(IMPORT, 'li')
    if (again.state !== (deed === 'commit' ? 'committed' : 'rolledBack'))
      faults.push(`cannot be done again: ${again.state}`)
    await open(directory).imports.rollback(IMPORT, 'li')
    const back = (await open(directory).store.current())?.articles ?? []
    if (namesOf(back.toSorted((a, b) => (a.id < b.id ? -1 : 1))) !== 'greeting old-rule returns')
      faults.push(`is not taken back: ${namesOf(back)}`)
    return faults
  }

describe('a library whose process is killed at any of its operations', () => {
  it('[LB1] has the whole import or nothing of it, and the report says which', LONG, async () => {
    const { killed, faults } = await sweep('commit', checkImport('commit'))
    expect(faults).toEqual([])
    expect(killed.length).toBeGreaterThanOrEqual(10)
    for (const operation of [
      'write pack-3-*.jsonl',
      'link pack-3',
      'write version-3',
      'link version-3',
      'write the-import.json',
      'index',
    ])
      expect(killed.join('\n')).toContain(operation)
  })

  it('[LB1] [LB3] has taken the import back or not, and the report says which', LONG, async () => {
    expect((await sweep('rollback', checkImport('rollback'))).faults).toEqual([])
  })

  it('[LB6] has erased an article everywhere or not begun, and goes on with it at the next start', LONG, async () => {
    const begun: boolean[] = []
    const { faults } = await sweep('erase', async (directory) => {
      const found: string[] = []
      const { store } = open(directory)
      const names = namesOf((await store.current())?.articles ?? [])
      const then = await Promise.all([ERASED, RETURNS].map(({ id, version }) => store.article(id, version)))
      const erased = then.filter((article) => article !== undefined && 'erased' in article).length
      begun.push(erased > 0)
      if (erased === 0 ? names !== AFTER : erased !== 2 || names !== 'greeting stores')
        found.push(`${names}, ${erased} erased`)
      const kept = erased === 0 ? [] : await wordsIn(directory, ERASED_WORDS)
      if (kept.length > 0) found.push(`${kept} can still be read`)
      for (const { n } of await store.history()) await store.articles((await store.entries(n)) ?? [])
      return found
    })
    expect(faults).toEqual([])
    expect(new Set(begun)).toEqual(new Set([true, false]))
  })

  it('negative control: a store that writes in place is seen to break', LONG, async () => {
    const { faults } = await sweep('commit', checkImport('commit'), 'in-place')
    expect(faults.join('\n')).toMatch(/write version-3\.jsonl: .*(not whole|restore it|Unexpected|JSON)/)
  })
})

const wordsIn = async (directory: string, words: readonly string[]): Promise<string[]> => {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))
  return words.filter((word) => texts.some((text) => text.includes(word)))
}
