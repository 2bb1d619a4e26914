import { createRowScorer } from '../../lib/row-scorer.ts'
import { createTop, type Scored } from '../../lib/top.ts'

/**
 * The nearest rows of every query by dot product, best first.
 * @param skip rows that a query may not find, e.g. itself
 */
export const nearestRows = (
  rows: readonly Float32Array[],
  queries: readonly Float32Array[],
  { top, skip }: { top: number; skip: (query: number, row: number) => boolean },
): Scored[][] => {
  const scorer = createRowScorer(rows.length, rows[0]?.length ?? 0, (row, place) =>
    place.set(rows[row] as Float32Array),
  )
  return queries.map((query, q) => {
    scorer.ask(query)
    const best = createTop(top)
    for (const [row, score] of scorer.scores(0, rows.length).entries()) if (!skip(q, row)) best.offer(row, score)
    return [...best.best()]
  })
}

/** Mean of the vectors, component by component. */
export const meanOf = (vectors: readonly Float32Array[]): Float32Array => {
  const sum = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number)
  return Float32Array.from(sum, (value) => value / Math.max(1, vectors.length))
}
