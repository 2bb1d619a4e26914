import type { Product } from '../../domain/product.ts'
import type { Entity, EntityType } from '../../domain/understanding.ts'
import { MAX_CHARACTERS } from '../max-characters.ts'
import { findEnglishAddresses } from './addresses-en.ts'
import { findChineseAddresses } from './addresses-zh.ts'
import { dayIn } from './calendar.ts'
import { findIdentities, masked } from './identities.ts'
import { findMoments } from './moments.ts'
import { findMoney } from './money.ts'
import { findBareNumbers, findNumbers } from './numbers.ts'
import { withoutOverlaps } from './overlaps.ts'
import { createOwnNumberFinder } from './own-numbers.ts'
import { findPhones } from './phones.ts'
import { plainOf } from './plain.ts'
import { createProductFinder, type FindProducts } from './products.ts'
import { findQuantities } from './quantities.ts'
import { findTails } from './tails.ts'

/** Text as written, at a moment that relative dates are counted from, to its entities. */
export type FindEntities = (text: string, now: Date) => Entity[]

export interface EntityParts {
  /** IANA name; "tomorrow" is the shop's. */
  timeZone: string
  products?: readonly Product[]
  /** Instead of `products`: a finder that may change while it is used. */
  findProducts?: FindProducts
  /** Order numbers of the shop as examples of their form, with commas between them. */
  orderNumber?: string
}

/**
 * Entities of a customer's text as written, in its order, none overlapping, with their places; types and values in
 * docs/entities.md. What may be anything is left out. At most 4,000 characters are read. Time grows with the text's
 * length, not with the catalogue.
 * @throws Error naming `timeZone` or `orderNumber`, its value and the fix
 */
export const createEntityFinder = ({
  timeZone,
  products = [],
  findProducts = createProductFinder(products),
  orderNumber = '',
}: EntityParts): FindEntities => {
  checkTimeZone(timeZone)
  const findOwnNumbers = createOwnNumberFinder(orderNumber)
  return (text, now) => {
    const plain = plainOf(text.slice(0, MAX_CHARACTERS))
    const goods = findProducts(plain)
    // The earlier wins a draw: a label says more than a form, a form more than a length.
    const found = [
      ...findOwnNumbers(plain),
      ...findNumbers(plain),
      ...findIdentities(plain),
      ...findPhones(plain),
      ...findBareNumbers(plain),
      ...findTails(plain),
      ...findMoney(plain),
      ...findMoments(plain, dayIn(now, timeZone)),
      ...findChineseAddresses(plain),
      ...findEnglishAddresses(plain),
      ...goods,
      ...findQuantities(plain, goods),
    ]
    return withoutOverlaps(found).map(({ type, start, end, value, slots }) => ({
      type,
      text: PRIVATE.has(type) ? masked(text.slice(start, end)) : text.slice(start, end),
      value,
      start,
      end,
      ...(slots === undefined ? {} : { slots }),
    }))
  }
}

const checkTimeZone = (timeZone: string): void => {
  try {
    dayIn(new Date(0), timeZone)
  } catch (cause) {
    throw new Error(
      `timeZone is ${JSON.stringify(timeZone)}: no such time zone; write an IANA name, e.g. Asia/Shanghai`,
      {
        cause,
      },
    )
  }
}

/** Never shown, nor kept, beyond their last four. */
const PRIVATE: ReadonlySet<EntityType> = new Set(['card', 'id_number'])
