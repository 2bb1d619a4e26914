import { describe, expect, it } from 'vitest'
import { bootstrap, countPairs, mcnemar } from '../../src/lib/paired.ts'
import { createRandom } from '../../src/lib/random.ts'
import { rocArea, rocPoints } from '../../src/lib/roc.ts'

describe('mcnemar', () => {
  it('is the exact binomial tail, both sides', () => {
    // 2 · (1 + 12 + 66) / 2¹²
    expect(mcnemar({ onlyA: 10, onlyB: 2 })).toBeCloseTo((2 * 79) / 4096, 12)
    expect(mcnemar({ onlyA: 2, onlyB: 10 })).toBeCloseTo((2 * 79) / 4096, 12)
    expect(mcnemar({ onlyA: 5, onlyB: 5 })).toBe(1)
    expect(mcnemar({ onlyA: 0, onlyB: 0 })).toBe(1)
  })

  it('does not underflow where thousands differ', () => {
    expect(mcnemar({ onlyA: 2_000, onlyB: 2_000 })).toBeCloseTo(1, 6)
    expect(mcnemar({ onlyA: 2_100, onlyB: 1_900 })).toBeGreaterThan(0.001)
    expect(mcnemar({ onlyA: 2_100, onlyB: 1_900 })).toBeLessThan(0.002)
  })
})

describe('bootstrap', () => {
  const draw = (share: number, n: number, seed: number): boolean[] => {
    const random = createRandom(seed)
    return Array.from({ length: n }, () => random.next() < share)
  }
  const interval = (items: readonly boolean[], seed: number) =>
    bootstrap(
      [items.length],
      ([draws]) => items.reduce((sum, right, i) => sum + (right ? (draws?.[i] ?? 0) : 0), 0) / items.length,
      { samples: 400, random: createRandom(seed) },
    )

  it('covers the truth about as often as it says', () => {
    const covered = Array.from({ length: 200 }, (_, i) => interval(draw(0.8, 150, i + 1), 9)).filter(
      ({ lower, upper }) => lower <= 0.8 && 0.8 <= upper,
    ).length
    expect(covered / 200).toBeGreaterThan(0.88)
    expect(covered / 200).toBeLessThan(1)
  })

  it('gives the same interval for the same seed', () => {
    const items = draw(0.6, 80, 3)
    expect(interval(items, 1)).toEqual(interval(items, 1))
    expect(interval(items, 1)).not.toEqual(interval(items, 2))
  })
})

it('pairs count who was right', () => {
  expect(countPairs([true, true, false, false], [true, false, true, false])).toEqual({
    both: 1,
    onlyA: 1,
    onlyB: 1,
    neither: 1,
  })
})

describe('roc', () => {
  const items = [
    { score: 0.9, positive: true },
    { score: 0.7, positive: false },
    { score: 0.7, positive: true },
    { score: 0.1, positive: false },
  ]

  it('has its area as the chance of the right order, ties counting half', () => {
    expect(rocArea(items)).toBeCloseTo((1 + 1 + 0.5 + 1) / 4, 12)
    expect(rocPoints(items)).toEqual([
      { falseShare: 0, trueShare: 0 },
      { falseShare: 0, trueShare: 0.5 },
      { falseShare: 0.5, trueShare: 1 },
      { falseShare: 1, trueShare: 1 },
    ])
  })

  it('has none where one kind is missing', () => {
    expect(rocArea(items.filter(({ positive }) => positive))).toBeUndefined()
  })
})
