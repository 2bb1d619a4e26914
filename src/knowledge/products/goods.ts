import type { Localised } from '../../domain/customer.ts'
import type { ShopProduct } from '../../domain/product.ts'
import { money } from '../../lib/shop-format.ts'

/** Of a price that names no currency: the starter shop's. */
const CURRENCY = 'CNY'
/** Longest value of an attribute, characters. */
const LONGEST_VALUE = 500
const AMOUNT = /^\d{1,9}(?:\.\d{1,2})?$/

/** A row as answers speak of it. A plain number is a price in `currency`; an attribute is the same in both languages unless it has a column for each. */
export const readGoods = (cell: (column: string) => string, attributes: readonly string[]): ShopProduct => {
  const price = readPrice(cell('price'), cell('currency'))
  return {
    sku: cell('sku'),
    name: both(cell('name_zh'), cell('name_en')) ?? { zh: cell('sku'), en: cell('sku') },
    ...(price === undefined ? {} : { price }),
    attributes: Object.fromEntries(
      attributes.flatMap((name) => {
        const value = both(cell(`${name}_zh`), cell(`${name}_en`)) ?? both(cell(name), '')
        return value === undefined ? [] : [[name, value] as const]
      }),
    ),
  }
}

const both = (zh: string, en: string): Localised | undefined => {
  const [first, second] = [zh || en, en || zh].map((text) => text.slice(0, LONGEST_VALUE))
  return first === undefined || second === undefined || first === '' ? undefined : { zh: first, en: second }
}

const readPrice = (written: string, currency: string): Localised | undefined => {
  if (!AMOUNT.test(written)) return both(written, '')
  const code = /^[a-z]{3}$/i.test(currency) ? currency.toUpperCase() : CURRENCY
  const amount = Math.round(Number(written) * 100)
  return { zh: money({ amount, currency: code }, 'zh'), en: money({ amount, currency: code }, 'en') }
}
