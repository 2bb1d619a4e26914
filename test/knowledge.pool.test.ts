import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreementOf } from '../src/knowledge/agreement.ts'
import { fuse } from '../src/knowledge/fusion.ts'
import { createPool, type PoolPassage } from '../src/knowledge/pool.ts'
import { createWords } from '../src/knowledge/words.ts'
import { ridgeWeights } from '../src/lib/local-ridge.ts'
import { createRowDots } from '../src/lib/row-dots.ts'
import { dot, normalised } from '../src/lib/vectors.ts'

const words = createWords()
const DIMENSIONS = 8
/** A direction of its own for each topic, a little apart for each text. */
const vectorOf = (topic: number, wobble: number): Float32Array =>
  normalised(Float32Array.from({ length: DIMENSIONS }, (_, i) => (i === topic ? 1 : 0.15 * Math.sin(wobble * 7 + i))))
const passage = (text: string, topic: number, wobble: number, intent?: string): PoolPassage => ({
  text,
  vector: vectorOf(topic, wobble),
  ...(intent === undefined ? {} : { intent }),
})
const PASSAGES = [
  passage('退款多久到账', 0, 1, 'refund'),
  passage('钱什么时候退回来呀', 0, 2, 'refund'),
  passage('怎么申请退款', 0, 3, 'refund'),
  passage('快递到哪了', 1, 4, 'track'),
  passage('物流三天没动了', 1, 5, 'track'),
  passage('怎么开电子发票', 2, 6, 'invoice'),
]
const asked = { text: '退款啥时候能到', vector: vectorOf(0, 2.4) }

describe('a pool of passages', () => {
  it('gives each intent one place before any has two, scores never rising', async () => {
    const pool = await createPool(PASSAGES, words)
    const [hits = []] = pool.search([asked], 6)
    expect(hits.map(({ passage: i }) => PASSAGES[i]?.intent).slice(0, 3)).toEqual(
      expect.arrayContaining(['refund', 'track', 'invoice']),
    )
    expect(PASSAGES[hits[0]?.passage ?? -1]?.intent).toBe('refund')
    for (const [i, { score }] of hits.entries()) expect(score).toBeLessThanOrEqual(hits[i - 1]?.score ?? 1)
    expect(new Set(hits.map(({ passage: i }) => i)).size).toBe(6)
  })

  it('without intents lets what repeats a hit step back', async () => {
    const towards = (a: number, b: number): Float32Array =>
      normalised(Float32Array.from({ length: DIMENSIONS }, (_, i) => (i === 0 ? a : i === 1 ? b : 0)))
    const found = async (second: Float32Array): Promise<number[]> => {
      const vectors = [towards(1, 0), second, towards(0, 1)]
      const pool = await createPool(
        vectors.map((vector, i) => ({ text: `${i}`, vector })),
        words,
      )
      return (pool.search([{ text: '退', vector: towards(1, 0.72) }], 3)[0] ?? []).map(({ passage: i }) => i)
    }
    expect(await found(towards(1, 0))).toEqual([0, 2, 1])
    expect(await found(towards(1, 0.9)), 'what says something of its own does not').toEqual([1, 0, 2])
  })

  it('lists the query’s own text first, and learns nothing from its intent', async () => {
    const own = { ...passage(asked.text, 0, 2.4, 'track'), vector: asked.vector }
    const withOwn = await createPool([...PASSAGES, own], words)
    const [hits = []] = withOwn.search([asked], 7)
    expect(hits[0]).toEqual({ passage: 6, score: 1 })
    expect(PASSAGES[hits[1]?.passage ?? -1]?.intent).toBe('refund')
    const [others = []] = (await createPool([...PASSAGES, { ...own, intent: 'refund' }], words)).search([asked], 7)
    expect(hits.map(({ passage: i }) => i)).toEqual(others.map(({ passage: i }) => i))
  })

  it('of nothing, and of one, is searched too', async () => {
    expect((await createPool([], words)).search([asked], 5)).toEqual([[]])
    const one = await createPool([passage('退款', 0, 1)], words)
    expect(one.search([asked], 5)[0]?.map(({ passage: i }) => i)).toEqual([0])
  })
})

describe('agreement of the nearest', () => {
  it('is undefined where no two are of one group', () => {
    expect(agreementOf([1, 2], [0.9, 0.8], [1, 0, 0, 1])).toBeUndefined()
    expect(agreementOf([], [], [])).toBeUndefined()
  })
  it('counts what says the same less: two copies weigh about as much as one', () => {
    const alone = ridgeWeights([0.8], [1])[0] as number
    const [a = 0, b = 0] = ridgeWeights([0.8, 0.8], [1, 1, 1, 1])
    expect(a).toBeCloseTo(b)
    expect(a + b).toBeLessThan(alone * 1.1)
    const apart = ridgeWeights([0.8, 0.8], [1, 0.3, 0.3, 1])
    expect((apart[0] as number) + (apart[1] as number)).toBeGreaterThan(a + b)
  })
  it('raises the score of its group, more so where that has few questions, and never outvotes the very words', () => {
    expect(fuse(0, [0.7, 0.6], 0.9)).toBeGreaterThan(fuse(0, [0.7, 0.6], 0.1))
    expect(fuse(0, [0.7], 0.2)).toBeGreaterThan(fuse(0, Array<number>(10).fill(0.7), 0.2))
    expect(fuse(1, [1], 0)).toBeGreaterThan(fuse(0.5, Array<number>(10).fill(0.9), 1))
  })
  it('keeps scores between 0 and 1', () => {
    const cosine = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(cosine),
        fc.double({ min: -2, max: 3, noNaN: true }),
        (lexical, cosines, agreement) => {
          const score = fuse(
            lexical,
            [...cosines].sort((a, b) => b - a),
            agreement,
          )
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

it('many dot products at once are those one by one', () => {
  const rows = Array.from({ length: 7 }, (_, i) => vectorOf(i % DIMENSIONS, i))
  const left = Array.from({ length: 37 }, (_, i) => vectorOf(i % 3, i * 2))
  for (const [i, products] of createRowDots(rows)(left).entries())
    for (const [j, product] of products.entries())
      expect(product).toBeCloseTo(dot(rows[j] as Float32Array, 0, left[i] as Float32Array), 5)
})
