/**
 * What the page around the widget says of where the customer is: the product, the cart. Any page may say anything: agents see it as
 * said, nobody is recognised by it and nothing is decided by it.
 */
export type PageContext = { [key: string]: PageValue }

export type PageValue = string | number | boolean | PageValue[] | PageContext

/** Characters of a key. */
export const MAX_KEY_LENGTH = 40
/** Objects and lists inside each other, the outermost counted. */
export const MAX_DEPTH = 4
/** Strings, numbers and booleans in all of it. */
export const MAX_VALUES = 40
/** Bytes of it as JSON in UTF-8: it lies in the conversation's row. */
export const MAX_PAGE_BYTES = 2_048

/** Half a character: no UTF-8 can say it. */
const BROKEN = /\p{Surrogate}/u

/** The first thing that is wrong with what a page says, and the fix, in English; undefined where it can be kept. `at` is its path. */
export const pageFault = (said: unknown): { at: string; fix: string } | undefined => {
  if (!isPlain(said)) return { at: '', fix: 'say an object of keys and values' }
  let values = 0
  const fault = (value: unknown, at: string, depth: number): { at: string; fix: string } | undefined => {
    if (typeof value === 'object' && value !== null) {
      if (depth > MAX_DEPTH) return { at, fix: `nest ${MAX_DEPTH} levels at most` }
      if (!Array.isArray(value) && !isPlain(value)) return { at, fix: 'use plain objects' }
      for (const [key, inner] of Object.entries(value)) {
        const place = at === '' ? key : `${at}.${key}`
        if (key.length > MAX_KEY_LENGTH || BROKEN.test(key))
          return { at: place.slice(0, MAX_KEY_LENGTH), fix: `use keys of ${MAX_KEY_LENGTH} characters at most` }
        const found = fault(inner, place, depth + 1)
        if (found !== undefined) return found
      }
      return undefined
    }
    values += 1
    if (values > MAX_VALUES) return { at, fix: `say ${MAX_VALUES} values at most` }
    if (typeof value === 'string' ? !BROKEN.test(value) : typeof value === 'boolean' || Number.isFinite(value))
      return undefined
    return { at, fix: 'use a string, a number or a boolean' }
  }
  const found = fault(said, '', 1)
  if (found !== undefined) return found
  const bytes = new TextEncoder().encode(JSON.stringify(said)).length
  return bytes > MAX_PAGE_BYTES ? { at: '', fix: `say ${MAX_PAGE_BYTES} bytes at most instead of ${bytes}` } : undefined
}

/** Each value with its path, as it was said: `['cart.0.name', '马克杯']`. */
export const pageLines = (said: PageContext): [path: string, value: string][] =>
  Object.entries(said).flatMap(([key, value]) =>
    typeof value === 'object'
      ? pageLines(value as PageContext).map(([path, text]): [string, string] => [`${key}.${path}`, text])
      : [[key, String(value)]],
  )

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
