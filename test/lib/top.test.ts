import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTop } from '../../src/lib/top.ts'

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
