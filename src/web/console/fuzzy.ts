const START = 3
const RUN = 2
const HIT = 1
/** What a whole stretch is worth more than its letters picked out one by one. */
const WHOLE = 20

/**
 * How well `query` fits `text`: 0 where its characters are not there in their order; more for stretches and for beginnings of
 * words, less for long texts. Compared by NFKC and without case; blanks of the query count for nothing.
 */
export const fuzzyScore = (query: string, text: string): number => {
  const wanted = [...fold(query).replaceAll(/\s+/g, '')]
  const letters = [...fold(text)]
  if (wanted.length === 0) return HIT
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const found = letters.indexOf(letter, at + 1)
    if (found === -1) return 0
    score += HIT
    if (found === at + 1 && at >= 0) score += RUN
    if (found === 0 || letters[found - 1] === ' ') score += START
    at = found
  }
  if (isWhole(query, text)) score += WHOLE
  return score / (1 + letters.length / 100)
}

/** Whether the query stands in the text in one piece. */
export const isWhole = (query: string, text: string): boolean => fold(text).includes(fold(query).trim())

/** Items that fit, best first; those that fit alike keep their order. */
export const fuzzySorted = <T>(query: string, items: readonly T[], textsOf: (item: T) => readonly string[]): T[] =>
  items
    .map((item) => ({ item, score: Math.max(...textsOf(item).map((text) => fuzzyScore(query, text))) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)

const fold = (text: string) => text.normalize('NFKC').toLowerCase()
