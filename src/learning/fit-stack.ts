import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Ballot, CountBallots, Logistic, Stack, VoterName } from '../domain/heads.ts'
import { minimise } from '../lib/l-bfgs.ts'
import { fitLogistic } from '../lib/logistic.ts'
import { rounded } from '../lib/rounded.ts'
import { softmax } from '../lib/softmax.ts'
import type { PolledRow } from './rows.ts'

/** Below this a voter's weight is 0: it would only add noise. */
const LEAST_WEIGHT = 0.05
/** What the weights are where there is little to fit them on. */
export const USUAL_WEIGHTS: Record<VoterName, number> = {
  lr: 1,
  kernel: 1,
  neighbours: 0.2,
  ngrams: 0.5,
  retrieval: 0.8,
  keywords: 0.6,
}
/** Penalty on standardised coefficients, in rows: what a few odd messages may not outweigh. */
const RIDGE = 2
/** As in the ensemble: a voter is never taken to be surer than this. */
const FLOOR = 1e-4

/** Rows to fit a stack on. `scope` tells in from out, `outsideShare` is what share of traffic is taken to be out where the rows do not say. */
export interface StackRows {
  inScope: readonly PolledRow[]
  scope: readonly PolledRow[]
  outsideShare?: number
  /** How many rows the belief in the usual weights is worth. */
  belief: number
}

/** Pool weights, then the two logistic models on what the pool says. */
export const fitStack = (rows: StackRows, countBallots: CountBallots): Stack => {
  const weights = fitWeights(rows.inScope, rows.belief)
  const inScope = rows.inScope.map((row) => ({ row, count: countBallots(row.ballots, row.intents, weights) }))
  const right = fitFeatures(
    inScope.map(({ count }) => pick(count.features, RIGHT_FEATURES)),
    inScope.map(({ row, count }) => row.intents[count.best] === row.intent),
  )
  const scope = fitFeatures(
    rows.scope.map((row) => countBallots(row.ballots, row.intents, weights).features),
    rows.scope.map(({ intent }) => intent === OUT_OF_SCOPE),
    sharesOf(rows),
  )
  return { weights, right, scope }
}

const RIGHT_FEATURES = ['top', 'agreement', 'near_neighbours', 'near_kernel']

/** Weights ≥ 0 of the log-linear pool that make the right intents most likely; the most negative voter is left out until none is. */
export const fitWeights = (rows: readonly PolledRow[], belief: number): Stack['weights'] => {
  const voters = [...new Set(rows.flatMap(({ ballots }) => ballots.map(({ voter }) => voter)))]
  let kept = voters
  for (;;) {
    const weights = minimise(
      lossOf(rows, kept, belief / Math.max(1, rows.length)),
      new Float64Array(kept.length).fill(1 / Math.max(1, kept.length)),
      {
        maxIterations: 60,
        tolerance: 1e-7,
      },
    ).at
    const least = weights.indexOf(Math.min(...weights))
    if (kept.length <= 1 || (weights[least] as number) >= LEAST_WEIGHT)
      return Object.fromEntries(
        voters.map((voter) => [
          voter,
          kept.includes(voter) ? rounded(Math.max(LEAST_WEIGHT, weights[kept.indexOf(voter)] as number)) : 0,
        ]),
      )
    kept = kept.filter((_, i) => i !== least)
  }
}

const lossOf = (rows: readonly PolledRow[], voters: readonly Ballot['voter'][], belief: number) => {
  const prepared = rows.map(({ ballots, intents, intent }) => ({
    logs: voters.map((voter) => {
      const probabilities = ballots.find((ballot) => ballot.voter === voter)?.probabilities
      return probabilities?.map((p) => Math.log(Math.max(FLOOR, p)))
    }),
    label: intents.indexOf(intent),
    outside: intents.indexOf(OUT_OF_SCOPE),
    classes: intents.length,
  }))
  return (at: Float64Array, gradient: Float64Array): number => {
    let loss = 0
    for (const [v, weight] of at.entries()) {
      const away = weight - (USUAL_WEIGHTS[voters[v] as VoterName] ?? 0)
      gradient[v] = belief * away
      loss += (belief * away * away) / 2
    }
    for (const { logs, label, outside, classes } of prepared) {
      const scores = new Float64Array(classes)
      for (const [v, log] of logs.entries())
        if (log !== undefined)
          for (let c = 0; c < classes; c++) scores[c] = (scores[c] as number) + (at[v] as number) * (log[c] as number)
      if (outside >= 0) scores[outside] = Number.NEGATIVE_INFINITY
      const own = scores[label] as number
      loss += (softmax(scores) - own) / prepared.length
      for (const [v, log] of logs.entries()) {
        if (log === undefined) continue
        let expected = 0
        for (let c = 0; c < classes; c++) expected += (scores[c] as number) * (log[c] as number)
        gradient[v] = (gradient[v] as number) + (expected - (log[label] as number)) / prepared.length
      }
    }
    return loss
  }
}

const pick = (features: Record<string, number>, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.flatMap((name) => (features[name] === undefined ? [] : [[name, features[name]]])))

/** Weights of rows so that those out of scope are `outsideShare` of all. */
const sharesOf = ({ scope, outsideShare }: StackRows): number[] | undefined => {
  if (outsideShare === undefined) return undefined
  const outside = scope.filter(({ intent }) => intent === OUT_OF_SCOPE).length
  const factor = ((scope.length - outside) * outsideShare) / ((1 - outsideShare) * Math.max(1, outside))
  return scope.map(({ intent }) => (intent === OUT_OF_SCOPE ? factor : 1))
}

/** Standardises, fits, and puts the coefficients back into the features' own units. */
const fitFeatures = (
  rows: readonly Record<string, number>[],
  outcomes: readonly boolean[],
  weights?: readonly number[],
): Logistic => {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.every((row) => row[name] !== undefined))
  const means = names.map((name) => mean(rows.map((row) => row[name] as number)))
  const spreads = names.map(
    (name, i) => Math.sqrt(mean(rows.map((row) => ((row[name] as number) - (means[i] as number)) ** 2))) || 1,
  )
  const standardised = rows.map((row) =>
    names.map((name, i) => ((row[name] as number) - (means[i] as number)) / (spreads[i] as number)),
  )
  const [intercept = 0, ...coefficients] = fitLogistic(standardised, outcomes, {
    ridge: RIDGE,
    ...(weights === undefined ? {} : { weights }),
  })
  const named = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(names.map((name, i) => [name, rounded(values[i] as number)]))
  return {
    intercept: rounded(intercept),
    coefficients: named(coefficients.map((value, i) => value / (spreads[i] as number))),
    means: named(means),
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
