import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import type { Example } from '../src/domain/article.ts'
import type { Language } from '../src/domain/message.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { createLexical } from '../src/knowledge/lexical.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createPool } from '../src/knowledge/pool.ts'
import { createWords } from '../src/knowledge/words.ts'
import { bootstrap } from '../src/lib/paired.ts'
import { createRandom } from '../src/lib/random.ts'
import { createRowDots } from '../src/lib/row-dots.ts'
import { textKey } from '../src/lib/text-key.ts'
import { normalised } from '../src/lib/vectors.ts'
import { normalise } from '../src/pipeline/normalise.ts'

/**
 * Retrieval leave-one-out, each text asked of all others: share with the same intent first, and among the first five, for words alone,
 * meaning alone (cosines of centred vectors), and `knowledge search`, with and without intents of the passages; what is gained over the
 * better part with its 95 % interval (paired bootstrap). Then starter articles of one language asked in the other.
 * `node --import tsx eval/retrieval.ts [set…]`; nothing was tuned on jd.
 */
const SAMPLES = 2_000
const MEAN_PRIOR = 20
const BATCH = 64
const TOP = 5
const PUBLIC = '../shared/data'
const SETS: Record<string, { file: string; perIntent: number }> = {
  banking77: { file: `${PUBLIC}/intents/banking77/train.jsonl`, perIntent: 30 },
  clinc150: { file: `${PUBLIC}/intents/clinc150/train.jsonl`, perIntent: 20 },
  hwu64: { file: `${PUBLIC}/intents/hwu64/train.jsonl`, perIntent: 40 },
  powerplay11: { file: `${PUBLIC}/intents/powerplay11/train.jsonl`, perIntent: 1_000 },
  'starter zh': { file: 'knowledge/examples', perIntent: 1_000 },
  'starter en': { file: 'knowledge/examples', perIntent: 1_000 },
  jd: { file: `${PUBLIC}/retrieval/jd_questions.jsonl`, perIntent: 1_000 },
}

const encoder = withVectorCache(await createEncoder({ modelsDir: 'models', workers: 2, deadlineMs: 60_000 }), {
  files: ['models/starter/vectors.bin'],
})
const words = createWords(readFileSync('knowledge/words.txt', 'utf8'))
const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += BATCH)
    vectors.push(...(await encoder.embed(texts.slice(from, from + BATCH))))
  return vectors
}
const read = (file: string): Example[] =>
  (file.endsWith('.jsonl') ? [file] : readdirSync(file).map((name) => `${file}/${name}`)).flatMap((path) =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Example),
  )
const sample = (name: string): { text: string; intent: string }[] => {
  const { file, perIntent } = SETS[name] as (typeof SETS)[string]
  const language = / (zh|en)$/.exec(name)?.[1]
  const taken = new Map<string, number>()
  return read(file)
    .filter(({ intent, lang }) => intent !== 'out_of_scope' && (language === undefined || lang === language))
    .map(({ text, intent }) => ({ text: normalise(text), intent, key: textKey(text) }))
    .sort((a, b) => (perIntent < 1_000 ? a.key.localeCompare(b.key) : 0))
    .filter(({ intent }) => {
      taken.set(intent, (taken.get(intent) ?? 0) + 1)
      return (taken.get(intent) as number) <= perIntent
    })
}

interface Found {
  first: boolean[]
  five: boolean[]
}
const share = (right: readonly boolean[]): number =>
  Math.round((1_000 * right.filter(Boolean).length) / right.length) / 10
const judged = (rows: readonly { intent: string }[], hits: readonly (readonly number[])[]): Found => {
  const right = hits.map((found, i) =>
    found
      .filter((hit) => hit !== i)
      .slice(0, TOP)
      .map((hit) => rows[hit]?.intent === rows[i]?.intent),
  )
  return { first: right.map(([best]) => best === true), five: right.map((all) => all.includes(true)) }
}
/** Points gained, with their 95 % interval. */
const gain = (a: readonly boolean[], b: readonly boolean[]): string => {
  const difference = ([draws]: readonly Uint16Array[]): number =>
    (100 * a.reduce((sum, right, i) => sum + (Number(right) - Number(b[i])) * (draws?.[i] as number), 0)) / a.length
  const { lower, upper } = bootstrap([a.length], difference, { samples: SAMPLES, random: createRandom(1) })
  return `${difference([new Uint16Array(a.length).fill(1)]).toFixed(1)} [${lower.toFixed(1)}, ${upper.toFixed(1)}]`
}
const ranked = (scores: Float32Array): number[] =>
  Array.from(scores.keys())
    .sort((a, b) => (scores[b] as number) - (scores[a] as number))
    .slice(0, TOP + 1)

