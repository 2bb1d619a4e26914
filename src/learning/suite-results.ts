import { OUT_OF_SCOPE } from '../domain/article.ts'
import { bootstrap, countPairs, mcnemar } from '../lib/paired.ts'
import { createRandom } from '../lib/random.ts'
import { rounded } from '../lib/rounded.ts'
import type { ErrorAnalysis } from './error-analysis.ts'
import { type Evaluation, evaluate, type LabelledPrediction } from './evaluate.ts'
import { checkGates, figureOf, type GateResult } from './gates.ts'
import type { Goal, SuiteSet } from './suite.ts'

/** What one set of a suite gave. */
export interface SetResult {
  name: string
  title: string
  counts: boolean
  intents: number
  examples: number
  seconds: { train: number; predict: number }
  /** Exponents of the pool; 0 says that the fit switched the voter off. */
  weights: Record<string, number>
  evaluation: Evaluation
  errors: ErrorAnalysis
  goals: GoalResult[]
  gates: GateResult[]
  peers: PeerResult[]
  /** On messages in scope, before anything is rejected: who was right, message by message. */
  right: { together: boolean[]; voters: Record<string, boolean[]> }
}

export interface GoalResult extends Goal {
  value: number
  reached: boolean
  /** The same figure of the n-gram voter and of logistic regression alone, where a single voter has it. */
  voters: Partial<Record<'ngrams' | 'lr', number>>
  peers: Record<string, number>
}

export interface PeerResult {
  name: string
  seconds?: { train: number; predict: number }
  figures?: { accuracy: number; inScope: number; outOfScopeRecall?: number }
  /** Why there are no figures. */
  skipped?: string
}

export interface PeerAnswers {
  name: string
  rows?: LabelledPrediction[]
  seconds?: { train: number; predict: number }
  skipped?: string
}

/** Figures, goals and gates of one set from its judged test messages. */
export const settle = (
  set: SuiteSet,
  rows: readonly LabelledPrediction[],
  made: Pick<SetResult, 'intents' | 'examples' | 'seconds' | 'weights' | 'errors'>,
  answers: readonly PeerAnswers[],
): SetResult => {
  const evaluation = evaluate(rows)
  const right = rightOf(rows)
  const peers = answers.map((peer) => ({ peer, evaluation: peer.rows === undefined ? undefined : evaluate(peer.rows) }))
  return {
    name: set.name,
    title: set.title,
    counts: set.counts,
    ...made,
    evaluation,
    right,
    goals: set.goals.map((goal): GoalResult => {
      const value = figureOf(evaluation, goal.figure) ?? Number.NaN
      return {
        ...goal,
        value,
        reached: value >= (goal.min ?? Number.NEGATIVE_INFINITY) && value <= (goal.max ?? Number.POSITIVE_INFINITY),
        voters: singleVoters(goal.figure, evaluation, right.voters),
        peers: Object.fromEntries(
          peers.flatMap(({ peer, evaluation }) => {
            const value = evaluation === undefined ? undefined : figureOf(evaluation, goal.figure)
            return value === undefined || goal.figure === 'ece' ? [] : [[peer.name, value]]
          }),
        ),
      }
    }),
    gates: checkGates(evaluation, set.gates),
    peers: peers.map(({ peer: { name, seconds, skipped }, evaluation }) => ({
      name,
      ...(seconds === undefined ? {} : { seconds }),
      ...(skipped === undefined ? {} : { skipped }),
      ...(evaluation === undefined
        ? {}
        : {
            figures: {
              accuracy: evaluation.accuracy.share,
              inScope: evaluation.inScope.share,
              ...(evaluation.outOfScope.n === 0 ? {} : { outOfScopeRecall: evaluation.outOfScope.recall.share }),
            },
          }),
    })),
  }
}

const rightOf = (rows: readonly LabelledPrediction[]): SetResult['right'] => {
  const inScope = rows.filter(({ label }) => label !== OUT_OF_SCOPE)
  const voters = [...new Set(inScope.flatMap(({ votes }) => votes.map(({ voter }) => voter)))]
  return {
    together: inScope.map(({ best, intent, label }) => (best ?? intent) === label),
    voters: Object.fromEntries(
      voters.map((voter) => [
        voter,
        inScope.map(({ votes, label }) => {
          const vote = votes.find((one) => one.voter === voter)
          return (vote?.best ?? vote?.intent) === label
        }),
      ]),
    ),
  }
}

