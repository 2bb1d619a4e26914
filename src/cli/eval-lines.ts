import type { Share } from '../domain/heads.ts'
import type { Comparison } from '../learning/compare.ts'
import type { Evaluation, Figures } from '../learning/evaluate.ts'
import type { GateResult } from '../learning/gates.ts'

/** An evaluation for people at a terminal. */
export const evaluationLines = (evaluation: Evaluation, gates: readonly GateResult[]): string[] => [
  `${evaluation.n} messages`,
  ...figureLines(evaluation),
  ...Object.entries(evaluation.perLanguage).flatMap(([language, figures]) => [
    `${language}: ${figures.n} messages`,
    ...figureLines(figures),
  ]),
  'voters',
  ...Object.entries(evaluation.perVoter).map(([voter, share]) => `  ${voter.padEnd(16)} ${percent(share)}`),
  ...(gates.length === 0 ? [] : ['gates', ...gates.map(gateLine)]),
]

export const gateLine = ({ figure, value, min, max, passed }: GateResult): string =>
  `  ${passed ? 'passed' : 'FAILED'} ${figure} is ${value}${min === undefined ? '' : `, at least ${min} is wanted`}${max === undefined ? '' : `, at most ${max} is wanted`}`

/** A comparison for people at a terminal. */
export const comparisonLines = (against: string, comparison: Comparison): string[] => {
  const { accuracyA, accuracyB, difference, pairs, p, perIntent, differing } = comparison
  const points = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`
  return [
    `against ${against}`,
    `  right            ${(100 * accuracyA).toFixed(1)} % against ${(100 * accuracyB).toFixed(1)} %: ${points(difference.value)} points (${points(difference.lower)} to ${points(difference.upper)})`,
    `  pairs            right here only ${pairs.onlyA}, there only ${pairs.onlyB}; McNemar p = ${p.toPrecision(2)}`,
    ...perIntent
      .slice(0, MOST_INTENTS)
      .map(({ intent, n, wins, losses }) => `  ${intent.padEnd(28)} won ${wins}, lost ${losses} of ${n}`),
    ...differing
      .slice(0, MOST_DIFFERING)
      .map(({ text, label, a, b }) => `  ${JSON.stringify(text)} is ${label}: ${a}, there ${b}`),
    ...(differing.length > MOST_DIFFERING
      ? [`  and ${differing.length - MOST_DIFFERING} more (--report, --json)`]
      : []),
  ]
}

const MOST_INTENTS = 10
const MOST_DIFFERING = 10

const figureLines = ({ accuracy, inScope, macroF1, outOfScope, ece, answered }: Figures): string[] => [
  `  right            ${percent(accuracy)}`,
  `  right in scope   ${percent(inScope)}, macro-F1 ${macroF1.toFixed(3)}`,
  ...(outOfScope.n === 0
    ? []
    : [
        `  out of scope     recall ${percent(outOfScope.recall)}, precision ${percent(outOfScope.precision)}, AUROC ${outOfScope.auroc?.toFixed(3) ?? '–'}`,
      ]),
  `  calibration      off by ${(100 * ece).toFixed(1)} points on average (ECE)`,
  `  answers alone    ${percent(answered.rate)} of all, right ${percent(answered.right)}`,
]

const percent = ({ share, lower, upper }: Share): string =>
  `${(100 * share).toFixed(1)} % (${(100 * lower).toFixed(1)}–${(100 * upper).toFixed(1)})`
