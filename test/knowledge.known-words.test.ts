import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readCutTexts, writeCutTexts } from '../src/adapters/local/cut-texts-file.ts'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { openKnownWords } from '../src/compose-known-words.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { cutArticles, keyOfText, withKnownWords } from '../src/knowledge/known-words.ts'
import { cutText } from '../src/knowledge/lexical.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import type { LibraryStore } from '../src/ports/library-store.ts'
import { articleOf } from './helpers/articles.ts'

const words = createWords()
const facts = {}
const LIMIT = { timeout: 300_000 }
/** A thread of the lowest priority reads the knowledge folder and cuts it: on a busy machine it hardly runs. */
const SOON = { timeout: 120_000 }
const ASKED = [
  'AX-200 怎么退货',
  '发票抬头写错了能改吗',
  'How do I return a coat?',
  '订单 690123 到哪了',
  '👍',
  '运费谁出',
]
const articles = ASKED.map((text, i) =>
  articleOf(`a${i}`, { title: { zh: text, en: text }, questions: { zh: [text, `${text}呀`], en: [] } }),
)
const folder = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'tabdesk-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'words.bin')
}
const found = async (cutter: typeof words) => {
  const library = createLibrary({ words: cutter, normalise })
  await library.replace(articles)
  return ASKED.map((text) => library.search({ text: normalise(text), language: 'zh', top: 5, at: new Date() }))
}

it('finds the same with the same scores by kept words, and cuts no text that is known', async () => {
  const path = await folder()
  await writeCutTexts(path, 'this', cutArticles(articles, { words, normalise, facts }))
  const cut = await readCutTexts(path, 'this')
  let times = 0
  const counting = Object.assign((text: string) => words(text), {})
  const kept = withKnownWords(counting, cut, [], { normalise, facts })
  const counted = Object.assign(
    (text: string) => {
      times++
      return words(text)
    },
    kept.words.known === undefined ? {} : { known: kept.words.known },
  )
  expect(await found(counted)).toEqual(await found(words))
  expect(kept.missed()).toBe(0)
  expect(times, 'queries only').toBe(ASKED.length)
  kept.letGo()
  expect(kept.words.known?.(normalise(ASKED[0] as string))).toBeUndefined()
})

it('cuts what is new', async () => {
  const path = await folder()
  await writeCutTexts(path, 'this', cutArticles(articles.slice(0, 2), { words, normalise, facts }))
  const kept = withKnownWords(words, await readCutTexts(path, 'this'), [], { normalise, facts })
  expect(await found(kept.words)).toEqual(await found(words))
  expect(kept.missed()).toBeGreaterThan(0)
})

it('is not believed where texts are cut otherwise today', async () => {
  const path = await folder()
  const pairs = createWords('', () => {
    throw new Error('no dictionary')
  })
  await writeCutTexts(path, 'this', cutArticles(articles, { words: pairs, normalise, facts }))
  const cut = await readCutTexts(path, 'this')
  const kept = withKnownWords(words, cut, articles, { normalise, facts })
  expect(await found(kept.words)).toEqual(await found(words))
  // Without a look at them it would have been.
  const blind = withKnownWords(words, cut, [], { normalise, facts })
  expect(await found(blind.words)).not.toEqual(await found(words))
})

it('is left out where it was made by another dictionary or is damaged, wherever that is', async () => {
  const path = await folder()
  await writeCutTexts(path, 'this', cutArticles(articles, { words, normalise, facts }))
  expect(await readCutTexts(path, 'this')).toBeDefined()
  expect(await readCutTexts(path, 'other')).toBeUndefined()
  expect(await readCutTexts(`${path}.none`, 'this')).toBeUndefined()
  const whole = await readFile(path)
  for (const damaged of [
    whole.subarray(0, -3),
    whole.subarray(0, 40),
    Buffer.from('{}\n'),
    Buffer.concat([whole, Buffer.from('x')]),
    Buffer.concat([whole.subarray(0, -4), Buffer.from([255, 255, 255, 127])]),
  ]) {
    await writeFile(path, damaged)
    expect(await readCutTexts(path, 'this')).toBeUndefined()
  }
  expect(await readdir(join(path, '..'))).toEqual(['words.bin'])
})

it('has a key of its own for each text', () => {
  const texts = Array.from({ length: 200_000 }, (_, i) => `第${i}号订单 ${i % 7} 到哪了 ${(i * 7_919) % 1_000}`)
  const keys = new Set(texts.map(keyOfText))
  expect(keys.size).toBe(texts.length)
  expect([...keys].every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true)
  expect(cutText(words, 'AX-200')).toContain('ax200')
})

