import { describe, expect, it } from 'vitest'
import { clopperPearson, wilson } from '../../src/lib/intervals.ts'
import { createRandom, shuffled } from '../../src/lib/random.ts'
import { calibrationError, reliabilityBins, riskCoverage } from '../../src/lib/reliability.ts'

describe('intervals', () => {
  // Exact values from R 4.3, binom.test(x, n)$conf.int.
  it.each([
    [0, 10, 0, 0.3084971],
    [10, 10, 0.6915029, 1],
    [5, 10, 0.187086, 0.812914],
    [81, 100, 0.719302, 0.8815568],
    [1, 1, 0.025, 1],
  ])('Clopper–Pearson of %i in %i', (right, n, lower, upper) => {
    const interval = clopperPearson(right, n)
    expect(interval.lower).toBeCloseTo(lower, 6)
    expect(interval.upper).toBeCloseTo(upper, 6)
  })

  it('Clopper–Pearson of nothing says nothing', () => {
    expect(clopperPearson(0, 0)).toEqual({ lower: 0, upper: 1 })
  })

  it('Wilson of 81 in 100', () => {
    const interval = wilson(81, 100)
    expect(interval.lower).toBeCloseTo(0.7222, 4)
    expect(interval.upper).toBeCloseTo(0.8749, 4)
    expect(wilson(0, 0)).toEqual({ lower: 0, upper: 1 })
  })
})

describe('reliability', () => {
  const judged = (confidence: number, right: number, wrong: number) => [
    ...Array.from({ length: right }, () => ({ confidence, right: true })),
    ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
  ]

  it('is 0 where a share c is right at confidence c, and the distance where it is not', () => {
    expect(calibrationError([...judged(0.8, 80, 20), ...judged(0.5, 50, 50)], 2)).toBeCloseTo(0, 12)
    expect(calibrationError(judged(0.9, 60, 40), 1)).toBeCloseTo(0.3, 12)
  })

  it('makes bins of about equal size, none empty', () => {
    const bins = reliabilityBins([...judged(0.1, 0, 7), ...judged(0.9, 7, 0)], 4)
    expect(bins.map(({ n }) => n)).toEqual([3, 4, 3, 4])
    expect(reliabilityBins(judged(0.5, 1, 0), 15)).toHaveLength(1)
    expect(reliabilityBins([])).toEqual([])
  })

  it('counts risk by coverage, ties together', () => {
    expect(
      riskCoverage([{ confidence: 0.5, right: false }, ...judged(0.9, 1, 1), { confidence: 0.95, right: true }]),
    ).toEqual([
      { coverage: 0.25, risk: 0, confidence: 0.95 },
      { coverage: 0.75, risk: 1 / 3, confidence: 0.9 },
      { coverage: 1, risk: 0.5, confidence: 0.5 },
    ])
  })
})

describe('random', () => {
  it('is decided by its seed and is about even', () => {
    const draw = (seed: number) => Array.from({ length: 1_000 }, createRandom(seed).next)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    const mean = draw(3).reduce((sum, x) => sum + x, 0) / 1_000
    expect(mean).toBeGreaterThan(0.45)
    expect(mean).toBeLessThan(0.55)
  })

  it('shuffles without losing any', () => {
    const items = Array.from({ length: 50 }, (_, i) => i)
    const order = shuffled(items, createRandom(1))
    expect(order).not.toEqual(items)
    expect(order.toSorted((a, b) => a - b)).toEqual(items)
  })
})
