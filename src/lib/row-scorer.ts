import { createDots, roundUp4 } from './dots.ts'

export interface RowScorer {
  /** Sets the vector that rows are scored against. */
  ask(query: Float32Array): void
  /** Dot products of the rows `from … from + count - 1`; `from` a multiple of 4. Valid until the next call. */
  scores(from: number, count: number): Float32Array
}

/** Fixed rows in the kernel's memory; `fill` writes row r into its place. */
export const createRowScorer = (
  rows: number,
  dimensions: number,
  fill: (row: number, place: Float32Array) => void,
): RowScorer => {
  const wide = roundUp4(dimensions)
  const tall = roundUp4(rows)
  const dots = createDots(tall * wide + 2 * wide + 2 * tall)
  const matrix = dots.floats(tall * wide)
  // The kernel takes queries in pairs; the second stays zero.
  const queries = dots.floats(2 * wide)
  const out = dots.floats(2 * tall)
  for (let row = 0; row < rows; row++) fill(row, matrix.subarray(row * wide, row * wide + dimensions))
  return {
    ask: (query) => queries.set(query),
    scores: (from, count) => {
      dots.run(queries, matrix.subarray(from * wide), out, 2, Math.min(roundUp4(count), tall - from), wide)
      return out.subarray(0, count)
    },
  }
}
