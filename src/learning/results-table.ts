import { errorSection } from './results-errors.ts'
import type { SetResult, Together } from './suite-results.ts'

export interface ResultsInput {
  results: readonly SetResult[]
  together: Together | undefined
  skipped: readonly string[]
  seed: number
  encoder: string
  command: string
}

/** The results of a suite as Markdown: goals first, then calibration and rejection, voters, peers, and what it took. */
export const renderResults = ({ results, together, skipped, seed, encoder, command }: ResultsInput): string =>
  `${[
    '# Results on public data',
    `Made by \`${command}\`, seed ${seed}, encoder ${encoder}. Do not edit by hand. Every set is trained from its training file alone and judged once on its test file,
under the product's own thresholds: a message wrongly rejected is wrong, one rule for all sets. In brackets exact 95 % intervals (Clopper–Pearson).`,
    ...(skipped.length === 0 ? [] : [`Left out: ${skipped.join('; ')}.`]),
    '## Goals',
    goalsTable(results),
    GOALS_NOTES,
    missed(results),
    ...errorSection(results),
    '## Calibration and rejection',
    table(
      [
        'set',
        'messages',
        'right',
        'in scope',
        'before rejection',
        'macro-F1',
        'out of scope: recall',
        'precision',
        'AUROC',
        'ECE',
        'answered alone',
        'of those right',
      ],
      results.map(({ title, evaluation: e }) => [
        title,
        String(e.n),
        percent(e.accuracy.share),
        percent(e.inScope.share),
        percent(e.inScopeBest.share),
        e.macroF1.toFixed(3),
        e.outOfScope.n === 0 ? '–' : percent(e.outOfScope.recall.share),
        e.outOfScope.n === 0 ? '–' : percent(e.outOfScope.precision.share),
        e.outOfScope.auroc?.toFixed(3) ?? '–',
        (100 * e.ece).toFixed(1),
        percent(e.answered.rate.share),
        `${percent(e.answered.right.share)} (from ${percent(e.answered.right.lower)})`,
      ]),
    ),
    '## Voters alone and together',
    together === undefined ? 'No set counts in this comparison.' : togetherText(together),
    weightsTable(results),
    '## Other programs, on the same files in the same run',
    peersTable(results),
    '## What it took',
    table(
      ['set', 'intents', 'examples', 'training, s', 'test messages', 'judging, ms a message'],
      results.map(({ title, intents, examples, seconds, evaluation }) => [
        title,
        String(intents),
        String(examples),
        seconds.train.toFixed(1),
        String(evaluation.n),
        ((1000 * seconds.predict) / evaluation.n).toFixed(2),
      ]),
    ),
    'Training: fitting, cross-fitting and calibration, without the embedding of the texts, whose vectors are kept by text and encoder (`data/eval`): a second run embeds nothing.',
  ].join('\n\n')}\n`

const GOALS_NOTES = `*Floor*: a linear SVM on n-grams; *plain LR*: logistic regression (C = 30) on the encoder's centred vectors; both measured apart from this product. *n-grams* and
*LR*: those voters of this product alone, in this run; they reject nothing. Braun 2017: micro-F1 of one label a message is the share that is right, \`None\` counted as an intent.
Published figures of NLP.js and Rasa (as of 2017): docs/v3/benchmarking.md of axa-group/nlp.js. Rasa's DIET has no published figures on these splits; its paper
(arXiv 2004.09936) reports ten folds of all of HWU64's source, which cannot stand beside ten examples an intent.`

const goalsTable = (results: readonly SetResult[]): string => {
  const peers = [...new Set(results.flatMap(({ goals }) => goals.flatMap((goal) => Object.keys(goal.peers))))]
  return table(
    ['set', 'figure', 'floor', 'plain LR', 'n-grams', 'LR', ...peers, 'published', '**ours**', 'goal', 'reached'],
    results.flatMap(({ title, goals, evaluation }) =>
      goals.map((goal) => {
        const shown = goal.figure === 'ece' ? (value: number) => value.toFixed(3) : percent
        const maybe = (value: number | undefined): string => (value === undefined ? '–' : shown(value))
        const interval = intervalOf(goal.figure, evaluation)
        return [
          title,
          NAMES[goal.figure] ?? goal.figure,
          maybe(goal.floor),
          maybe(goal.plain),
          maybe(goal.voters.ngrams),
          maybe(goal.voters.lr),
          ...peers.map((peer) => maybe(goal.peers[peer])),
          Object.entries(goal.published)
            .map(([who, value]) => `${who} ${percent(value)}`)
            .join(', ') || '–',
          `**${shown(goal.value)}**${interval}`,
          goal.min === undefined ? `≤ ${shown(goal.max ?? 1)}` : `≥ ${shown(goal.min)}`,
          goal.reached ? 'yes' : '**no**',
        ]
      }),
    ),
  )
}

