import { createDots, roundUp4 } from '../../lib/dots.ts'
import { createTop } from '../../lib/top.ts'

/** Vectors multiplied with all others at a time. */
const BLOCK = 32
/** Neighbours kept of each. */
const MOST = 16

/**
 * Of each of some rows the nearest other ones by cosine, exactly, at least `least`. Rows are unit vectors; `mayMeet` says which pairs
 * count. `onDone` is told how many rows are done, between blocks.
 */
export const nearestRows = async (
  rows: readonly Float32Array[],
  asking: readonly number[],
  {
    least,
    mayMeet,
    onDone,
  }: { least: number; mayMeet: (a: number, b: number) => boolean; onDone: (done: number) => Promise<void> | undefined },
): Promise<Map<number, { row: number; cosine: number }[]>> => {
  const found = new Map<number, { row: number; cosine: number }[]>()
  const dimensions = rows[0]?.length
  if (dimensions === undefined) return found
  const wide = roundUp4(dimensions)
  const tall = roundUp4(rows.length)
  const dots = createDots(wide * (tall + BLOCK) + BLOCK * tall)
  const matrix = dots.floats(wide * tall)
  const block = dots.floats(wide * BLOCK)
  const products = dots.floats(BLOCK * tall)
  for (const [i, row] of rows.entries()) matrix.set(row, i * wide)
  for (let from = 0; from < asking.length; from += BLOCK) {
    const some = asking.slice(from, from + BLOCK)
    for (const [i, row] of some.entries()) block.set(rows[row] as Float32Array, i * wide)
    dots.run(block, matrix, products, BLOCK, tall, wide)
    for (const [i, row] of some.entries()) {
      const top = createTop(MOST)
      for (let other = 0; other < rows.length; other++) {
        const cosine = products[i * tall + other] as number
        if (cosine >= least && mayMeet(row, other)) top.offer(other, cosine)
      }
      found.set(
        row,
        top.best().map(({ id, score }) => ({ row: id, cosine: score })),
      )
    }
    await onDone(Math.min(from + BLOCK, asking.length))
  }
  return found
}
