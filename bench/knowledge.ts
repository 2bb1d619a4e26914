import { openSync, readFileSync, readSync } from 'node:fs'
import { mkdtemp, rm, stat as statOf } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCutTexts, writeCutTexts } from '../src/adapters/local/cut-texts-file.ts'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import type { Article } from '../src/domain/article.ts'
import { cutArticles, withKnownWords } from '../src/knowledge/known-words.ts'
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
 * with noise (large-shop.ts); no encoder but where it is said. Memory is right with `node --expose-gc --import tsx bench/knowledge.ts` only.
 */
const PHRASINGS = { zh: 3, en: 2 }
const QUERIES = 1_000
const WITH_ENCODER = 300
const EDITS = 5
const VECTOR_BYTES = 1_536
/** Until everything that is not held any more is gone. */
const COLLECTIONS = 4

const say = (figures: object): void => console.log(JSON.stringify({ bench: 'knowledge', ...figures }))
const spread = (times: readonly number[]) => ({
  p50Ms: round(quantile(times, 0.5), 3),
  p99Ms: round(quantile(times, 0.99), 3),
})
const gc = (globalThis as { gc?: () => void }).gc
const memory = async (): Promise<number> => {
  for (let i = 0; i < COLLECTIONS; i++) {
    gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
/** Runs and says how long that took, and for how long at most nothing else could run. */
const watched = async (
  work: () => Promise<void>,
): Promise<{ seconds: number; cpuSeconds: number; longestHoldCpuMs: number }> => {
  let done = false
  let longest = 0
  let before = ran()
  const tick = (): void => {
    const now = ran()
    longest = Math.max(longest, now - before)
    before = now
    if (!done) setImmediate(tick)
  }
  const begun = ran()
  setImmediate(tick)
  const started = performance.now()
  await work()
  done = true
  const seconds = (performance.now() - started) / 1_000
  return {
    seconds: round(seconds),
    cpuSeconds: round((ran() - begun) / 1_000),
    longestHoldCpuMs: round(longest, 1),
  }
}
/** Time of the main thread on a CPU, milliseconds (Linux): others that share the machine do not show in it. */
const stat = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
const line = Buffer.alloc(64)
const ran = (): number =>
  Number(line.toString('latin1', 0, readSync(stat, line, 0, line.length, 0)).split(' ')[0]) / 1e6

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

const begin = performance.now()
const stored: readonly Article[] =
  (await createLibraryFiles({ directory: dataDir, now: () => new Date() }).current())?.articles ?? []
const readSeconds = round((performance.now() - begin) / 1_000)
words('暖机 warm up')
const without = await memory()
const byWordsFirst = await watched(() => library.replace(stored))
const byMeaningThen = await watched(() => library.settled())
const { passages, embedded, state } = library.status()
say({
  measured: 'start',
  articles: stored.length,
  passages,
  embedded,
  state,
  readSeconds,
  words: byWordsFirst,
  vectors: byMeaningThen,
})
// As the product starts the next time: articles are read, how the texts were cut is kept (compose-known-words.ts), and so are vectors.
await writeCutTexts(join(dataDir, 'words.bin'), 'bench', cutArticles(stored, { words, normalise, facts: {} }))
await vectors.save()
const again = await watched(async () => {
  const read = (await createLibraryFiles({ directory: dataDir, now: () => new Date() }).current())?.articles ?? []
  const kept = withKnownWords(words, await readCutTexts(join(dataDir, 'words.bin'), 'bench'), read, {
    normalise,
    facts: {},
  })
  const next = createLibrary({ words: kept.words, normalise, embed: (texts) => vectors.embed(texts, { bulk: true }) })
  await next.replace(read)
  if (kept.missed() > 0) throw new Error(`${kept.missed()} texts were cut again`)
  await next.settled()
  if (next.status().state !== 'ready') throw new Error('the next start has not all vectors')
})
say({ measured: 'the next start, read, by words and by meaning', ...again })
const bytes = ((await memory()) - without) / embedded
say({ measured: 'memory', bytesAPhrasing: Math.round(bytes), besideItsVector: Math.round(bytes - VECTOR_BYTES) })

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
// Turn by turn with the bare encoder on texts as long, each new to it: what is left is ours, however busy the machine is.
const whole: number[] = []
const bare: number[] = []
for (const [i, text] of asked.slice(0, WITH_ENCODER).entries()) {
  const alone = performance.now()
  await encoder.embed([`${text} ${WITH_ENCODER + i}`])
  const begin = performance.now()
  const unseen = `${text} ${100 + i}`
  const [vector] = await encoder.embed([unseen])
  search(unseen, vector)
  whole.push(performance.now() - begin)
  bare.push(begin - alone)
}
const [searched, encoded] = [spread(whole), spread(bare)]
say({
  measured: 'search with the encoder',
  ...searched,
  bareEncoder: encoded,
  ratio: { p50: round(searched.p50Ms / encoded.p50Ms), p99: round(searched.p99Ms / encoded.p99Ms) },
})

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
  const { longestHoldCpuMs } = await watched(async () => {
    await library.replace(now)
    if (search(normalise(text))[0]?.article !== edited.id) throw new Error('the edit is not found by words')
    byWords.push(performance.now() - begin)
    await library.settled()
    byMeaning.push(performance.now() - begin)
  })
  holds.push(longestHoldCpuMs)
}
say({
  measured: 'edit of one article',
  foundByWordsMs: round(Math.max(...byWords)),
  foundByMeaningMs: round(Math.max(...byMeaning)),
  longestHoldCpuMs: Math.max(...holds),
})

await vectors.save()
const before = (await statOf(join(dataDir, 'vectors.bin'))).size
now = now.slice(EDITS * 7)
await library.replace(now)
await library.settled()
const compacted = await watched(library.compact)
await library.settled()
const saved = await watched(vectors.save)
const after = (await statOf(join(dataDir, 'vectors.bin'))).size
say({
  measured: 'compaction',
  ...compacted,
  saveSeconds: saved.seconds,
  saveHoldCpuMs: saved.longestHoldCpuMs,
  bytesGone: before - after,
})

await encoder.close()
await rm(dataDir, { recursive: true, force: true })