it('is exact where it knows no text but those asked for, and those of the folder', async () => {
  const path = await folder()
  const off = articleOf('off', { mode: 'off', questions: { zh: ['下架的问法'], en: [] } })
  await writeCutTexts(path, 'this', cutArticles([...articles, off], { words, normalise, facts }))
  const cut = await readCutTexts(path, 'this')
  const asked = async (some: typeof articles, own: typeof articles) => {
    const kept = withKnownWords(words, cut, own, { normalise, facts })
    await createLibrary({ words: kept.words, normalise }).replace(some)
    return kept.isExact()
  }
  expect(await asked(articles, [])).toBe(true)
  expect(await asked(articles.slice(1), [])).toBe(false)
  expect(await asked(articles.slice(1), articles.slice(0, 1))).toBe(true)
  expect(withKnownWords(words, undefined, articles, { normalise, facts }).isExact()).toBe(false)
})

describe('behind a large library', () => {
  const SECRET = '张三家的暗号是 zanzibar'
  const large = [...articles, articleOf('secret', { questions: { zh: [SECRET], en: [] } })]
  let dataDir: string
  let path: string
  let faults: unknown[]
  let store: LibraryStore

  beforeEach(async () => {
    dataDir = join(await folder(), '..')
    path = join(dataDir, 'index', 'words.bin')
    faults = []
    store = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
    await store.commit(() => large, 'test', 'test')
  })
  const open = async ({ writeAfterMs = 0, worthwhile = 10 } = {}) => {
    const releasers = createReleasers()
    onTestFinished(() => releasers.releaseAll())
    const config = { dataDir, knowledgeDir: 'knowledge' }
    const own = createWords(await readFile('knowledge/words.txt', 'utf8'))
    const parts = { words: own, folder: await readKnowledgeFolder('knowledge'), worthwhile, writeAfterMs }
    const kept = await openKnownWords(config, parts, releasers, {
      warn: (...told: unknown[]) => void faults.push(told),
    })
    const library = createLibrary({ words: kept.words, normalise })
    const isKnown = kept.words.known?.(normalise(ASKED[1] as string)) !== undefined
    await library.replace((await store.current())?.articles ?? [])
    let looked = 0
    kept.started({
      status: library.status,
      articles: () => {
        looked++
        return library.articles()
      },
    })
    return { kept, library, isKnown, looked: () => looked, release: () => releasers.releaseAll() }
  }
  const inIndex = () => readdir(join(dataDir, 'index')).catch((): string[] => [])
  const said = async () => (await readFile(path, 'utf8').catch(() => '')).includes('zanzibar')
  const written = () => expect.poll(inIndex, SOON).toEqual(['words.bin'])

  it('is written, read at the next start, and gone with a text that goes', LIMIT, async () => {
    const first = await open()
    expect(first.isKnown).toBe(false)
    await written()
    expect(await said(), 'words of texts can be read in it').toBe(true)
    await first.release()
    const { ino } = await stat(path)
    const next = await open()
    expect(next.isKnown).toBe(true)
    next.kept.changed()
    expect((await stat(path)).ino).toBe(ino)
    await store.erase('secret', 'test', 'test')
    await next.kept.forget()
    expect(await said()).toBe(false)
    await written()
    expect(await said()).toBe(false)
    expect(faults).toEqual([])
  })

  it('is gone at the next start where a text of it went meanwhile', LIMIT, async () => {
    const first = await open()
    await written()
    await first.release()
    await store.erase('secret', 'test', 'test')
    expect(await said()).toBe(true)
    await open({ worthwhile: Number.POSITIVE_INFINITY })
    await expect.poll(inIndex, SOON).toEqual([])
  })

  it('leaves nothing half written, neither at a close nor by what was killed', LIMIT, async () => {
    const aside = async () => (await inIndex()).some((name) => name.endsWith('.tmp'))
    const killed = `${path}.killed.tmp`
    await mkdir(join(dataDir, 'index'))
    await writeFile(killed, 'half')
    await utimes(killed, 0, 0)
    const { kept, looked, release } = await open()
    expect(await aside(), 'of somebody killed').toBe(false)
    await expect.poll(looked, SOON).toBe(2)
    await writeFile(killed, 'half')
    await release()
    expect(await aside(), 'closed amid the writing').toBe(false)
    await writeFile(killed, 'half')
    await kept.forget()
    expect(await aside(), 'of whom the words were forgotten').toBe(false)
  })

  it('is written again where the library changed while it was written', LIMIT, async () => {
    const { kept, library, looked } = await open()
    // At the start, and by the writing.
    await expect.poll(looked, SOON).toBe(2)
    await library.replace(large.map((article) => articleOf(`${article.id}-b`)))
    kept.changed()
    // At the change, when the first writing is done, and by the second.
    await expect.poll(looked, SOON).toBeGreaterThanOrEqual(5)
  })
})
