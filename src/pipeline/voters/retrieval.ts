import type { Ballot } from '../../domain/heads.ts'
import type { Passage } from '../../domain/understanding.ts'
import { softmax } from '../../lib/softmax.ts'

/** Units of score that are worth a factor e. */
const TEMPERATURE = 0.05

/** `retrieval`: the intents of the passages found. Abstains when none of them is an intent that was trained. */
export const createRetrievalVoter = (intents: readonly string[]): ((passages: readonly Passage[]) => Ballot) => {
  const classOf = new Map(intents.map((intent, c) => [intent, c]))
  return (passages) => {
    const best = new Map<number, number>()
    for (const { intent, score } of passages) {
      const c = classOf.get(intent)
      if (c !== undefined && score > (best.get(c) ?? 0)) best.set(c, score)
    }
    if (best.size === 0) return { voter: 'retrieval', nearness: 0 }
    // What was not found lies somewhere below the last that was.
    const least = Math.min(...best.values()) - TEMPERATURE
    const probabilities = new Float64Array(intents.length).fill(least / TEMPERATURE)
    for (const [c, score] of best) probabilities[c] = score / TEMPERATURE
    softmax(probabilities)
    return { voter: 'retrieval', probabilities, nearness: Math.max(...best.values()) }
  }
}
