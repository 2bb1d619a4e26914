import { createDots, roundUp4 } from './dots.ts'

/** Vectors multiplied at once. */
const BLOCK = 32

/** Dot products of vectors with all rows, a row of numbers for each vector; see `Dots` for speed and exactness. */
export const createRowDots = (
  rows: readonly Float32Array[],
): ((vectors: readonly Float32Array[]) => Float32Array[]) => {
  const dimensions = roundUp4(rows[0]?.length ?? 0)
  const count = roundUp4(rows.length)
  const dots = createDots(count * dimensions + BLOCK * (dimensions + count))
  const right = dots.floats(count * dimensions)
  const left = dots.floats(BLOCK * dimensions)
  const out = dots.floats(BLOCK * count)
  for (const [i, row] of rows.entries()) right.set(row, i * dimensions)
  return (vectors) => {
    const products: Float32Array[] = []
    for (let from = 0; from < vectors.length; from += BLOCK) {
      const block = vectors.slice(from, from + BLOCK)
      for (const [i, vector] of block.entries()) left.set(vector, i * dimensions)
      dots.run(left, right, out, block.length + (block.length % 2), count, dimensions)
      for (const i of block.keys()) products.push(out.slice(i * count, i * count + rows.length))
    }
    return products
  }
}
