import { describe, expect, it } from 'vitest'
import { createSemantic } from '../src/knowledge/semantic.ts'
import { createRandom, type Random } from '../src/lib/random.ts'
import { createVectorRows } from '../src/lib/vector-rows.ts'
import { dot, normalised } from '../src/lib/vectors.ts'

const DIMENSIONS = 96
const bump = (random: Random): Float32Array => Float32Array.from({ length: DIMENSIONS }, () => random.next() - 0.5)

/** Vectors in clusters, all leaning one way as those of sentences do. */
const clustered = (count: number, random: Random): Float32Array[] => {
  const lean = bump(random)
  const centres = Array.from({ length: Math.ceil(count / 40) }, () => bump(random))
  return Array.from({ length: count }, (_, i) => {
    const noise = bump(random)
    return normalised(
      (centres[i % centres.length] as Float32Array).map(
        (x, d) => 2 * (lean[d] as number) + x + 0.7 * (noise[d] as number),
      ),
    )
  })
}
const filled = async (vectors: readonly Float32Array[]) => {
  const semantic = createSemantic((text) => text)
  for (const [text, vector] of vectors.entries()) semantic.set(text, vector)
  const put = await semantic.turn(vectors.keys(), [])
  put()
  return semantic
}

describe('the nearest texts', () => {
  it('are found among thousands by their signs, nearly as by multiplying all of them, and only where they may be', async () => {
    const random = createRandom(5)
    const vectors = clustered(9_000, random)
    const semantic = await filled(vectors)
    const odd = Uint8Array.from(vectors, (_, text) => text % 2)
    const all = Uint8Array.from(vectors, () => 1)
    let found = 0
    let asked = 0
    for (let i = 0; i < vectors.length; i += 450) {
      const question = semantic.ask((vectors[i] as Float32Array).map((x) => x + 0.03 * (random.next() - 0.5)))
      const cosines = [...(question?.cosines([...vectors.keys()]) ?? [])]
      const nearest = [...cosines.keys()].sort((a, b) => (cosines[b] as number) - (cosines[a] as number))
      for (const allowed of [all, odd]) {
        const best = nearest.filter((text) => allowed[text] === 1).slice(0, 10)
        const near = question?.near(10, allowed) ?? []
        expect(near).toHaveLength(10)
        expect(near.every((text) => allowed[text] === 1)).toBe(true)
        expect(near).toEqual([...near].sort((a, b) => (cosines[b] as number) - (cosines[a] as number)))
        asked += 10
        found += near.filter((text) => best.includes(text)).length
      }
    }
    expect(found / asked).toBeGreaterThanOrEqual(0.98)
  })

  it('of a few that are allowed are exactly the best', async () => {
    const random = createRandom(6)
    const vectors = clustered(9_000, random)
    const semantic = await filled(vectors)
    const few = Uint8Array.from(vectors, (_, text) => (text % 100 === 7 ? 1 : 0))
    const question = semantic.ask(bump(random))
    const cosines = question?.cosines([...vectors.keys()]) ?? []
    const best = [...few.keys()]
      .filter((text) => few[text] === 1)
      .sort((a, b) => (cosines[b] as number) - (cosines[a] as number))
    expect(question?.near(10, few)).toEqual(best.slice(0, 10))
  })

  it('are overwritten when they are taken off, and the place is used again', async () => {
    const vectors = clustered(40, createRandom(7))
    const semantic = await filled(vectors)
    const secret = semantic.vectorOf(3) as Float32Array
    expect(secret.some((x) => x !== 0)).toBe(true)
    ;(await semantic.turn([], [3]))()
    expect([...secret].every((x) => x === 0)).toBe(true)
    expect(semantic.vectorOf(3)).toBeUndefined()
    expect(semantic.embedded).toBe(39)
    semantic.set(40, vectors[3] as Float32Array)
    ;(await semantic.turn([40], []))()
    expect(semantic.ask(vectors[3] as Float32Array)?.near(1, new Uint8Array(41).fill(1))).toEqual([40])
    expect(semantic.vectorOf(40)?.byteOffset).toBe(secret.byteOffset)
  })

  it('refuses vectors of another encoder', async () => {
    const semantic = await filled(clustered(4, createRandom(8)))
    expect(() => semantic.set(9, new Float32Array(5))).toThrow(/has 5 numbers: the others have 96/)
    expect(() => semantic.ask(new Float32Array(5))).toThrow(/has 5 numbers: the index has 96/)
    expect(createSemantic((text) => text).ask(new Float32Array(5))).toBeUndefined()
  })
})

describe('rows of vectors', () => {
  it('are multiplied and compared as by hand, across the borders of what is made room for', () => {
    const random = createRandom(9)
    for (const dimensions of [1, 12, 130]) {
      const rows = createVectorRows(dimensions)
      const vectors = Array.from({ length: 2_050 }, () =>
        Float32Array.from({ length: dimensions }, () => random.next() - 0.5),
      )
      for (const vector of vectors) rows.sign(rows.add(vector), vector)
      const query = Float32Array.from({ length: dimensions }, () => random.next() - 0.5)
      const [products, differing] = [rows.dots(query), rows.differing(query)]
      const listed = rows.listed(query, [...vectors.keys()])
      const list = [2_049, 0, 1_024]
      const among = rows.among(list)
      for (const [i, a] of list.entries())
        for (const [j, b] of list.entries())
          expect(among[i * 3 + j]).toBeCloseTo(dot(vectors[a] as Float32Array, 0, vectors[b] as Float32Array), 4)
      for (const [row, vector] of vectors.entries()) {
        expect(products[row]).toBeCloseTo(dot(vector, 0, query), 4)
        expect(listed[row]).toBeCloseTo(products[row] as number, 5)
        expect(differing[row]).toBe(vector.filter((x, i) => x > 0 !== (query[i] as number) > 0).length)
      }
    }
  })
})
