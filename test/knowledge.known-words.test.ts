import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readCutTexts, writeCutTexts } from '../src/adapters/local/cut-texts-file.ts'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { openKnownWords } from '../src/compose-known-words.ts'
import { cutArticles, keyOfText, withKnownWords } from '../src/knowledge/known-words.ts'
import { cutText } from '../src/knowledge/lexical.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { articleOf } from './helpers/articles.ts'

const words = createWords()
const facts = {}
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

it('cuts what is new, and holds no text itself', async () => {
  const path = await folder()
  await writeCutTexts(path, 'this', cutArticles(articles.slice(0, 2), { words, normalise, facts }))
  const kept = withKnownWords(words, await readCutTexts(path, 'this'), [], { normalise, facts })
  expect(await found(kept.words)).toEqual(await found(words))
  expect(kept.missed()).toBeGreaterThan(0)
  expect(await readFile(path, 'utf8')).not.toContain('发票抬头写错了能改吗')
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

it('is written behind a large library, read at the next start, and gone with a text that goes', {
  timeout: 60_000,
}, async () => {
  const dataDir = join(await folder(), '..')
  const path = join(dataDir, 'index', 'words.bin')
  const store = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  await store.commit(() => articles, 'test', 'test')
  const open = async () => {
    const releasers = createReleasers()
    onTestFinished(() => releasers.releaseAll())
    const config = { dataDir, knowledgeDir: 'knowledge' }
    const parts = { words, folder: { articles: [], facts }, worthwhile: 10, writeAfterMs: 0 }
    const log = { warn: (...told: unknown[]) => void faults.push(told) }
    const kept = await openKnownWords(config, parts, releasers, log)
    const library = createLibrary({ words: kept.words, normalise })
    const isKnown = kept.words.known?.(normalise(ASKED[1] as string)) !== undefined
    await library.replace(articles)
    kept.started(library)
    return { kept, isKnown }
  }
  const faults: unknown[] = []
  const isThere = async () => (await readdir(join(dataDir, 'index')).catch((): string[] => [])).includes('words.bin')
  expect((await open()).isKnown).toBe(false)
  await expect.poll(isThere, { timeout: 30_000 }).toBe(true)
  const written = await stat(path)
  const next = await open()
  expect(next.isKnown).toBe(true)
  next.kept.changed()
  next.kept.forget()
  await expect
    .poll(async () => (await stat(path).catch(() => written)).ino !== written.ino, { timeout: 30_000 })
    .toBe(true)
  expect(faults).toEqual([])
})
