import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { AntiAnswer } from '../src/domain/anti-answer.ts'
import type { Article } from '../src/domain/article.ts'
import { createTrouble, parseTrouble, type Trouble } from '../src/knowledge/trouble.ts'
import { withVersion } from '../src/knowledge/version.ts'
import { createVetoes } from '../src/knowledge/veto.ts'
import { clopperPearson } from '../src/lib/intervals.ts'
import { createRandom, shuffled } from '../src/lib/random.ts'
import { openPairs, type Pair } from './anti-answer-pairs.ts'
import { fitTrouble, readSubjects, subjectOf } from './fit-trouble.ts'

/**
 * How well anti-answers hold: of paraphrases of a forbidden question, the share that is vetoed (goal 95 %); of questions that the article is
 * for, the share that is (goal at most 1 %). Pairs of a file are in force at once. Without --file: the 100 pairs that everything was chosen on,
 * in folds, each judged by trouble as the others teach it, and, for comparison, by nearness alone.
 * Usage: tsx eval/anti-answers.ts [--file pairs.jsonl], by knowledge/trouble.json as it is shipped.
 */
const FOLDS = 10
const SEED = 1

const opened = await openPairs()
const { embed, mean, normalise } = opened

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

/** One pair and what it did. */
interface Judged {
  pair: Pair
  missed: string[]
  wrong: string[]
}

const judge = async (pairs: readonly Pair[], trouble: Trouble | undefined): Promise<Judged[]> => {
  const list: AntiAnswer[] = pairs.map(({ id, lang, questions }) => ({
    ...{ id, questions, language: lang, never: { article: id } },
    ...{ by: 'eval', at: '' },
  }))
  const articles = pairs.map(articleOf)
  const vetoes = createVetoes({
    list: () => list,
    articles: () => articles,
    ...{ normalise, embed, mean: () => mean, trouble },
  })
  await vetoes.refresh()
  const hit = async (id: string, text: string): Promise<boolean> => {
    const said = normalise(text)
    const [vector] = await embed([said])
    return vetoes.veto({ text: said, vector: vector as Float32Array }).some(({ article }) => article === id)
  }
  const judged: Judged[] = []
  for (const pair of pairs) {
    const missed: string[] = []
    const wrong: string[] = []
    for (const text of pair.paraphrases) if (!(await hit(pair.id, text))) missed.push(text)
    for (const text of pair.innocent) if (await hit(pair.id, text)) wrong.push(text)
    judged.push({ pair, missed, wrong })
  }
  return judged
}

const say = (part: string, judged: readonly Judged[]): void => {
  for (const lang of ['zh', 'en', undefined] as const) {
    const own = judged.filter(({ pair }) => lang === undefined || pair.lang === lang)
    const [missed, wrong] = [own.flatMap((one) => one.missed), own.flatMap((one) => one.wrong)]
    const share = (n: number, key: 'paraphrases' | 'innocent'): object => {
      const of = own.reduce((sum, { pair }) => sum + pair[key].length, 0)
      if (of === 0) return { of }
      const { lower, upper } = clopperPearson(n, of)
      return { share: round(n / of), of, lower: round(lower), upper: round(upper) }
    }
    const asked = own.reduce((sum, { pair }) => sum + pair.paraphrases.length, 0)
    console.log(
      JSON.stringify({
        ...{ eval: 'anti-answers', part, language: lang ?? 'both' },
        vetoed: share(asked - missed.length, 'paraphrases'),
        innocentHit: share(wrong.length, 'innocent'),
        ...(lang === undefined ? {} : { missed, wrong }),
      }),
    )
  }
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

const { file } = parseArgs({ options: { file: { type: 'string' } } }).values
if (file !== undefined) {
  const weights = parseTrouble(readFileSync(new URL('../knowledge/trouble.json', import.meta.url), 'utf8'))
  if (weights.fingerprint !== opened.fingerprint)
    throw new Error('knowledge/trouble.json is of another encoder: run tsx eval/fit-trouble.ts')
  say(file, await judge(opened.read(file), createTrouble(weights)))
} else {
  // Ids of both files are alike.
  const own = opened.read('eval/anti-answers.jsonl')
  const others = opened.read('eval/anti-answers-held.jsonl').map((pair) => ({ ...pair, id: `held-${pair.id}` }))
  const pairs = shuffled([...own, ...others], createRandom(SEED))
  const subjects = readSubjects()
  const vectorOf = await opened.centredOf([...subjects.written, ...subjects.examples, ...pairs.map(subjectOf)])
  const { fingerprint } = opened
  const judged: Judged[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = pairs.filter((_, i) => i % FOLDS !== fold)
    const trouble = createTrouble(fitTrouble(rest, subjects, { vectorOf, normalise, fingerprint }))
    judged.push(
      ...(await judge(
        pairs.filter((_, i) => i % FOLDS === fold),
        trouble,
      )),
    )
  }
  const alone = await judge(pairs, undefined)
  for (const [part, some] of [
    ['in folds', judged],
    ['nearness alone', alone],
  ] as const) {
    say(
      `${part}, 60 pairs`,
      some.filter(({ pair }) => !pair.id.startsWith('held-')),
    )
    say(
      `${part}, 40 pairs`,
      some.filter(({ pair }) => pair.id.startsWith('held-')),
    )
    say(`${part}, all`, some)
  }
}
await opened.close()
