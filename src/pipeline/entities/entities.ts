import type { Entity } from '../../domain/understanding.ts'
import { MAX_CHARACTERS } from '../normalise.ts'
import { findDates } from './dates.ts'
import type { Found } from './find.ts'
import { findMoney } from './money.ts'
import { findNumbers } from './numbers.ts'

/**
 * Order and parcel numbers, phones, e-mail addresses, amounts and dates in a customer's text as written, in its order,
 * none overlapping. Values: digits (parcels and e-mail with their letters), minor units of money, ISO dates counted
 * from `now` in this process's time zone. What may be anything is left out. At most 4,000 characters are read.
 */
export const entitiesOf = (text: string, now: Date): Entity[] => {
  const plain = halfWidth(text.slice(0, MAX_CHARACTERS))
  const found = [...findNumbers(plain), ...findMoney(plain), ...findDates(plain, now)]
  const kept: Found[] = []
  for (const candidate of found.toSorted((a, b) => b.end - b.start - (a.end - a.start)))
    if (!kept.some((other) => candidate.start < other.end && other.start < candidate.end)) kept.push(candidate)
  return kept
    .sort((a, b) => a.start - b.start)
    .map(({ type, start, end, value }) => ({ type, text: text.slice(start, end), value }))
}

/** Character for character, so that positions stay those of the text as written; the comma ，joins no digits. */
const halfWidth = (text: string): string =>
  text
    .replace(/[\uff01-\uff0b\uff0d-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .replaceAll('￥', '¥')
