import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Ballot, CountBallots, Judge, Logistic, VoterName } from '../domain/heads.ts'
import type { RankedIntent, Vote } from '../domain/understanding.ts'
import { logit, sigmoid } from '../lib/logistic.ts'
import { softmax } from '../lib/softmax.ts'
import { createTop } from '../lib/top.ts'

const MOST_RANKED = 5
/** Probabilities below count as this much: one voter's certainty must not silence the others. */
const FLOOR = 1e-4

/**
 * Log-linear pool (Genest & Zidek 1986): the product of the voters' distributions, each to its weight. A voter that is not there gives
 * its weight to the others in proportion; one that abstains changes nothing.
 */
export const countBallots: CountBallots = (ballots, intents, weights) => {
  const share = shareOfPresent(ballots, weights)
  const outside = intents.indexOf(OUT_OF_SCOPE)
  const inScope = new Float64Array(intents.length)
  for (const { voter, probabilities } of ballots) {
    const weight = (weights[voter] ?? 0) / share
    if (probabilities === undefined || weight === 0) continue
    for (let c = 0; c < inScope.length; c++)
      inScope[c] = (inScope[c] as number) + weight * Math.log(Math.max(FLOOR, probabilities[c] as number))
  }
  const outsideScore = outside < 0 ? 0 : (inScope[outside] as number)
  if (outside >= 0) inScope[outside] = Number.NEGATIVE_INFINITY
  const best = bestOf(inScope)
  const bestScore = inScope[best] as number
  softmax(inScope)
  const choices = ballots.flatMap(({ probabilities }) => (probabilities === undefined ? [] : [bestOf(probabilities)]))
  return {
    inScope,
    best,
    features: {
      top: logit(inScope[best] as number),
      agreement: choices.length === 0 ? 0 : choices.filter((c) => c === best).length / choices.length,
      ...(outside < 0 ? {} : { outside: outsideScore - bestScore }),
      ...nearnessOf(ballots),
    },
  }
}

/** Pools, tells whether it is one of ours at all, and says how sure it is. Pure. */
export const judge: Judge = (ballots, intents, stack, outOfScopeAbove) => {
  const { inScope, best, features } = countBallots(ballots, intents, stack.weights)
  const outOfScope = estimate(stack.scope, features)
  const right = estimate(stack.right, features)
  const ranked = rank(inScope, intents, right * (1 - outOfScope), 1 - outOfScope)
  const rejected = outOfScope >= outOfScopeAbove
  const votes = ballots.flatMap((ballot) => voteOf(ballot, intents))
  const intent = rejected ? OUT_OF_SCOPE : (intents[best] as string)
  return {
    votes,
    verdict: {
      intent,
      confidence: rejected ? outOfScope : right * (1 - outOfScope),
      outOfScope,
      agreement: votes.length === 0 ? 0 : votes.filter((vote) => vote.intent === intent).length / votes.length,
      gap: (ranked[0]?.confidence ?? 0) - (ranked[1]?.confidence ?? 0),
      ranked,
    },
  }
}

/** Logistic estimate from features. */
export const estimate = ({ intercept, coefficients, means }: Logistic, features: Record<string, number>): number => {
  let sum = intercept
  for (const [name, coefficient] of Object.entries(coefficients)) {
    const value = features[name]
    if (value !== undefined) sum += coefficient * (value - (means[name] ?? 0))
  }
  return sigmoid(sum)
}

/** Weight that is present over all weight. */
const shareOfPresent = (ballots: readonly Ballot[], weights: Partial<Record<VoterName, number>>): number => {
  const present = new Set(ballots.map(({ voter }) => voter))
  let all = 0
  let there = 0
  for (const [voter, weight] of Object.entries(weights)) {
    all += weight
    if (present.has(voter as VoterName)) there += weight
  }
  return all === 0 || there === 0 ? 1 : there / all
}

const nearnessOf = (ballots: readonly Ballot[]): Record<string, number> =>
  Object.fromEntries(
    ballots.flatMap(({ voter, nearness }) => (nearness === undefined ? [] : [[`near_${voter}`, nearness]])),
  )

/** The best keeps its calibrated confidence; the others share what is left in proportion, none above the one before. */
const rank = (inScope: Float64Array, intents: readonly string[], first: number, mass: number): RankedIntent[] => {
  const top = createTop(MOST_RANKED)
  for (let c = 0; c < inScope.length; c++) if (intents[c] !== OUT_OF_SCOPE) top.offer(c, inScope[c] as number)
  const order = top.best().map(({ id }) => id)
  const others = 1 - (inScope[order[0] ?? 0] ?? 0)
  return order.map((c, place) => ({
    intent: intents[c] as string,
    confidence:
      place === 0
        ? first
        : Math.min(first, others <= 0 ? 0 : ((inScope[c] as number) / others) * Math.max(0, mass - first)),
  }))
}

const voteOf = ({ voter, probabilities }: Ballot, intents: readonly string[]): Vote[] => {
  if (probabilities === undefined) return []
  const top = createTop(MOST_RANKED)
  for (let c = 0; c < probabilities.length; c++) top.offer(c, probabilities[c] as number)
  const ranked = top.best().map(({ id, score }) => ({ intent: intents[id] as string, confidence: score }))
  const first = ranked[0] as RankedIntent
  return [{ voter, intent: first.intent, confidence: first.confidence, ranked }]
}

const bestOf = (scores: Float64Array): number => {
  let best = 0
  for (let c = 1; c < scores.length; c++) if ((scores[c] as number) > (scores[best] as number)) best = c
  return best
}
