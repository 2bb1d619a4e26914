import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CreateVectorIndex } from '../../src/ports/vector-index.ts'

const DIMENSIONS = 24

const vector = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map((numbers) => Float32Array.from(numbers))
  .filter((numbers) => numbers.some((x) => Math.abs(x) > 0.01))

const cosine = (a: Float32Array, b: Float32Array): number => {
  const sum = (x: Float32Array, y: Float32Array): number =>
    x.reduce((total, value, i) => total + value * (y[i] as number), 0)
  return sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b))
}

/** The laws of ports/vector-index.ts that hold for any vectors; VI4 is about real ones and stands in the test file. */
export const vectorIndexContract = (name: string, create: CreateVectorIndex): void => {
  describe(`vector index contract: ${name}`, () => {
    it('[VI1] finds every vector by itself at rank 1, whatever its length', () => {
      fc.assert(
        fc.property(
          fc.array(vector, { minLength: 1, maxLength: 40 }),
          fc.float({ min: Math.fround(0.1), max: 9, noNaN: true }),
          (vectors, factor) => {
            const index = create(DIMENSIONS, vectors.length)
            for (const [id, v] of vectors.entries())
              index.add(
                id,
                v.map((x) => x * factor),
              )
            for (const v of vectors) {
              const [first] = index.search(v, 1)
              expect(first?.score).toBeCloseTo(1, 4)
              expect(cosine(vectors[first?.id as number] as Float32Array, v)).toBeCloseTo(1, 4)
            }
          },
        ),
        { numRuns: 30 },
      )
    })

    it('[VI2] gives at most k hits, best first, with their cosines', () => {
      fc.assert(
        fc.property(
          fc.array(vector, { minLength: 1, maxLength: 40 }),
          vector,
          fc.integer({ min: 0, max: 50 }),
          (vectors, query, k) => {
            const index = create(DIMENSIONS, vectors.length)
            for (const [id, v] of vectors.entries()) index.add(id, v)
            const hits = index.search(query, k)
            expect(hits).toHaveLength(Math.min(k, vectors.length))
            expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
            for (const { id, score } of hits) expect(score).toBeCloseTo(cosine(vectors[id] as Float32Array, query), 4)
          },
        ),
        { numRuns: 30 },
      )
    })

    it('[VI2] never gives a removed id, and gives it again when it is added again', () => {
      const index = create(2, 3)
      index.add(0, Float32Array.of(1, 0))
      index.add(1, Float32Array.of(0.9, 0.1))
      index.add(2, Float32Array.of(0, 1))
      index.remove(0)
      index.remove(0)
      expect(index.size).toBe(2)
      expect(index.search(Float32Array.of(1, 0), 3).map(({ id }) => id)).toEqual([1, 2])
      index.add(0, Float32Array.of(1, 0))
      expect(index.size).toBe(3)
      expect(index.search(Float32Array.of(1, 0), 3).map(({ id }) => id)).toEqual([0, 1, 2])
    })

    it('[VI3] ids are the caller’s, adding one again replaces its vector', () => {
      const index = create(2, 2)
      index.add(70_001, Float32Array.of(1, 0))
      index.add(5, Float32Array.of(0, 1))
      index.add(70_001, Float32Array.of(0, -1))
      expect(index.size).toBe(2)
      expect(index.search(Float32Array.of(0, -1), 2).map(({ id }) => id)).toEqual([70_001, 5])
      expect(index.search(Float32Array.of(1, 0), 1)[0]?.score).toBeCloseTo(0, 5)
    })

    it('says which vector has the wrong number of dimensions', () => {
      const index = create(3, 1)
      expect(() => index.add(8, Float32Array.of(1, 2))).toThrow(/id 8 has 2 numbers: 3 are needed/)
    })

    it('is empty before anything is added', () => {
      const index = create(3, 0)
      expect(index.search(Float32Array.of(1, 0, 0), 5)).toEqual([])
      expect(index.size).toBe(0)
    })
  })
}