const NAMES: Record<string, string> = {
  accuracy: 'right',
  in_scope: 'right in scope',
  out_of_scope_recall: 'out-of-scope recall',
  ece: 'ECE',
}

const intervalOf = (figure: string, { accuracy, inScope, outOfScope }: SetResult['evaluation']): string => {
  const share = { accuracy, in_scope: inScope, out_of_scope_recall: outOfScope.recall }[figure]
  return share === undefined ? '' : ` (${(100 * share.lower).toFixed(1)}–${(100 * share.upper).toFixed(1)})`
}

const missed = (results: readonly SetResult[]): string => {
  const goals = results.flatMap(({ title, goals }) => goals.map((goal) => ({ title, ...goal })))
  const open = goals.filter(({ reached }) => !reached)
  return `${goals.length - open.length} of ${goals.length} goals reached.${
    open.length === 0
      ? ''
      : ` Not reached: ${open.map(({ title, figure, value, min, max }) => `${title}, ${NAMES[figure] ?? figure} (${value.toFixed(3)}, wanted ${min ?? max})`).join('; ')}.`
  }`
}

const togetherText = (together: Together): string => {
  const voters = Object.keys(together.perSet[0]?.voters ?? {})
  const { reduction } = together
  return [
    `In scope, before anything is rejected. On the mean of these sets the best voter alone, **${together.bestVoter}**, errs on ${percent(together.meanErrorBest)}; together they err on
${percent(together.meanErrorTogether)}: **${percent(reduction.value)} fewer errors** (95 % interval ${percent(reduction.lower)} to ${percent(reduction.upper)}, paired bootstrap within each set; McNemar over all messages p ${pText(together.p)}); goal: at least 25 %.
Against each set's own best voter, chosen with hindsight: ${percent(together.reductionOwnBest)} fewer.`,
    table(
      ['set', ...voters, 'together', 'best alone', 'McNemar p against it'],
      together.perSet.map(({ title, voters: alone, together, bestVoter, p }) => [
        title,
        ...voters.map((voter) => percent(alone[voter] ?? 0)),
        `**${percent(together)}**`,
        bestVoter,
        pText(p),
      ]),
    ),
  ].join('\n\n')
}

/** Weights, and what would be lost without the voter. */
const weightsTable = (results: readonly SetResult[]): string => {
  const voters = [...new Set(results.flatMap(({ weights }) => Object.keys(weights)))]
  return [
    'Weight in the pool, and by how many points the share right in scope changes when that voter is not heard (the others not fitted again); *off*: switched off by the fit.',
    table(
      ['set', ...voters],
      results.map(({ title, weights, evaluation: { withoutVoter, inScopeBest } }) => [
        title,
        ...voters.map((voter) => {
          const weight = weights[voter]
          if (weight === undefined) return '–'
          if (weight === 0) return 'off'
          const without = withoutVoter[voter]?.share
          return `${weight.toFixed(2)}${without === undefined ? '' : ` (${signed(100 * (without - inScopeBest.share))})`}`
        }),
      ]),
    ),
  ].join('\n\n')
}

const peersTable = (results: readonly SetResult[]): string => {
  const asked = results.flatMap(({ title, evaluation, peers }) => peers.map((peer) => ({ title, evaluation, peer })))
  return asked.length === 0
    ? 'None was asked.'
    : table(
        [
          'set',
          'program',
          'right',
          'right in scope',
          'out-of-scope recall',
          'ours: right',
          'in scope',
          'out of scope',
          'its training, s',
        ],
        asked.map(({ title, evaluation, peer: { name, figures, seconds, skipped } }) =>
          figures === undefined
            ? [title, name, skipped ?? '', '', '', '', '', '', '']
            : [
                title,
                name,
                percent(figures.accuracy),
                percent(figures.inScope),
                figures.outOfScopeRecall === undefined ? '–' : percent(figures.outOfScopeRecall),
                percent(evaluation.accuracy.share),
                percent(evaluation.inScope.share),
                evaluation.outOfScope.n === 0 ? '–' : percent(evaluation.outOfScope.recall.share),
                seconds?.train.toFixed(1) ?? '–',
              ],
        ),
      )
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const signed = (points: number): string => `${points > 0 ? '+' : ''}${points.toFixed(1)}`
const pText = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`)

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
