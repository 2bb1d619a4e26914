/**
 * An amount in major units, as number or decimal text (`129`, `129.9`, `"1299.00"`), in minor units, digit by digit: no float is multiplied.
 * Undefined where it is no such number, or has more digits than the currency.
 */
export const toMinorUnits = (amount: unknown, currency: string): number | undefined => {
  const text = typeof amount === 'number' ? String(amount) : typeof amount === 'string' ? amount.trim() : ''
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (parts === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = parts
  const digits = fractionDigits(currency)
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > digits) return undefined
  const minor = Number(`${sign}${whole}${kept.padEnd(digits, '0')}`)
  return Number.isSafeInteger(minor) ? minor + 0 : undefined
}

/** Digits after the point of a currency (ISO 4217), as ICU knows them: 2 for CNY, 0 for JPY, 3 for KWD. */
export const fractionDigits = (currency: string): number => {
  const known = digitsOf.get(currency)
  if (known !== undefined) return known
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  digitsOf.set(currency, maximumFractionDigits)
  return maximumFractionDigits
}

/** Three letters each: at most some ten thousand, of a shop's a few. */
const digitsOf = new Map<string, number>()
