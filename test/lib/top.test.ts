import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTop, createTopKeys } from '../../src/lib/top.ts'

describe('the best of many', () => {
  it('is what sorting all of them would give', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 0, max: 6 }), (scores, limit) => {
        const top = createTop(limit)
        for (const [id, score] of scores.entries()) top.offer(id, score)
        const sorted = scores.map((score, id) => ({ id, score })).sort((a, b) => b.score - a.score || a.id - b.id)
        expect(top.best()).toEqual(sorted.slice(0, limit))
      }),
    )
  })
})

describe('the best keys of many offers', () => {
  const offers = fc.array(fc.record({ key: fc.integer({ min: 0, max: 7 }), score: fc.integer({ min: 1, max: 9 }) }), {
    maxLength: 60,
  })

  it('are those with the highest best offer, and what is below the least may be left out', () => {
    fc.assert(
      fc.property(offers, fc.integer({ min: 0, max: 5 }), (all, limit) => {
        const top = createTopKeys(limit)
        for (const { key, score } of all) if (score >= top.least()) top.offer(key, score)
        const best = new Map<number, number>()
        for (const { key, score } of all) best.set(key, Math.max(best.get(key) ?? 0, score))
        const sorted = [...best].sort(([a, x], [b, y]) => y - x || a - b).map(([key]) => key)
        expect(top.keys().sort()).toEqual(sorted.slice(0, limit).sort())
      }),
    )
  })
})
