import { existsSync, readFileSync } from 'node:fs'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import type { Example } from '../src/domain/article.ts'
import type { Library } from '../src/domain/library.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { buildHybrid } from '../src/knowledge/hybrid.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { varied } from '../src/knowledge/varied.ts'
import { createWords } from '../src/knowledge/words.ts'
import { languageOf } from '../src/pipeline/language.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { quantile, round } from './product.ts'

/**
 * Hybrid search over the starter knowledge, embedding left out: time and, with the validation utterances as queries and their intents as
 * what is relevant, recall by words, and by words and meaning. Then public questions of a shop, where they are at hand.
 */
const ROUNDS = 10
const TOP = 5
/** Times as many hits are looked at as are counted, as pages do. */
const LOOKED_AT = 3
const PUBLIC = '../shared/data/intents/jd_questions'
const BATCH = 64

const rows = (path: string): Example[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Example)
const root = (path: string): string => new URL(`../${path}`, import.meta.url).pathname

const encoder = await createEncoder({ modelsDir: root('models'), deadlineMs: 60_000 })
const known = new Map<string, Float32Array>()
const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
  const missing = [...new Set(texts)].filter((text) => !known.has(text))
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH)
    for (const [i, vector] of (await encoder.embed(batch)).entries()) known.set(batch[i] as string, vector)
  }
  return texts.map((text) => known.get(text) as Float32Array)
}

const folder = await readKnowledgeFolder(root('knowledge'))
const words = createWords(readFileSync(root('knowledge/words.txt'), 'utf8'))
const asked = rows(root('knowledge/validation.jsonl'))
  .filter(({ intent }) => intent !== 'out_of_scope')
  .map((example) => ({ ...example, text: normalise(example.text), language: languageOf(example.text) }))
const vectors = await embed(asked.map(({ text }) => text))
const at = new Date()

const measure = (library: Library, withVectors: boolean) => {
  const times: number[] = []
  let first = 0
  let among = 0
  for (let turn = 0; turn < ROUNDS; turn++)
    for (const [i, { text, intent, language }] of asked.entries()) {
      const vector = vectors[i]
      const started = performance.now()
      const hits = library.search({ text, language, top: TOP, at, ...(withVectors && vector ? { vector } : {}) })
      times.push(performance.now() - started)
      if (turn > 0) continue
      if (hits[0]?.intent === intent) first++
      if (hits.some((hit) => hit.intent === intent)) among++
    }
  return {
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
    recallAt1: round(first / asked.length, 3),
    recallAt5: round(among / asked.length, 3),
  }
}

const library = createLibrary({ words, normalise, embed })
await library.replace(folder.articles, folder.facts)
await library.settled()
const { passages } = library.status()
for (const evidence of ['words', 'words and meaning'])
  console.log(
    JSON.stringify({
      bench: 'search',
      passages,
      queries: asked.length,
      evidence,
      ...measure(library, evidence !== 'words'),
    }),
  )

if (existsSync(PUBLIC)) {
  const [passages, queries] = [rows(`${PUBLIC}/train_20.jsonl`), rows(`${PUBLIC}/test.jsonl`)]
  const texts = passages.map(({ text }, group) => ({ group, text: normalise(text), kind: 'question' as const }))
  const hybrid = await buildHybrid(texts, await embed(texts.map(({ text }) => text)), {
    words,
  })
  const asking = queries.map(({ text }) => normalise(text))
  const asks = await embed(asking)
  const hitsOf = (i: number) =>
    hybrid
      .search({ text: asking[i] ?? '', vector: asks[i] as Float32Array, top: LOOKED_AT * TOP })
      .map(({ group }) => ({ intent: passages[group]?.intent ?? '' }))
  const found = queries.map(({ intent }, i) => {
    const hits = hitsOf(i)
    const has = (some: readonly { intent: string }[]): boolean => some.some((hit) => hit.intent === intent)
    return { first: hits[0]?.intent === intent, among: has(hits.slice(0, TOP)), varied: has(varied(hits, TOP)) }
  })
  const share = (key: 'first' | 'among' | 'varied'): number =>
    round(found.filter((hit) => hit[key]).length / queries.length, 3)
  console.log(
    JSON.stringify({
      bench: 'search',
      data: 'JD questions',
      passages: passages.length,
      queries: queries.length,
      recallAt1: share('first'),
      recallAt5: share('among'),
      // As pages show them: three hits of one intent at most before those of others.
      recallAt5Varied: share('varied'),
    }),
  )
}
await encoder.close()
