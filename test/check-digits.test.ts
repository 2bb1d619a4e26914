import { describe, expect, it } from 'vitest'
import { isLuhn, isResidentNumber, isS10, isUps } from '../src/lib/check-digits.ts'

/** Every digit in turn replaced by the next. */
const mistyped = (number: string): string[] =>
  Array.from(number, (character, i) =>
    /\d/.test(character) ? `${number.slice(0, i)}${(Number(character) + 1) % 10}${number.slice(i + 1)}` : number,
  ).filter((one) => one !== number)

describe.each<[string, (number: string) => boolean, string[], number]>([
  ['Luhn', isLuhn, ['4111111111111111', '5555555555554444', '378282246310005', '6228480402564890018'], 0],
  // Two of the eleven remainders share a check digit.
  ['S10', isS10, ['RA123456785CN', 'EE473124829CN', 'LX039182746GB', 'RR000000005GB'], 1],
  ['UPS', isUps, ['1Z999AA10123456784', '1Z8R40X70319882144'], 0],
  ['GB 11643', isResidentNumber, ['110101199003070011', '330106198511223422'], 0],
])('%s', (_, check, numbers, overlooked) => {
  it.each(numbers)('takes %s, and hardly any with a digit mistyped', (number) => {
    expect(check(number)).toBe(true)
    expect(mistyped(number).filter(check).length).toBeLessThanOrEqual(overlooked)
  })
  it.each(['', 'abc', '１２３', '4111-1111'])('refuses %j', (text) => {
    expect(check(text)).toBe(false)
  })
})
