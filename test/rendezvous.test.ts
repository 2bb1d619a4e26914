import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { preferredOf } from '../src/lib/rendezvous.ts'

const KEYS = Array.from({ length: 4_000 }, (_, n) => `default\0${(n * 2_654_435_761).toString(16)}-会话-${n}`)
/** Shares of 4,000 keys lie within this of 1/n but once in many millions of draws (six standard deviations of n = 2). */
const SLACK = 0.05

const members = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 9 })

describe('which process runs which conversation', () => {
  it('who joins gets 1/n and takes it from nobody for somebody else; who leaves gives up only their own', () => {
    fc.assert(
      fc.property(members, fc.uuid(), (present, joining) => {
        fc.pre(!present.includes(joining))
        const before = KEYS.map((key) => preferredOf(present, key))
        const after = KEYS.map((key) => preferredOf([joining, ...present], key))
        const moved = KEYS.filter((_, at) => before[at] !== after[at]).length
        expect(after.every((member, at) => member === joining || member === before[at])).toBe(true)
        expect(moved / KEYS.length).toBeLessThanOrEqual(1 / (present.length + 1) + SLACK)
        expect(moved / KEYS.length).toBeGreaterThanOrEqual(1 / (present.length + 1) - SLACK)
      }),
      { numRuns: 40 },
    )
  })
  it('all who know the same members name the same one, in whatever order they know them', () => {
    fc.assert(
      fc.property(members, fc.string(), (present, key) => {
        expect(preferredOf(present.toReversed(), key)).toBe(preferredOf(present, key))
        expect(present).toContain(preferredOf(present, key))
      }),
    )
    expect(preferredOf([], 'k')).toBeUndefined()
  })
  it('the remainder of a hash would move nearly everything: the property would see it', () => {
    const byRemainder = (count: number, key: string): number =>
      (key.length * 31 + Number.parseInt(key.slice(-4), 10)) % count
    const moved = KEYS.filter((key) => byRemainder(3, key) !== byRemainder(4, key)).length
    expect(moved / KEYS.length).toBeGreaterThan(1 / 4 + SLACK)
  })
})
