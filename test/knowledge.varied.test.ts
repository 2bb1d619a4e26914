import fc from 'fast-check'
import { expect, it } from 'vitest'
import { varied } from '../src/knowledge/varied.ts'

const hits = (...intents: string[]) => intents.map((intent, i) => ({ intent, id: i }))
const intents = (list: readonly { intent: string }[]) => list.map(({ intent }) => intent).join(' ')

it('one intent does not fill the page while others were found: its fourth hit comes after them', () => {
  const ten = hits(...Array<string>(10).fill('refund'), 'invoice', 'coupon', 'invoice')
  expect(intents(varied(ten, 5))).toBe('refund refund refund invoice coupon')
  expect(intents(varied(ten, 10))).toBe('refund refund refund invoice coupon invoice refund refund refund refund')
  expect(intents(varied(hits('refund', 'refund', 'refund', 'refund'), 10)), 'alone it may').toBe(
    'refund refund refund refund',
  )
  expect(
    varied(ten, 13)
      .map(({ id }) => id)
      .sort((a, b) => a - b),
  ).toEqual(ten.map(({ id }) => id))
})

it('no intent is found later than before, so that recall at any depth is at least what it was', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 40 })
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 20 }), (given, most) => {
      const before = given.slice(0, most)
      const after = varied(hits(...given), most).map(({ intent }) => intent)
      expect(after[0]).toBe(given[0])
      for (const intent of new Set(before)) {
        expect(after).toContain(intent)
        expect(after.indexOf(intent)).toBeLessThanOrEqual(before.indexOf(intent))
      }
    }),
  )
})
