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
 * How well anti-answers hold. `vetoed`: of paraphrases of a forbidden question, the share that the bot does not answer with the article (goal
 * 95 %); `suggested`: those of them that agents are suggested it for, where it is not certain. `innocentHit`: of questions that the article is
 * for, the share that it is taken away from (goal at most 1 %); `innocentSuggested`: that get it only through an agent. Pairs of a file are in
 * force at once. Without --file: the 100 pairs that trouble is learnt from, in folds, each judged as the others teach it, and, for comparison,
 * by nearness alone.
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
  suggested: string[]
  wrong: string[]
  wronglySuggested: string[]
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
  const heldBack = async (id: string, text: string): Promise<'surely' | 'doubtfully' | undefined> => {
    const said = normalise(text)
    const [vector] = await embed([said])
    const found = vetoes.veto({ text: said, vector: vector as Float32Array }).find(({ article }) => article === id)
    return found && (found.doubtful ? 'doubtfully' : 'surely')
  }
  const judged: Judged[] = []
  for (const pair of pairs) {
    const one: Judged = { pair, missed: [], suggested: [], wrong: [], wronglySuggested: [] }
    for (const text of pair.paraphrases) {
      const how = await heldBack(pair.id, text)
      if (how !== 'surely') (how === undefined ? one.missed : one.suggested).push(text)
    }
    for (const text of pair.innocent) {
      const how = await heldBack(pair.id, text)
      if (how !== undefined) (how === 'surely' ? one.wrong : one.wronglySuggested).push(text)
    }
    judged.push(one)
  }
  return judged
}

const say = (part: string, judged: readonly Judged[]): void => {
  for (const lang of ['zh', 'en', undefined] as const) {
    const own = judged.filter(({ pair }) => lang === undefined || pair.lang === lang)
    const all = (kind: 'missed' | 'suggested' | 'wrong' | 'wronglySuggested'): string[] =>
      own.flatMap((one) => one[kind])
    const [missed, wrong] = [all('missed'), all('wrong')]
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
        suggested: share(all('suggested').length, 'paraphrases'),
        innocentHit: share(wrong.length, 'innocent'),
        innocentSuggested: share(all('wronglySuggested').length, 'innocent'),
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
