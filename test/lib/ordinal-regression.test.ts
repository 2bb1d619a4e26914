import { describe, expect, it } from 'vitest'
import { fitOrdinal } from '../../src/lib/ordinal-regression.ts'
import { createRandom } from '../../src/lib/random.ts'

/** Levels drawn from a model of two weights and three thresholds. */
const drawn = (n: number, seed: number) => {
  const random = createRandom(seed)
  const rows: number[][] = []
  const levels: number[] = []
  for (let i = 0; i < n; i++) {
    const row = [random.next() * 4 - 2, random.next() * 4 - 2]
    const noise = random.next()
    const latent = 2 * (row[0] as number) - (row[1] as number) + Math.log(noise / (1 - noise))
    rows.push(row)
    levels.push([-1, 0.5, 2].filter((threshold) => latent >= threshold).length)
  }
  return { rows, levels }
}

describe('ordinal regression', () => {
  it('finds the weights and thresholds that levels were drawn from', () => {
    const { rows, levels } = drawn(4_000, 7)
    const { weights, thresholds } = fitOrdinal(rows, levels, { count: 4, ridge: 0.01 })
    expect(weights[0]).toBeCloseTo(2, 0)
    expect(weights[1]).toBeCloseTo(-1, 0)
    for (const [i, threshold] of [-1, 0.5, 2].entries())
      expect(Math.abs((thresholds[i] ?? Number.NaN) - threshold)).toBeLessThan(0.25)
  })

  it('keeps thresholds rising and weights small where a ridge wants it, and gives the same twice', () => {
    const { rows, levels } = drawn(40, 3)
    const strong = fitOrdinal(rows, levels, { count: 4, ridge: 100 })
    const weak = fitOrdinal(rows, levels, { count: 4, ridge: 0.1 })
    expect(Math.abs(strong.weights[0] ?? 9)).toBeLessThan(Math.abs(weak.weights[0] ?? 0))
    expect(weak.thresholds).toEqual(weak.thresholds.toSorted((a, b) => a - b))
    expect(fitOrdinal(rows, levels, { count: 4, ridge: 0.1 })).toEqual(weak)
  })

  it('stands a level that never occurs', () => {
    const { thresholds } = fitOrdinal([[0], [1], [2], [3]], [0, 0, 3, 3], { count: 4, ridge: 1 })
    expect(thresholds.every(Number.isFinite)).toBe(true)
  })
})
