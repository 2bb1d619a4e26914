import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import type { Imports } from '../src/domain/knowledge-import.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { createImports } from '../src/knowledge/import/imports.ts'
import { readStarterKit, type StarterKit } from '../src/knowledge/starter-kit.ts'
import { withVersion } from '../src/knowledge/version.ts'
import type { LibraryStore } from '../src/ports/library-store.ts'
import { articleOf } from './helpers/articles.ts'
import { runToEnd } from './helpers/process.ts'
import { startProduct } from './helpers/product.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'retire-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('the list of the starter kit', () => {
  it('has each article of the folder as it is: add a line for one that changed, keep those of before', async () => {
    const { articles } = await readKnowledgeFolder('knowledge')
    const kit = await readStarterKit()
    expect(articles.length).toBeGreaterThan(100)
    const missing = articles.filter((article) => kit.of(article) !== 'shipped')
    expect(missing.map(({ id, version }) => `${id}\t${version}`)).toEqual([])
    expect(kit.shippedIn(articles)).toBe(articles.length)
  })

  it('tells by what an article says whether it is as it came', async () => {
    const { articles } = await readKnowledgeFolder('knowledge')
    const kit = await readStarterKit()
    const [article] = articles
    if (article === undefined) throw new Error('no article')
    expect(kit.of(withVersion({ ...article, answers: { zh: [{ text: '我们店自己的规定。' }], en: [] } }))).toBe(
      'edited',
    )
    expect(kit.of(articleOf('our-own-rule'))).toBeUndefined()
    expect(kit.of({ ...article, origin: 'import:faq.csv' }), 'it came from a file of the shop').toBeUndefined()
  })
})

describe('retiring the starter kit', () => {
  const SHIPPED = [articleOf('greeting'), articleOf('old-rule'), articleOf('returns')]
  const OWN = articleOf('our-own-rule', { answers: { zh: [{ text: '大闸蟹死了按只赔。' }], en: [] } })
  const EDITED = articleOf('returns', { answers: { zh: [{ text: '我们店 30 天内都能退。' }], en: [] } })
  const kit: StarterKit = {
    of: ({ id, version }) => {
      const known = SHIPPED.find((article) => article.id === id)
      return known === undefined ? undefined : known.version === version ? 'shipped' : 'edited'
    },
    shippedIn: () => 0,
  }
  let store: LibraryStore
  let imports: Imports
  const ids = async (): Promise<string[]> => ((await store.current())?.articles ?? []).map(({ id }) => id)
  beforeEach(async () => {
    store = createLibraryFiles({ directory, now: () => new Date(), pollMs: 20 })
    imports = createImports({ store, now: () => new Date(), shop: () => new Set(), starterKit: async () => kit })
    await store.seed('seed', async () => SHIPPED)
    await store.commit((articles) => [...articles.with(2, EDITED), OWN], '自己的规定', 'li')
  })

  it('is said first, then one version, and can be taken back', async () => {
    const report = await imports.retireStarter('wang')
    expect(report).toMatchObject({ state: 'ready', retired: 2, added: 0, changed: 0, starter: { edited: 1 } })
    expect(await ids()).toEqual(['greeting', 'old-rule', 'returns', 'our-own-rule'])
    const committed = await imports.commit(report.id, 'wang')
    expect(committed).toMatchObject({ state: 'committed', version: 3, retired: 2 })
    expect(await ids()).toEqual(['returns', 'our-own-rule'])
    expect((await store.history())[0]).toMatchObject({ by: 'wang', note: 'retire the starter kit', count: 2 })
    await imports.rollback(report.id, 'wang')
    expect((await ids()).toSorted()).toEqual(['greeting', 'old-rule', 'our-own-rule', 'returns'])
  })

  it('leaves an article that somebody edits between the dry run and the commit', async () => {
    const report = await imports.retireStarter('wang')
    const mine = articleOf('greeting', { answers: { zh: [{ text: '欢迎光临小店。' }], en: [] } })
    await store.commit((articles) => articles.with(0, mine), '改了问候', 'li')
    expect(await imports.commit(report.id, 'wang')).toMatchObject({ retired: 1 })
    expect(await ids()).toEqual(['greeting', 'returns', 'our-own-rule'])
  })

  it('asked for again is the same import, counted anew', async () => {
    const { id } = await imports.retireStarter('wang')
    await store.commit((articles) => articles.filter(({ id: one }) => one !== 'old-rule'), '下架', 'li')
    expect(await imports.retireStarter('li')).toMatchObject({ id, retired: 1 })
    expect(await imports.list()).toHaveLength(1)
    await imports.commit(id, 'li')
    expect(await imports.retireStarter('li'), 'nothing is left').toMatchObject({ retired: 0, state: 'ready' })
  })
})

describe('knowledge retire --starter', () => {
  const knowledge = (...args: string[]) => runToEnd(['knowledge', ...args], { DATA_DIR: directory })
  const open = () => createLibraryFiles({ directory: join(directory, 'knowledge'), now: () => new Date() })

  it('says with --dry-run what would go, and changes nothing; then goes, and comes back', async () => {
    const { articles, hash } = await readKnowledgeFolder('knowledge')
    const own = articleOf('our-own-rule')
    const store = open()
    await store.seed(hash, async () => articles)
    await store.commit((all) => [...all, own], '自己的规定', 'li')
    const dry = await knowledge('retire', '--starter', '--dry-run')
    expect(dry.code, dry.stderr).toBe(0)
    expect(dry.stdout).toContain('- track-parcel: ')
    expect(dry.stdout).toContain(`${articles.length} retired`)
    expect(dry.stdout).not.toContain('our-own-rule')
    expect(await open().current()).toMatchObject({ n: 2 })
    const done = await knowledge('retire', '--starter', '--json')
    expect(JSON.parse(done.stdout)).toMatchObject({ retired: articles.length, files: [{ starter: { edited: 0 } }] })
    expect((await open().current())?.articles.map(({ id }) => id)).toEqual(['our-own-rule'])
    await knowledge('rollback', '2')
    expect((await open().current())?.articles).toHaveLength(articles.length + 1)
  }, 60_000)

  it('ends with 2 where nothing is named', async () => {
    const { code, stderr } = await knowledge('retire')
    expect(code).toBe(2)
    expect(stderr).toContain('--starter')
    expect(await readFile(join(directory, 'knowledge', 'version-1.jsonl'), 'utf8').catch(() => 'none')).toBe('none')
  })
})

describe('POST /v1/knowledge/starter-kit/retire', () => {
  it('makes an import that waits; the list says how many there are', async () => {
    const running = await startProduct({ models: 'real' })
    const list = () => running.call('/v1/knowledge/articles?limit=1', { role: 'knowledge' })
    const before = (await list()).body as { starter: number; total: number }
    expect(before.starter).toBe(before.total)
    expect(await running.call('/v1/knowledge/starter-kit/retire', { role: 'agent', method: 'POST' })).toMatchObject({
      status: 403,
    })
    const { status, body } = await running.call('/v1/knowledge/starter-kit/retire', {
      role: 'knowledge',
      method: 'POST',
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({ state: 'ready', retired: before.total, starter: { edited: 0 } })
    expect((await list()).body).toMatchObject({ total: before.total })
  }, 60_000)
})
