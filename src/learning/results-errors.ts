import { type ErrorReason, REASONS } from './error-analysis.ts'
import type { SetResult } from './suite-results.ts'

const HEADS: Record<ErrorReason, string> = {
  refused: 'understood, but refused',
  letIn: 'not ours, but let in',
  twin: 'labels contradict',
  encoder: 'encoder sees another intent',
  pair: 'indistinguishable pair',
  outvoted: 'right voter outvoted',
  other: 'no voter right',
}

const NOTES = `Each mistake counts once, by the first that holds. *Understood, but refused*: the best intent was right, and then taken for out of scope. *Labels contradict*: a training
example that says the same (cosine of centred vectors at least 0.9) has the intent that was chosen. *Encoder sees another intent*: none of the ten nearest training examples has the right one; no
head on these vectors is expected to get it. *Indistinguishable pair*: two intents that are mistaken for each other both ways, three times or more. *Right voter outvoted*: another weighing
could have got it. *Any voter*: right in scope if for every message the right voter could be picked with hindsight, the end of what any weighing of these voters can reach.`

/** Why what is wrong is wrong: a table over the sets with a goal that is not reached, and a line for each such goal. */
export const errorSection = (results: readonly SetResult[]): string[] => {
  const missed = results.filter(({ goals }) => goals.some(({ reached }) => !reached))
  if (missed.length === 0) return []
  const head = ['set', 'mistakes', ...REASONS.map((reason) => HEADS[reason]), 'any voter']
  const rows = missed.map(({ title, errors }) => [
    title,
    String(errors.errors),
    ...REASONS.map((reason) => share(errors.reasons[reason], errors.errors)),
    percent(errors.anyVoter / Math.max(1, errors.inScope)),
  ])
  return [
    '## What the mistakes are made of, where a goal is not reached',
    [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    NOTES,
    missed.map(lineOf).join('\n'),
  ]
}

const lineOf = ({ title, goals, evaluation, errors }: SetResult): string => {
  const short = goals
    .filter(({ reached, min }) => !reached && min !== undefined)
    .map(({ figure, value, min = 0 }) => {
      const of =
        figure === 'out_of_scope_recall'
          ? evaluation.outOfScope.n
          : figure === 'accuracy'
            ? evaluation.n
            : errors.inScope
      return `${figure} is ${Math.ceil((min - value) * of)} of ${of} messages short`
    })
  const { encoder, twin, pair } = errors.reasons
  const bound = encoder + twin + pair
  const pairs = errors.pairs.map(({ intents, errors }) => `${intents.join(' and ')} (${errors})`)
  return `- **${title}**: ${[
    ...short,
    `without what labels, encoder and pairs do, ${errors.errors - bound} of ${errors.errors} mistakes would be left`,
    ...(errors.bestJoint === undefined
      ? []
      : [
          `with the threshold that is best for these very messages ${percent(errors.bestJoint)} of both, in scope and out, would be right`,
        ]),
    ...(pairs.length === 0 ? [] : [`most confused: ${pairs.join(', ')}`]),
  ].join('; ')}.`
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`
const share = (part: number, of: number): string => `${part} (${of === 0 ? 0 : Math.round((100 * part) / of)} %)`
