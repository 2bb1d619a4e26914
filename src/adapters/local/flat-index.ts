import { createDots, roundUp4 } from '../../lib/dots.ts'
import { createTop } from '../../lib/top.ts'
import { normalised } from '../../lib/vectors.ts'
import type { CreateVectorIndex } from '../../ports/vector-index.ts'

/**
 * Exact scan over normalised vectors: VI1 to VI4 hold by construction. Memory for all of `capacity` is taken at once;
 * adding past it throws.
 */
export const createFlatIndex: CreateVectorIndex = (dimensions, capacity) => {
  const width = roundUp4(dimensions)
  const rows = roundUp4(Math.max(1, capacity))
  const dots = createDots(width * (rows + 2) + 2 * rows)
  const vectors = dots.floats(width * rows)
  // The kernel multiplies pairs of rows: the second one stays zero.
  const query = dots.floats(width * 2)
  const scores = dots.floats(2 * rows)
  const idOf = new Int32Array(rows)
  const slotOf = new Map<number, number>()
  return {
    kind: 'flat',
    get size() {
      return slotOf.size
    },
    add: (id, vector) => {
      if (vector.length !== dimensions)
        throw new Error(`vector of id ${id} has ${vector.length} numbers: ${dimensions} are needed`)
      const slot = slotOf.get(id) ?? slotOf.size
      if (slot >= capacity)
        throw new Error(`the index is full with ${capacity} vectors: create it with a larger capacity`)
      vectors.set(normalised(vector), slot * width)
      idOf[slot] = id
      slotOf.set(id, slot)
    },
    remove: (id) => {
      const slot = slotOf.get(id)
      if (slot === undefined) return
      const last = slotOf.size - 1
      const moved = idOf[last] as number
      vectors.copyWithin(slot * width, last * width, (last + 1) * width)
      idOf[slot] = moved
      slotOf.set(moved, slot)
      slotOf.delete(id)
    },
    search: (vector, k) => {
      query.set(normalised(vector))
      dots.run(query, vectors, scores, 2, roundUp4(slotOf.size), width)
      const top = createTop(k)
      for (let slot = 0; slot < slotOf.size; slot++) top.offer(idOf[slot] as number, scores[slot] as number)
      return [...top.best()]
    },
  }
}