/** A voter alone rejects nothing, so it has the figures in scope only. */
const singleVoters = (
  figure: string,
  { outOfScope }: Evaluation,
  voters: Record<string, boolean[]>,
): GoalResult['voters'] => {
  const comparable = figure.startsWith('in_scope') || (figure === 'accuracy' && outOfScope.n === 0)
  if (!comparable) return {}
  const share = (voter: string) => (voters[voter] === undefined ? {} : { [voter]: shareRight(voters[voter]) })
  return { ...share('ngrams'), ...share('lr') }
}

const shareRight = (right: readonly boolean[]): number =>
  rounded(right.filter(Boolean).length / Math.max(1, right.length))

/** The voters together against the best of them alone, over the sets that count. */
export interface Together {
  /** The voter with the smallest mean error over the sets. */
  bestVoter: string
  meanErrorTogether: number
  meanErrorBest: number
  /** 1 - together / best, with its 95 % interval (paired bootstrap within each set). */
  reduction: { value: number; lower: number; upper: number }
  /** The same against each set's own best voter, chosen with hindsight. */
  reductionOwnBest: number
  /** McNemar over all messages of all sets, against `bestVoter`. */
  p: number
  perSet: {
    name: string
    title: string
    together: number
    voters: Record<string, number>
    bestVoter: string
    p: number
  }[]
}

const SAMPLES = 1_000

/** @returns undefined where no set counts */
export const judgeTogether = (results: readonly SetResult[], seed: number): Together | undefined => {
  const sets = results.filter(({ counts, right }) => counts && right.together.length > 0)
  const names = Object.keys(sets[0]?.right.voters ?? {}).filter((voter) =>
    sets.every(({ right }) => right.voters[voter] !== undefined),
  )
  if (names.length === 0) return undefined
  const errorOf = (right: readonly boolean[]): number => 1 - right.filter(Boolean).length / right.length
  const voterError = (set: SetResult, voter: string): number => errorOf(set.right.voters[voter] ?? [])
  const meanError = (voter: string): number => mean(sets.map((set) => voterError(set, voter)))
  const bestVoter = names.toSorted((a, b) => meanError(a) - meanError(b))[0] as string
  const ownBest = (set: SetResult): string =>
    names.toSorted((a, b) => voterError(set, a) - voterError(set, b))[0] as string
  const together = mean(sets.map(({ right }) => errorOf(right.together)))
  const drawn = (right: readonly boolean[], draws: Uint16Array | undefined): number =>
    right.reduce((sum, one, i) => sum + (one ? 0 : (draws?.[i] ?? 0)), 0) / right.length
  const reduction = bootstrap(
    sets.map(({ right }) => right.together.length),
    (draws) =>
      fewer(
        mean(sets.map(({ right }, s) => drawn(right.together, draws[s]))),
        mean(sets.map(({ right }, s) => drawn(right.voters[bestVoter] ?? [], draws[s]))),
      ),
    { samples: SAMPLES, random: createRandom(seed) },
  )
  return {
    bestVoter,
    meanErrorTogether: rounded(together),
    meanErrorBest: rounded(meanError(bestVoter)),
    reduction: {
      value: rounded(fewer(together, meanError(bestVoter))),
      lower: rounded(reduction.lower),
      upper: rounded(reduction.upper),
    },
    reductionOwnBest: rounded(fewer(together, mean(sets.map((set) => voterError(set, ownBest(set)))))),
    p: mcnemar(
      countPairs(
        sets.flatMap(({ right }) => right.together),
        sets.flatMap(({ right }) => right.voters[bestVoter] ?? []),
      ),
    ),
    perSet: sets.map((set) => {
      const best = ownBest(set)
      return {
        name: set.name,
        title: set.title,
        together: shareRight(set.right.together),
        voters: Object.fromEntries(names.map((voter) => [voter, shareRight(set.right.voters[voter] ?? [])])),
        bestVoter: best,
        p: mcnemar(countPairs(set.right.together, set.right.voters[best] ?? [])),
      }
    }),
  }
}

/** Share of errors that are gone; nothing can be gone where there is none. */
const fewer = (error: number, before: number): number => (before === 0 ? (error === 0 ? 0 : -1) : 1 - error / before)

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
