import { bootstrap, countPairs, mcnemar, type Pairs } from '../lib/paired.ts'
import { createRandom } from '../lib/random.ts'
import { rounded } from '../lib/rounded.ts'
import type { LabelledPrediction } from './evaluate.ts'

/** Two models on the same messages; A is the one asked about, B the one it is held against. */
export interface Comparison {
  n: number
  accuracyA: number
  accuracyB: number
  /** accuracyA - accuracyB with its 95 % interval (paired bootstrap). */
  difference: { value: number; lower: number; upper: number }
  pairs: Pairs
  /** Exact, two-sided (McNemar). */
  p: number
  /** Intents whose count of right messages differs, largest difference first. */
  perIntent: IntentDuel[]
  /** Messages on which exactly one is right, A's first. */
  differing: DifferingMessage[]
}

export interface IntentDuel {
  intent: string
  n: number
  /** Messages that only A had right, that only B had right. */
  wins: number
  losses: number
}

export interface DifferingMessage {
  text: string
  label: string
  a: string
  b: string
  right: 'a' | 'b'
}

const SAMPLES = 2_000

/** @throws Error when the two do not judge the same messages in the same order */
export const comparePredictions = (
  a: readonly LabelledPrediction[],
  b: readonly LabelledPrediction[],
  seed: number,
): Comparison => {
  const odd = a.findIndex(({ text, label }, i) => b[i]?.text !== text || b[i]?.label !== label)
  if (odd >= 0 || a.length !== b.length)
    throw new Error(`the two models were not asked the same: message ${odd + 1} differs; compare on one --data`)
  const rightA = a.map(isRight)
  const rightB = b.map(isRight)
  const pairs = countPairs(rightA, rightB)
  const n = Math.max(1, a.length)
  return {
    n: a.length,
    accuracyA: rounded((pairs.both + pairs.onlyA) / n),
    accuracyB: rounded((pairs.both + pairs.onlyB) / n),
    difference: { value: rounded((pairs.onlyA - pairs.onlyB) / n), ...differenceInterval(rightA, rightB, seed) },
    pairs,
    p: mcnemar(pairs),
    perIntent: duelsOf(a, rightA, rightB),
    differing: differingOf(a, b, rightA, rightB),
  }
}

const isRight = ({ intent, label }: LabelledPrediction): boolean => intent === label

/** 95 % interval of the difference of two accuracies on the same messages. */
const differenceInterval = (a: readonly boolean[], b: readonly boolean[], seed: number) => {
  const gains = a.map((right, i) => Number(right) - Number(b[i]))
  const { lower, upper } = bootstrap(
    [gains.length],
    ([draws]) => gains.reduce((sum, gain, i) => sum + gain * (draws?.[i] ?? 0), 0) / Math.max(1, gains.length),
    { samples: SAMPLES, random: createRandom(seed) },
  )
  return { lower: rounded(lower), upper: rounded(upper) }
}

const duelsOf = (
  rows: readonly LabelledPrediction[],
  rightA: readonly boolean[],
  rightB: readonly boolean[],
): IntentDuel[] => {
  const duels = new Map<string, IntentDuel>()
  for (const [i, { label }] of rows.entries()) {
    const duel = duels.get(label) ?? { intent: label, n: 0, wins: 0, losses: 0 }
    duels.set(label, duel)
    duel.n++
    if (rightA[i] && !rightB[i]) duel.wins++
    if (!rightA[i] && rightB[i]) duel.losses++
  }
  const weight = ({ wins, losses }: IntentDuel): number => Math.abs(wins - losses)
  return [...duels.values()]
    .filter(({ wins, losses }) => wins + losses > 0)
    .sort((x, y) => weight(y) - weight(x) || (x.intent < y.intent ? -1 : 1))
}

const differingOf = (
  a: readonly LabelledPrediction[],
  b: readonly LabelledPrediction[],
  rightA: readonly boolean[],
  rightB: readonly boolean[],
): DifferingMessage[] =>
  a
    .flatMap(({ text, label, intent }, i): DifferingMessage[] =>
      rightA[i] === rightB[i] ? [] : [{ text, label, a: intent, b: b[i]?.intent ?? '', right: rightA[i] ? 'a' : 'b' }],
    )
    .sort((x, y) => (x.right === y.right ? 0 : x.right === 'a' ? -1 : 1))
