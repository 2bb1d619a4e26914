import type { EmbeddedExample } from '../../src/learning/rows.ts'
import { bestOf, type Classify, fitPool } from './pool.ts'

/**
 * Self-training: what the pool is at least `above` sure of becomes an example of that weight, and the pool is fitted again; twice.
 * @param messages without their intents
 */
export const fitWithUnlabelled = (
  rows: readonly EmbeddedExample[],
  intents: readonly string[],
  messages: readonly EmbeddedExample[],
  { above, weight }: { above: number; weight: number },
  pool: Classify = fitPool(rows, intents),
): Classify => {
  let classify = pool
  for (let round = 0; round < 2; round++) {
    const guessed = messages.flatMap((message) => {
      const chances = classify(message)
      const best = bestOf(chances)
      return (chances[best] as number) < above ? [] : [{ ...message, intent: intents[best] as string, weight }]
    })
    classify = fitPool([...rows, ...guessed], intents)
  }
  return classify
}
