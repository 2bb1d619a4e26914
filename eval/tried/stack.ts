/**
 * What was tried on the stack, on the starter's validation messages, each judged by weights fitted without it: weights per language, weights per topic, and
 * the mood of a message as a voter. Run: node --import tsx eval/tried/stack.ts. The table is in docs/evaluation.md.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openLab } from '../../src/cli/lab.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { openSentiment } from '../../src/compose-reading.ts'
import { loadConfig } from '../../src/config.ts'
import { OUT_OF_SCOPE } from '../../src/domain/article.ts'
import type { Stack } from '../../src/domain/heads.ts'
import { intentsOf, pollRows } from '../../src/learning/cross-fit.ts'
import { readExamples } from '../../src/learning/examples.ts'
import { fitHeads } from '../../src/learning/fit-heads.ts'
import { fitWeights } from '../../src/learning/fit-stack.ts'
import { foldsOf } from '../../src/learning/folds.ts'
import { namesAsExamples } from '../../src/learning/label-names.ts'
import type { PolledRow } from '../../src/learning/rows.ts'
import { mcnemar } from '../../src/lib/paired.ts'
import { countBallots } from '../../src/pipeline/ensemble.ts'
import { createPoll } from '../../src/pipeline/poll.ts'

const FOLDS = 10
const SEED = 1
/** Rows that the belief in the usual weights is worth: that of training for all rows, and more where a part of them is fitted. */
const BELIEF = 10
const BELIEFS_OF_A_PART = [10, 60]

const config = loadConfig(process.env)
const folder = config.knowledgeDir
const lab = await openLab({
  modelsDir: config.modelsDir,
  vectors: [join(config.modelsDir, config.model.heads, 'vectors.bin')],
  workers: 1,
  terminal: createTerminal({ quiet: true }),
})
const files = readdirSync(join(folder, 'examples'))
const topicOf = new Map<string, string>()
const read = []
for (const file of files)
  for (const example of await readExamples([join(folder, 'examples', file)])) {
    topicOf.set(example.intent, topicOf.get(example.intent) ?? file)
    read.push(example)
  }
const examples = await lab.embed(read, 'examples')
const intents = intentsOf(examples)
const names = await lab.embed(namesAsExamples(intents), 'names')
const asked = (await lab.embed(await readExamples([join(folder, 'validation.jsonl')]), 'validation')).filter(
  ({ intent }) => intent !== OUT_OF_SCOPE,
)
const knowledge = await lab.openKnowledge(folder)
await lab.close()
const manifest = { intents, encoder: lab.encoder }
const poll = createPoll({ ...fitHeads([...examples, ...names], intents, SEED), manifest }, knowledge)
const rows = pollRows(asked, intents, (message) => poll(message).ballots).full

const sentiment = await openSentiment(folder, config.modelsDir)
const moodOf = ({ text, vector }: { text: string; vector: Float32Array }): string =>
  String(sentiment(text, { vector, encoder: lab.encoder.fingerprint }).level)
const moods = new Map<string, Float64Array>()
for (const example of examples) {
  const mood = moodOf(example)
  const counts = moods.get(mood) ?? new Float64Array(intents.length).fill(1)
  const c = intents.indexOf(example.intent)
  counts[c] = (counts[c] as number) + 1
  moods.set(mood, counts)
}
const withMood = rows.map((row, i): PolledRow => {
  const counts = moods.get(moodOf(asked[i] as (typeof asked)[number])) ?? new Float64Array(intents.length).fill(1)
  const all = counts.reduce((sum, n) => sum + n, 0)
  const ballot = { voter: 'plugin:mood' as const, probabilities: counts.map((n) => n / all) }
  return { ...row, ballots: [...row.ballots, ballot] }
})

type Weigh = (row: PolledRow) => Stack['weights']
const fold = foldsOf(
  rows.map(({ intent }) => intent),
  FOLDS,
  SEED,
)
const judged = (polled: readonly PolledRow[], weighBy: (kept: readonly PolledRow[]) => Weigh) => {
  const weighs = Array.from({ length: FOLDS }, (_, f) => weighBy(polled.filter((__, i) => fold[i] !== f)))
  return polled.map((row, i) => {
    const { inScope, best } = countBallots(row.ballots, intents, (weighs[fold[i] as number] as Weigh)(row))
    return {
      right: intents[best] === row.intent,
      loss: -Math.log(Math.max(1e-12, inScope[intents.indexOf(row.intent)] as number)),
    }
  })
}
const forAll = (kept: readonly PolledRow[]): Weigh => {
  const weights = fitWeights(kept, BELIEF)
  return () => weights
}
/** Weights of each part's own, where it has rows; parts are told by what the pool with the weights for all says. */
const perPart =
  (partOf: (row: PolledRow, weights: Stack['weights']) => string, belief: number) =>
  (kept: readonly PolledRow[]): Weigh => {
    const all = fitWeights(kept, BELIEF)
    const parts = new Map<string, PolledRow[]>()
    for (const row of kept) parts.set(partOf(row, all), [...(parts.get(partOf(row, all)) ?? []), row])
    const own = new Map([...parts].map(([part, members]) => [part, fitWeights(members, belief)]))
    return (row) => own.get(partOf(row, all)) ?? all
  }
const language = ({ language }: PolledRow): string => language
const topic = (row: PolledRow, weights: Stack['weights']): string =>
  topicOf.get(intents[countBallots(row.ballots, intents, weights).best] as string) ?? ''

const usual = judged(rows, forAll)
const trials = [
  ['weights for all', usual],
  ...BELIEFS_OF_A_PART.map(
    (belief) => [`per language, belief ${belief}`, judged(rows, perPart(language, belief))] as const,
  ),
  ...BELIEFS_OF_A_PART.map((belief) => [`per topic, belief ${belief}`, judged(rows, perPart(topic, belief))] as const),
  ['with the mood as a voter', judged(withMood, forAll)],
] as const
console.log(
  '| tried | right, % | log loss | wrong to right, right to wrong | McNemar p |\n| --- | --- | --- | --- | --- |',
)
for (const [name, now] of trials) {
  const won = now.filter(({ right }, i) => right && usual[i]?.right === false).length
  const lost = now.filter(({ right }, i) => !right && usual[i]?.right === true).length
  const share = now.filter(({ right }) => right).length / now.length
  const loss = now.reduce((sum, one) => sum + one.loss, 0) / now.length
  console.log(
    `| ${name} | ${(100 * share).toFixed(1)} | ${loss.toFixed(4)} | ${won}, ${lost} | ${mcnemar({ onlyA: won, onlyB: lost }).toFixed(2)} |`,
  )
}
console.log(`weight of the mood where it is fitted on all: ${fitWeights(withMood, BELIEF)['plugin:mood']}`)
