import type { Ballot } from '../../domain/heads.ts'
import type { Vote } from '../../domain/understanding.ts'

/** `keywords`: what the rules say outright, the rest shared among all; abstains when no rule speaks or its intent was not trained. */
export const keywordBallot = (vote: Vote | undefined, intents: readonly string[]): Ballot => {
  const chosen = vote === undefined ? -1 : intents.indexOf(vote.intent)
  if (vote === undefined || chosen < 0) return { voter: 'keywords' }
  const rest = (1 - vote.confidence) / Math.max(1, intents.length - 1)
  const probabilities = new Float64Array(intents.length).fill(rest)
  probabilities[chosen] = vote.confidence
  return { voter: 'keywords', probabilities }
}
