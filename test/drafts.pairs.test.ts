import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEncoder, type OnnxEncoder } from '../src/adapters/onnx/encoder.ts'
import { phrasingsOf } from '../src/knowledge/draft/phrasings.ts'
import { findTwins } from '../src/knowledge/draft/twins.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { createWords } from '../src/knowledge/words.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { articleOf } from './helpers/articles.ts'

interface Side {
  question: string
  answer: string
}
interface Pair {
  id: number
  /** 1: the rules were made with it; 2: it was looked at when they were done. */
  half: 1 | 2
  lang: 'zh' | 'en'
  label: 'duplicate' | 'contradiction' | 'neither'
  kind?: string
  a: Side
  b: Side
}

const PAIRS = readFileSync(new URL('../eval/draft-pairs.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair)
const DEADLINE_MS = 60_000

let encoder: OnnxEncoder
let mean: Float32Array
beforeAll(async () => {
  encoder = await createEncoder({ modelsDir: 'models', deadlineMs: DEADLINE_MS })
  const { articles } = await readKnowledgeFolder('knowledge')
  const titles = articles.flatMap(({ title }) => [title.zh, title.en]).slice(0, 200)
  const vectors = await encoder.embed(titles.map(normalise))
  mean = new Float32Array(encoder.dimensions)
  for (const vector of vectors)
    for (const [i, x] of vector.entries()) mean[i] = (mean[i] as number) + x / vectors.length
}, DEADLINE_MS)
afterAll(() => encoder.close())

const articleFor = (id: string, { question, answer }: Side, lang: 'zh' | 'en') => {
  const both = <T>(mine: T, other: T) => (lang === 'zh' ? { zh: mine, en: other } : { zh: other, en: mine })
  return articleOf(id, {
    title: { zh: question, en: question },
    questions: both([question], []),
    answers: both([{ text: answer }], []),
  })
}

const found = async ({ a, b, lang }: Pair) => {
  const texts = [a.question, b.question].map(normalise)
  const vectors = await encoder.embed(texts)
  const articles = [articleFor('old', a, lang), articleFor('new', b, lang)]
  const phrasings = await phrasingsOf(articles, {
    ...{ facts: {}, normalise, mean },
    vectorOf: (text) => vectors[texts.indexOf(text)],
  })
  return findTwins(articles, new Set([1]), phrasings, { facts: {}, words: WORDS, onDone: () => {} })
}
const WORDS = createWords(readFileSync(new URL('../knowledge/words.txt', import.meta.url), 'utf8'))

/** Measured: 29 of 29 and 29 of 40 for the same question, 16 of 16 and 16 of 20 for contradictions. */
describe('pairs of articles', () => {
  it('are taken for the same question, and for a contradiction, as people would; twenty that are near and neither are not', async () => {
    const results = await Promise.all(PAIRS.map(async (pair) => ({ pair, twins: await found(pair) })))
    const same = results.filter(({ twins }) => twins.duplicates.length + twins.contradictions.length > 0)
    const against = results.filter(({ twins }) => twins.contradictions.length > 0)
    const rightly = same.filter(({ pair }) => pair.label !== 'neither')
    const contradicting = against.filter(({ pair }) => pair.label === 'contradiction')
    const figures = {
      sameQuestion: `${rightly.length} of ${same.length} found, of 40 there`,
      contradictions: `${contradicting.length} of ${against.length} found, of 20 there`,
    }
    console.log(figures)
    expect(PAIRS.length).toBe(60)
    expect(same.filter(({ pair }) => pair.label === 'neither').map(({ pair }) => pair.id)).toEqual([])
    expect(against.filter(({ pair }) => pair.label !== 'contradiction').map(({ pair }) => pair.id)).toEqual([])
    expect(rightly.length).toBeGreaterThanOrEqual(28)
    expect(contradicting.length).toBeGreaterThanOrEqual(15)
    for (const half of [1, 2])
      expect(contradicting.filter(({ pair }) => pair.half === half).length).toBeGreaterThanOrEqual(7)
    expect(
      contradicting.filter(({ pair, twins }) => twins.contradictions[0]?.kind !== pair.kind).map(({ pair }) => pair.id),
    ).toEqual([])
  })
})
