import { OUT_OF_SCOPE } from '../domain/article.ts'
import { createTop } from '../lib/top.ts'
import { dot } from '../lib/vectors.ts'
import type { LabelledPrediction } from './evaluate.ts'
import type { EmbeddedExample } from './rows.ts'

/** Why a message was not understood; the first that holds. */
export const REASONS = ['refused', 'letIn', 'twin', 'encoder', 'pair', 'outvoted', 'other'] as const
export type ErrorReason = (typeof REASONS)[number]

/** What the mistakes on one set are made of. */
export interface ErrorAnalysis {
  errors: number
  reasons: Record<ErrorReason, number>
  /** In scope: right if of all voters the right one could always be chosen, with hindsight. */
  anyVoter: number
  /** Messages in scope. */
  inScope: number
  /** Intents taken for each other most, both ways together. */
  pairs: { intents: [string, string]; errors: number }[]
  /** With the threshold that is best for these very messages: the lesser of right in scope and caught out of scope. Absent without the latter. */
  bestJoint?: number
}

/** Centred cosine from which on two messages say the same. */
const SAME = 0.9
/** Nearest training examples among which the right intent should be. */
const NEAREST = 10
/** Mistakes between two intents, some each way, from which on they are called indistinguishable. */
const LEAST_OF_A_PAIR = 3
const MOST_PAIRS = 3

/**
 * Sorts the mistakes by what would have to change: `refused`: understood, then taken for out of scope; `letIn`: out of scope, taken for ours; `twin`: a
 * training example that says the same has the intent that was chosen, so the labels contradict each other; `encoder`: none of the ten nearest
 * training examples has the right intent; `pair`: two intents that are mistaken for each other both ways; `outvoted`: a voter was right alone.
 * @param messages the same as `rows`, in the same order
 */
export const analyseErrors = (
  rows: readonly LabelledPrediction[],
  messages: readonly EmbeddedExample[],
  examples: readonly EmbeddedExample[],
  centre: (vector: Float32Array) => Float32Array,
): ErrorAnalysis => {
  const known = examples.map(({ vector }) => centre(vector))
  const counts = countPairs(rows)
  const reasons = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<ErrorReason, number>
  let errors = 0
  for (const [i, row] of rows.entries()) {
    if (row.intent === row.label) continue
    errors++
    reasons[reasonOf(row, nearestOf(messages[i], known, examples, centre), counts)]++
  }
  const inScope = rows.filter(({ label }) => label !== OUT_OF_SCOPE)
  const joint = bestJointOf(rows)
  return {
    errors,
    reasons,
    anyVoter: inScope.filter((row) => bestOf(row) === row.label || someVoter(row)).length,
    inScope: inScope.length,
    pairs: [...counts.values()]
      .filter(({ there, back }) => there > 0 && back > 0)
      .map(({ intents, there, back }) => ({ intents, errors: there + back }))
      .sort((a, b) => b.errors - a.errors || (a.intents[0] < b.intents[0] ? -1 : 1))
      .slice(0, MOST_PAIRS),
    ...(joint === undefined ? {} : { bestJoint: joint }),
  }
}

const bestOf = ({ best, intent }: LabelledPrediction): string => best ?? intent

const someVoter = ({ votes, label }: LabelledPrediction): boolean =>
  votes.some(({ intent, best }) => (best ?? intent) === label)

const reasonOf = (row: LabelledPrediction, nearest: readonly Near[], pairs: Map<string, Pair>): ErrorReason => {
  if (row.label === OUT_OF_SCOPE) return 'letIn'
  if (bestOf(row) === row.label) return 'refused'
  if (nearest.some(({ intent, cosine }) => cosine >= SAME && intent === bestOf(row))) return 'twin'
  if (nearest.every(({ intent }) => intent !== row.label)) return 'encoder'
  const pair = pairs.get(keyOf(row.label, bestOf(row)))
  if (pair !== undefined && pair.there > 0 && pair.back > 0 && pair.there + pair.back >= LEAST_OF_A_PAIR) return 'pair'
  return someVoter(row) ? 'outvoted' : 'other'
}

interface Near {
  intent: string
  cosine: number
}

const nearestOf = (
  message: EmbeddedExample | undefined,
  known: readonly Float32Array[],
  examples: readonly EmbeddedExample[],
  centre: (vector: Float32Array) => Float32Array,
): Near[] => {
  if (message === undefined) return []
  const vector = centre(message.vector)
  const top = createTop(NEAREST)
  for (const [i, one] of known.entries()) top.offer(i, dot(one, 0, vector))
  return top.best().map(({ id, score }) => ({ intent: (examples[id] as EmbeddedExample).intent, cosine: score }))
}

interface Pair {
  intents: [string, string]
  there: number
  back: number
}

const keyOf = (a: string, b: string): string => JSON.stringify([a, b].sort())

const countPairs = (rows: readonly LabelledPrediction[]): Map<string, Pair> => {
  const pairs = new Map<string, Pair>()
  for (const row of rows) {
    const taken = bestOf(row)
    if (row.label === OUT_OF_SCOPE || taken === row.label) continue
    const [a, b] = [row.label, taken].sort() as [string, string]
    const pair = pairs.get(keyOf(a, b)) ?? { intents: [a, b], there: 0, back: 0 }
    pair[row.label === a ? 'there' : 'back']++
    pairs.set(keyOf(a, b), pair)
  }
  return pairs
}

const bestJointOf = (rows: readonly LabelledPrediction[]): number | undefined => {
  const inScope = rows.filter(({ label }) => label !== OUT_OF_SCOPE)
  const outside = rows.length - inScope.length
  if (inScope.length === 0 || outside === 0) return undefined
  // Raising the threshold message by message lets one more in at a time.
  const sorted = rows.toSorted((a, b) => a.outOfScope - b.outOfScope)
  let right = 0
  let caught = outside
  let best = 0
  for (const [i, row] of sorted.entries()) {
    if (row.label === OUT_OF_SCOPE) caught--
    else if (bestOf(row) === row.label) right++
    if (sorted[i + 1]?.outOfScope === row.outOfScope) continue
    best = Math.max(best, Math.min(right / inScope.length, caught / outside))
  }
  return best
}