const measure = async (name: string): Promise<void> => {
  const rows = sample(name)
  const vectors = await embed(rows.map(({ text }) => text))
  const mean = vectors[0]?.map(
    (_, i) => vectors.reduce((sum, vector) => sum + (vector[i] as number), 0) / (vectors.length + MEAN_PRIOR),
  )
  const own = vectors.map((vector) => normalised(vector.map((x, i) => x - (mean?.[i] as number))))
  const cosines = createRowDots(own)
  const lexical = createLexical(words)
  lexical.turn(
    rows.map(({ text }) => lexical.append(text)),
    [],
  )
  await lexical.pack()
  const byWords = judged(
    rows,
    rows.map(({ text }) => ranked(lexical.score(text).scores.slice(0, rows.length))),
  )
  const byMeaning = judged(
    rows,
    own.map((vector) => ranked(cosines([vector])[0] as Float32Array)),
  )
  const searched = async (intents: boolean): Promise<Found> => {
    const passages = rows.map(({ text, intent }, i) => ({
      text,
      vector: vectors[i] as Float32Array,
      ...(intents ? { intent } : {}),
    }))
    const pool = await createPool(passages, words)
    const hits = pool.search(passages, TOP + passages.length - new Set(passages.map(({ text }) => text)).size + 1)
    return judged(
      rows,
      hits.map((found) => found.map(({ passage }) => passage)),
    )
  }
  for (const intents of [true, false]) {
    const hybrid = await searched(intents)
    const better = share(byWords.first) > share(byMeaning.first) ? byWords : byMeaning
    console.log(
      JSON.stringify({
        eval: 'retrieval',
        set: name,
        rows: rows.length,
        passages: intents ? 'with intents' : 'texts alone',
        words: [share(byWords.first), share(byWords.five)],
        meaning: [share(byMeaning.first), share(byMeaning.five)],
        search: [share(hybrid.first), share(hybrid.five)],
        gainFirst: gain(hybrid.first, better.first),
        gainFive: gain(hybrid.five, better.five),
      }),
    )
  }
}

/** Articles that speak one language only, asked in the other. */
const crossLanguage = async (kept: Language, asking: Language): Promise<void> => {
  const { articles, facts } = await readKnowledgeFolder('knowledge')
  const only = articles.map((article) => ({
    ...article,
    title: { zh: article.title[kept], en: article.title[kept] },
    questions: { ...article.questions, [asking]: [] },
    answers: { ...article.answers, [asking]: [] },
  }))
  const library = createLibrary({ words, normalise, embed })
  await library.replace(only, facts)
  await library.settled()
  const asked = read('knowledge/validation.jsonl').filter(
    ({ intent, lang }) => intent !== 'out_of_scope' && lang === asking,
  )
  const texts = asked.map(({ text }) => normalise(text))
  const vectors = await embed(texts)
  const right = texts.map((text, i) => {
    const hits = library.search({
      text,
      vector: vectors[i] as Float32Array,
      language: asking,
      top: TOP,
      at: new Date(),
    })
    return hits.map(({ intent }) => intent === asked[i]?.intent)
  })
  console.log(
    JSON.stringify({
      eval: 'retrieval',
      asked: asking,
      articles: kept,
      queries: asked.length,
      search: [share(right.map(([best]) => best === true)), share(right.map((all) => all.includes(true)))],
    }),
  )
}

const wanted = process.argv.slice(2)
for (const name of wanted.length > 0 ? wanted : Object.keys(SETS))
  if (existsSync(SETS[name]?.file ?? '')) await measure(name)
  else console.log(JSON.stringify({ eval: 'retrieval', set: name, skipped: 'its data is not here' }))
if (wanted.length === 0)
  for (const [kept, asking] of [
    ['en', 'zh'],
    ['zh', 'en'],
  ] as const)
    await crossLanguage(kept, asking)
await encoder.close()
