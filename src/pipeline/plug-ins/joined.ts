import type { Ballot, PlugInName, Stack } from '../../domain/heads.ts'
import type { Vote } from '../../domain/understanding.ts'
import type { PlugInOpinion } from './panel.ts'

/** Ballots and weights as the vote is counted with them. */
export interface Joined {
  ballots: readonly Ballot[]
  stack: Stack
}

/**
 * The trained voters' ballots and stack with those of plug-ins that are on and spoke; where none did, the very same as before. A plug-in
 * that is not heard, or abstains, has no weight either: else the others would be counted as if it were missing.
 */
export const joined = (
  ballots: readonly Ballot[],
  stack: Stack,
  opinions: readonly PlugInOpinion[],
  intents: readonly string[],
): Joined => {
  const theirs = opinions.flatMap((opinion) => {
    const probabilities = opinion.weight === 0 ? undefined : spread(opinion, intents)
    return probabilities === undefined ? [] : [{ voter: opinion.voter, probabilities, weight: opinion.weight }]
  })
  if (theirs.length === 0) return { ballots, stack }
  const weights = Object.fromEntries(theirs.map(({ voter, weight }) => [voter, weight]))
  return {
    ballots: [...ballots, ...theirs.map(({ voter, probabilities }) => ({ voter, probabilities }))],
    stack: { ...stack, weights: { ...stack.weights, ...weights } },
  }
}

/** All opinions, those in shadow too, as the record keeps them. */
export const recorded = (votes: readonly Vote[], opinions: readonly PlugInOpinion[]): Vote[] => [
  ...votes.filter(({ voter }) => !isPlugIn(voter)),
  ...opinions.flatMap(({ voter, ranked, version, weight, action }) => {
    const [best] = ranked
    if (best === undefined) return []
    return [{ voter, ...best, ranked, plugIn: { version, weight, ...(action === undefined ? {} : { action }) } }]
  }),
]

/** One probability a class; what the opinion leaves over is shared by the classes that it does not name. Undefined: it names none. */
const spread = ({ ranked }: PlugInOpinion, intents: readonly string[]): Float64Array | undefined => {
  const named = ranked.flatMap(({ intent, confidence }) => {
    const at = intents.indexOf(intent)
    return at < 0 ? [] : [{ at, confidence }]
  })
  if (named.length === 0) return undefined
  const rest = Math.max(0, 1 - named.reduce((sum, { confidence }) => sum + confidence, 0))
  const probabilities = new Float64Array(intents.length).fill(rest / Math.max(1, intents.length - named.length))
  for (const { at, confidence } of named) probabilities[at] = confidence
  return probabilities
}

const isPlugIn = (voter: string): voter is PlugInName => voter.startsWith('plugin:')
