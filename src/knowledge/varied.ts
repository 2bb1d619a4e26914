/** Hits of one intent that stand before those of other intents. */
const MOST_OF_ONE_INTENT = 3

/**
 * The best `most` hits, in their order, but for those of an intent that has its share already: they come after the others. No intent's
 * first hit stands lower than before, so whatever intent was among the first k still is.
 */
export const varied = <T extends { intent: string }>(hits: readonly T[], most: number): T[] => {
  const counts = new Map<string, number>()
  const [first, rest]: [T[], T[]] = [[], []]
  for (const hit of hits) {
    const count = counts.get(hit.intent) ?? 0
    counts.set(hit.intent, count + 1)
    ;(count < MOST_OF_ONE_INTENT ? first : rest).push(hit)
  }
  return [...first, ...rest].slice(0, most)
}
