import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadHeads, saveHeads } from '../src/adapters/local/model-files.ts'
import { dequantise, keyOf, quantise, readVectorCache, writeVectorCache } from '../src/adapters/onnx/vector-file.ts'
import type { Article, Example } from '../src/domain/article.ts'
import type { LoadedHeads } from '../src/domain/heads.ts'
import type { Language } from '../src/domain/message.ts'
import { withVersion } from '../src/knowledge/version.ts'
import { createRandom, type Random } from '../src/lib/random.ts'
import { normalised } from '../src/lib/vectors.ts'
import { normalise } from '../src/pipeline/normalise.ts'

/** A shop larger than the starter: real questions, each said again about other goods, with vectors near the real ones. */
export interface LargeShop {
  articles: Article[]
  /** Name of the heads in DATA_DIR/models. */
  heads: string
  examples: number
  intents: number
}

const EXAMPLES = 10_000
const ARTICLES = 10_000
/** Phrasings of an article, by language; two answers come on top, which have no vector. */
const QUESTIONS = { zh: 4, en: 4 }
/** Length of the noise beside a vector of length 1: as far as two ways to ask the same lie apart. */
const NOISE = 0.35
const SEED = 7
const HEADS = 'large'
/** Largest component of a stored vector. */
const MOST = 127

/**
 * 10,000 examples, the starter's intents (above 150) and 100,000 passages, the same at every call. Heads and the vectors of all questions are
 * written into `dataDir`, where the product finds them. Takes seconds.
 */
export const createLargeShop = async (
  dataDir: string,
  asked: Record<Language, number> = QUESTIONS,
): Promise<LargeShop> => {
  const random = createRandom(SEED)
  const known = knownVectors()
  const rows = starterExamples().filter(({ text }) => known.has(normalise(text)))
  const vectors = new Map<string, Float32Array>()
  const heads = await loadHeads('models/starter')
  const goods = readFileSync('knowledge/words.txt', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((word) => word !== '')
  const ask = (row: Example): string => {
    const text = `${row.text} ${goods[random.below(goods.length)]} ${random.below(1_000)}`
    vectors.set(normalise(text), near(known.get(normalise(row.text)) as Float32Array, random))
    return text
  }
  const perIntent = new Map<string, Example[]>()
  for (const row of rows) perIntent.set(row.intent, [...(perIntent.get(row.intent) ?? []), row])
  const intents = [...perIntent.keys()].filter((intent) => intent !== 'out_of_scope')
  const articles = Array.from({ length: ARTICLES }, (_, i) => {
    const intent = intents[i % intents.length] as string
    const own = perIntent.get(intent) as Example[]
    const questions = (count: number): string[] =>
      Array.from({ length: count }, () => ask(own[random.below(own.length)] as Example))
    const [zh, en] = [questions(asked.zh), questions(asked.en)]
    return withVersion({
      id: `a${i}`,
      intent,
      title: { zh: zh[0] as string, en: en[0] as string },
      mode: 'auto',
      courtesy: false,
      questions: { zh, en },
      answers: {
        zh: [{ text: `${zh[1]}：请在订单页申请，编号 ${i}。` }],
        en: [{ text: `${en[1]}: please apply on the page of the order, ${i}.` }],
      },
    })
  })
  writeVectorCache(
    join(dataDir, 'vectors.bin'),
    heads.manifest.encoder.fingerprint,
    [...vectors].map(([text, vector]) => ({ key: keyOf(`query: ${text}`), components: quantise(vector) })),
  )
  const grown = withExamples(heads, random)
  await saveHeads(join(dataDir, 'models', HEADS), grown)
  const classes = heads.manifest.intents.length
  return { articles, heads: HEADS, examples: grown.neighbours.starts[classes] as number, intents: classes }
}

export const near = (vector: Float32Array, random: Random): Float32Array => {
  const noise = normalised(vector.map(() => random.next() - 0.5))
  return normalised(vector.map((x, i) => x + NOISE * (noise[i] as number)))
}

export const starterExamples = (): Example[] =>
  readdirSync('knowledge/examples').flatMap((file) =>
    readFileSync(join('knowledge/examples', file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Example),
  )

export const knownVectors = (): { get(text: string): Float32Array | undefined; has(text: string): boolean } => {
  const { entries } = readVectorCache('models/starter/vectors.bin')
  const byKey = new Map(entries.map(({ key, components }) => [key, components]))
  const find = (text: string): Int8Array | undefined => byKey.get(keyOf(`query: ${text}`))
  return {
    has: (text) => find(text) !== undefined,
    get: (text) => {
      const components = find(text)
      return components === undefined ? undefined : dequantise(components)
    },
  }
}

/** The trained heads with some of their examples once more, a little aside: as much work as so many examples are. */
const withExamples = (heads: LoadedHeads, random: Random): LoadedHeads => {
  const { vectors, starts } = heads.neighbours
  const classes = heads.manifest.intents.length
  const count = starts[classes] as number
  const width = vectors.length / count
  const more = Math.ceil((EXAMPLES - count) / classes)
  const sources: number[] = []
  const grownStarts = [0]
  for (let c = 0; c < classes; c++) {
    const [from, own] = [starts[c] as number, (starts[c + 1] as number) - (starts[c] as number)]
    for (let i = 0; i < own; i++) sources.push(from + i)
    for (let i = 0; own > 0 && i < more; i++) sources.push(from + random.below(own))
    grownStarts.push(sources.length)
  }
  const all = new Int8Array(sources.length * width)
  for (const [row, source] of sources.entries())
    for (let i = 0; i < width; i++)
      all[row * width + i] = Math.max(
        -MOST,
        Math.min(MOST, (vectors[source * width + i] as number) + random.below(3) - 1),
      )
  return {
    ...heads,
    neighbours: { ...heads.neighbours, vectors: all, starts: Uint32Array.from(grownStarts) },
    ...grownKernel(heads, sources, classes, count),
  }
}

/** Heads with a weight for each class and example have them for those that were added too. */
const grownKernel = (
  { kernel }: LoadedHeads & { kernel?: { weights: Int8Array; scales: Float32Array } },
  sources: readonly number[],
  classes: number,
  count: number,
): object => {
  if (kernel === undefined) return {}
  const weights = new Int8Array(sources.length * classes)
  for (let c = 0; c < classes; c++)
    for (const [row, source] of sources.entries())
      weights[c * sources.length + row] = kernel.weights[c * count + source] as number
  return { kernel: { ...kernel, weights } }
}
