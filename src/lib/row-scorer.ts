import { roundUp4 } from './dots.ts'
import { createRowsKernel, FLOAT_BYTES, PAGE_BYTES } from './rows-kernel.ts'

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
  const { memory, dots } = createRowsKernel()
  const floats = tall * wide + wide + tall
  memory.grow(Math.ceil((floats * FLOAT_BYTES) / PAGE_BYTES))
  const matrix = new Float32Array(memory.buffer, 0, tall * wide)
  const query = new Float32Array(memory.buffer, matrix.byteLength, wide)
  const out = new Float32Array(memory.buffer, query.byteOffset + query.byteLength, tall)
  for (let row = 0; row < rows; row++) fill(row, matrix.subarray(row * wide, row * wide + dimensions))
  return {
    ask: (vector) => query.set(vector),
    scores: (from, count) => {
      const some = Math.min(roundUp4(count), tall - from)
      // The kernel does at least one round.
      if (some > 0 && wide > 0) dots(query.byteOffset, from * wide * FLOAT_BYTES, out.byteOffset, some, wide)
      return out.subarray(0, count)
    },
  }
}
