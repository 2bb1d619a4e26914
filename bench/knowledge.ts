import { readFileSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import type { Article } from '../src/domain/article.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { withVersion } from '../src/knowledge/version.ts'
import { createWords } from '../src/knowledge/words.ts'
import { languageOf } from '../src/pipeline/language.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { createLargeShop, starterExamples } from './large-shop.ts'
import { quantile, round } from './product.ts'

/**
 * The index of 10,000 articles with five phrasings each: how long a start takes, a search without and with the encoder, until an edit is
 * found, what a phrasing costs in memory, how long the event loop is held meanwhile, and what is left of a deleted text. Real questions
 * with noise (large-shop.ts); no encoder but where it is said. Needs `--expose-gc`, which it gives itself.
 */
const PHRASINGS = { zh: 3, en: 2 }
const QUERIES = 1_000
const WITH_ENCODER = 300
const EDITS = 5
const VECTOR_BYTES = 1_536
const SAMPLED_MS = 1

const say = (figures: object): void => console.log(JSON.stringify({ bench: 'knowledge', ...figures }))
const spread = (times: readonly number[]) => ({
  p50Ms: round(quantile(times, 0.5), 3),
  p99Ms: round(quantile(times, 0.99), 3),
})
const gc = (globalThis as { gc?: () => void }).gc
const memory = (): number => {
  gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
/** Runs and says how long that took, and for how long at most nothing else could run. */
const watched = async (work: () => Promise<void>): Promise<{ seconds: number; longestHoldMs: number }> => {
  const delay = monitorEventLoopDelay({ resolution: SAMPLED_MS })
  await new Promise((resolve) => setTimeout(resolve, 20))
  delay.enable()
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1_000
  await new Promise((resolve) => setTimeout(resolve, 20))
  delay.disable()
  return { seconds: round(seconds), longestHoldMs: round(delay.max / 1e6 - SAMPLED_MS, 1) }
}

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const { articles } = await createLargeShop(dataDir, PHRASINGS)
await createLibraryFiles({ directory: dataDir, now: () => new Date() }).commit(() => articles, 'bench', 'bench')
const encoder = await createEncoder({ modelsDir: 'models', deadlineMs: 60_000 })
const vectors = withVectorCache(encoder, {
  files: ['models/starter/vectors.bin'],
  write: join(dataDir, 'vectors.bin'),
  keptMs: 50,
})
const words = createWords(readFileSync('knowledge/words.txt', 'utf8'))
const library = createLibrary({
  words,
  normalise,
  embed: (texts) => vectors.embed(texts, { bulk: true }),
  forget: vectors.forget,
})

let stored: readonly Article[] = []
let readSeconds = 0
const started = await watched(async () => {
  const begin = performance.now()
  stored = (await createLibraryFiles({ directory: dataDir, now: () => new Date() }).current())?.articles ?? []
  readSeconds = round((performance.now() - begin) / 1_000)
  await library.replace(stored)
  await library.settled()
})
const { passages, embedded, state } = library.status()
say({ measured: 'start', articles: stored.length, passages, embedded, state, readSeconds, ...started })

const asked = starterExamples()
  .slice(0, QUERIES)
  .map(({ text }) => normalise(text))
const asks = await vectors.embed(asked)
const at = new Date()
const search = (text: string, vector?: Float32Array) =>
  library.search({ text, language: languageOf(text), top: 5, at, ...(vector === undefined ? {} : { vector }) })
for (const [i, text] of asked.entries()) search(text, asks[i])
const timed = (work: (i: number) => void): number[] =>
  asked.map((_, i) => {
    const begin = performance.now()
    work(i)
    return performance.now() - begin
  })
say({ measured: 'search by words', ...spread(timed((i) => search(asked[i] as string))) })
say({ measured: 'search by words and meaning', ...spread(timed((i) => search(asked[i] as string, asks[i]))) })
const whole: number[] = []
for (const text of asked.slice(0, WITH_ENCODER)) {
  const begin = performance.now()
  const unseen = `${text} ${whole.length}`
  const [vector] = await encoder.embed([unseen])
  search(unseen, vector)
  whole.push(performance.now() - begin)
}
say({ measured: 'search with the encoder', ...spread(whole) })

const byWords: number[] = []
const byMeaning: number[] = []
let now: readonly Article[] = stored
const holds: number[] = []
for (let i = 0; i < EDITS; i++) {
  const text = `生日当天收到的盲盒缺了第 ${i} 号隐藏款怎么补`
  const changed = now[i * 7] as Article
  const { version: _, ...content } = changed
  const edited = withVersion({ ...content, questions: { ...content.questions, zh: [...content.questions.zh, text] } })
  now = now.map((article) => (article === changed ? edited : article))
  const begin = performance.now()
  const { longestHoldMs } = await watched(async () => {
    await library.replace(now)
    if (search(normalise(text))[0]?.article !== edited.id) throw new Error('the edit is not found by words')
    byWords.push(performance.now() - begin - 20)
    await library.settled()
    byMeaning.push(performance.now() - begin - 20)
  })
  holds.push(longestHoldMs)
}
say({
  measured: 'edit of one article',
  foundByWordsMs: round(Math.max(...byWords)),
  foundByMeaningMs: round(Math.max(...byMeaning)),
  longestHoldMs: Math.max(...holds),
})

await vectors.save()
const before = (await stat(join(dataDir, 'vectors.bin'))).size
now = now.slice(EDITS * 7)
await library.replace(now)
await library.settled()
const compacted = await watched(library.compact)
await library.settled()
const saved = await watched(vectors.save)
const after = (await stat(join(dataDir, 'vectors.bin'))).size
say({
  measured: 'compaction',
  ...compacted,
  saveSeconds: saved.seconds,
  saveHoldMs: saved.longestHoldMs,
  bytesGone: before - after,
})

// The same articles stay in memory either way: what remains is what it takes to find them.
const full = memory()
const phrasings = library.status().embedded
await new Promise((resolve) => setTimeout(resolve, 200))
const kept = memory()
await library.replace([])
await library.compact()
const empty = memory()
say({
  measured: 'memory',
  phrasings,
  bytesAPhrasing: Math.round((kept - empty) / phrasings),
  besideItsVector: Math.round((kept - empty) / phrasings - VECTOR_BYTES),
  whileFilesAreOpen: Math.round((full - kept) / phrasings),
})
await encoder.close()
await rm(dataDir, { recursive: true, force: true })
