import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toMinorUnits } from '../../src/lib/minor-units.ts'

describe('minor units', () => {
  it.each<[amount: unknown, currency: string, minor: number | undefined]>([
    ['129', 'CNY', 12_900],
    ['129.9', 'CNY', 12_990],
    ['129.90', 'CNY', 12_990],
    ['129.900', 'CNY', 12_990],
    ['129.901', 'CNY', undefined],
    [19.99, 'CNY', 1_999],
    [1.1, 'CNY', 110],
    [4.35, 'CNY', 435],
    [-0.5, 'CNY', -50],
    [' 7 ', 'CNY', 700],
    ['1299', 'JPY', 1_299],
    ['1299.5', 'JPY', undefined],
    ['1.234', 'KWD', 1_234],
    ['1,299.00', 'CNY', undefined],
    ['¥129', 'CNY', undefined],
    ['', 'CNY', undefined],
    [1e21, 'CNY', undefined],
    [Number.NaN, 'CNY', undefined],
    ['99999999999999999', 'CNY', undefined],
    [null, 'CNY', undefined],
  ])('%j %s → %j', (amount, currency, minor) => {
    expect(toMinorUnits(amount, currency)).toBe(minor)
  })

  it('every amount of fen comes back, written as text or as a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (fen) => {
        const written = (fen / 100).toFixed(2)
        expect(toMinorUnits(written, 'CNY')).toBe(fen === 0 ? 0 : fen)
        expect(toMinorUnits(Number(written), 'CNY')).toBe(fen === 0 ? 0 : fen)
      }),
    )
  })
})
