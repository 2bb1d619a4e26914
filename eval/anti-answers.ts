import { existsSync, readFileSync } from 'node:fs'
import { loadHeads } from '../src/adapters/local/model-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import type { AntiAnswer } from '../src/domain/anti-answer.ts'
import type { Article } from '../src/domain/article.ts'
import type { Language } from '../src/domain/message.ts'
import { withVersion } from '../src/knowledge/version.ts'
import { createVetoes } from '../src/knowledge/veto.ts'
import { clopperPearson } from '../src/lib/intervals.ts'
import { normalise } from '../src/pipeline/normalise.ts'

/**
 * How well anti-answers hold: of paraphrases of a forbidden question, the share that is vetoed (goal 95 %); of questions that the article is
 * for, the share that is (goal at most 1 %). All pairs are in force at once. `dev` chose the two numbers of src/knowledge/veto.ts; `held` was written
 * afterwards, by somebody who had not seen how it works.
 */
interface Pair {
  id: string
  lang: Language
  title: string
  /** How customers ask for what the article is for. */
  article: string[]
  answer: string
  /** What is forbidden. */
  questions: string[]
  paraphrases: string[]
  innocent: string[]
}

const BATCH = 32
const root = (path: string): string => new URL(`../${path}`, import.meta.url).pathname
const read = (path: string): Pair[] =>
  readFileSync(root(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Pair)

const encoder = await createEncoder({ modelsDir: root('models'), deadlineMs: 600_000 })
const { mean } = await loadHeads(root('models/starter'))
const known = new Map<string, Float32Array>()
const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
  const missing = [...new Set(texts)].filter((text) => !known.has(text))
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH)
    for (const [i, vector] of (await encoder.embed(batch)).entries()) known.set(batch[i] as string, vector)
  }
  return texts.map((text) => known.get(text) as Float32Array)
}

const articleOf = ({ id, lang, title, article, answer }: Pair): Article =>
  withVersion({
    id,
    intent: `faq_${id}`,
    title: { zh: title, en: title },
    mode: 'auto',
    courtesy: false,
    questions: { zh: [], en: [], [lang]: article },
    answers: { zh: [], en: [], [lang]: [{ text: answer }] },
  })

const measure = async (part: string, pairs: readonly Pair[]): Promise<void> => {
  const list: AntiAnswer[] = pairs.map(({ id, lang, questions }) => ({
    ...{ id, questions, language: lang, never: { article: id } },
    ...{ by: 'eval', at: '' },
  }))
  const articles = pairs.map(articleOf)
  const vetoes = createVetoes({ list: () => list, articles: () => articles, normalise, embed, mean: () => mean })
  await vetoes.refresh()
  const hit = async (id: string, text: string): Promise<boolean> => {
    const said = normalise(text)
    const [vector] = await embed([said])
    return vetoes.veto({ text: said, vector: vector as Float32Array }).some(({ article }) => article === id)
  }
  for (const lang of ['zh', 'en', undefined] as const) {
    const missed: string[] = []
    const wrong: string[] = []
    let asked = 0
    let innocent = 0
    for (const pair of pairs.filter((one) => lang === undefined || one.lang === lang)) {
      for (const text of pair.paraphrases) if (!(await hit(pair.id, text))) missed.push(text)
      for (const text of pair.innocent) if (await hit(pair.id, text)) wrong.push(text)
      asked += pair.paraphrases.length
      innocent += pair.innocent.length
    }
    const share = (n: number, of: number): object => {
      const { lower, upper } = clopperPearson(n, of)
      return { share: round(n / of), of, lower: round(lower), upper: round(upper) }
    }
    console.log(
      JSON.stringify({
        ...{ eval: 'anti-answers', part, language: lang ?? 'both' },
        vetoed: share(asked - missed.length, asked),
        innocentHit: share(wrong.length, innocent),
        ...(lang === undefined ? {} : { missed, wrong }),
      }),
    )
  }
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

await measure('dev', read('eval/anti-answers.jsonl'))
if (existsSync(root('eval/anti-answers-held.jsonl'))) await measure('held', read('eval/anti-answers-held.jsonl'))
await encoder.close()
