import type { Localised, Money } from '../../domain/customer.ts'
import { type JsonPath, parseJsonPath } from '../../lib/json-path.ts'
import { toMinorUnits } from '../../lib/minor-units.ts'
import { isoTime, localTime, zonedTime } from '../../lib/zoned-time.ts'
import type { FieldMapping } from './mapping.ts'
import type { Field } from './shapes.ts'

/** A value that breaks what its field needs; `undefined` from a reader is: there is none. */
export class BadValue extends Error {}

/** What one plain field is read by: from an entry of the answer to a value of ours. @throws BadValue without the value: it may be a customer's */
export const valueReader = (field: Field, mapping: FieldMapping): ((entry: unknown) => unknown) => {
  const found = pathReader(mapping)
  switch (field.kind) {
    case 'text':
      return (entry) => asText(mapped(mapping, found(entry)))
    case 'localised':
      return localisedReader(mapping)
    case 'oneOf':
      return (entry) => {
        const value = asText(mapped(mapping, found(entry)))
        if (value !== undefined && !field.values.includes(value))
          throw new BadValue(`is none of ${field.values.join(', ')}: name it in map`)
        return value
      }
    case 'whole':
    case 'count':
      return (entry) => asWhole(found(entry), field.kind === 'count' ? 1 : 0)
    case 'time':
      return (entry) => asTime(found(entry), mapping)
    case 'link':
      return (entry) => asLink(asText(found(entry)))
    default:
      return moneyReader(mapping)
  }
}

/** Null and the empty text are what systems write for "none". */
const absent = (value: unknown): boolean => value === undefined || value === null || value === ''

const pathReader = ({ path, value }: FieldMapping): ((entry: unknown) => unknown) => {
  if (path === undefined) return () => value
  const parsed = parseJsonPath(path)
  return (entry) => {
    const there = parsed.read(entry)
    return absent(there) ? undefined : there
  }
}

const mapped = ({ map }: FieldMapping, value: unknown): unknown => {
  if (map === undefined || value === undefined) return value
  if (typeof value === 'object')
    throw new BadValue(`is ${nameOf(value)}, what map has an entry for is a text or a number`)
  const name = String(value)
  const to = Object.hasOwn(map, name) ? map[name] : map['*']
  if (to === undefined)
    throw new BadValue(`has no entry in map (there are ${Object.keys(map).join(', ')}): add it, or '*'`)
  return to
}

const asText = (value: unknown): string | undefined => {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value !== 'number') throw new BadValue(`is ${nameOf(value)}, text is needed`)
  // JSON.parse has rounded it already: the last digits of an order number would be another's.
  if (!Number.isSafeInteger(value)) throw new BadValue('is a number that JSON readers round: send it as text')
  return String(value)
}

/** Only such as a browser opens as a page: no script, no file of this machine. */
const asLink = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new BadValue('is no address of a page: one that begins with https:// is needed')
  return text
}

const localisedReader = (mapping: FieldMapping): ((entry: unknown) => Localised | undefined) => {
  const { zh, en } = mapping
  if (zh !== undefined || en !== undefined) {
    const [readZh, readEn] = [zh, en].map((path) => (path === undefined ? () => undefined : pathReader({ path }))) as [
      (entry: unknown) => unknown,
      (entry: unknown) => unknown,
    ]
    return (entry) => inBoth(asText(readZh(entry)), asText(readEn(entry)))
  }
  const found = pathReader(mapping)
  return (entry) => {
    const value = mapped(mapping, found(entry))
    if (typeof value !== 'object' || value === null) return inBoth(asText(value), undefined)
    const { zh, en } = value as Record<string, unknown>
    if (Array.isArray(value) || (absent(zh) && absent(en))) throw new BadValue('is neither text nor {zh, en}')
    return inBoth(asText(zh ?? undefined), asText(en ?? undefined))
  }
}

/** A text in one language only is shown in both: better than none. */
const inBoth = (zh: string | undefined, en: string | undefined): Localised | undefined =>
  zh || en ? { zh: zh || (en as string), en: en || (zh as string) } : undefined

const asWhole = (value: unknown, least: number): number | undefined => {
  if (value === undefined) return undefined
  // Databases write a numeric(8,2) of one piece as 1.00.
  const whole = typeof value === 'string' && /^\d{1,15}(?:\.0{1,15})?$/.test(value) ? Number(value) : value
  if (typeof whole !== 'number' || !Number.isSafeInteger(whole) || whole < least)
    throw new BadValue(`is ${nameOf(value)}, a whole number from ${least} up is needed`)
  return whole
}

const asTime = (value: unknown, { format = 'iso', zone = 'UTC' }: FieldMapping): string | undefined => {
  if (value === undefined) return undefined
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  const time = TIMES[format](text, zone)
  if (time === undefined) throw new BadValue(`is ${nameOf(value)}, ${TIME_FIX[format]}`)
  return time
}

const unix = (text: string, zone: string, ms: number): string | undefined =>
  /^\d+(\.\d+)?$/.test(text) ? zonedTime(Math.floor(Number(text) * ms), zone) : undefined

const TIMES: Record<NonNullable<FieldMapping['format']>, (text: string, zone: string) => string | undefined> = {
  iso: isoTime,
  local: localTime,
  unix: (text, zone) => unix(text, zone, 1_000),
  unixMs: (text, zone) => unix(text, zone, 1),
}

const TIME_FIX = {
  iso: 'ISO 8601 with zone is needed (2026-11-21T14:05:00+08:00); without a zone say format: local and zone',
  local: 'a time like 2026-11-21 14:05:00 is needed',
  unix: 'seconds since 1970 are needed',
  unixMs: 'milliseconds since 1970 are needed',
}

const moneyReader = (mapping: FieldMapping): ((entry: unknown) => Money | undefined) => {
  const found = pathReader(mapping)
  const { unit, currency, decimal } = mapping
  const code: JsonPath | undefined = currency?.startsWith('$') ? parseJsonPath(currency) : undefined
  return (entry) => {
    const value = found(entry)
    if (value === undefined) return undefined
    if (unit === undefined) {
      const { amount, currency } = value as Record<string, unknown>
      return { amount: wholeAmount(amount), currency: asCurrency(currency) }
    }
    const of = asCurrency(code === undefined ? currency : code.read(entry))
    if (unit === 'minor') return { amount: wholeAmount(value), currency: of }
    const amount = toMinorUnits(decimal === ',' ? withPoint(value) : value, of)
    if (amount === undefined)
      throw new BadValue(`is ${nameOf(value)}, an amount in ${of} like 129.00 is needed (129,00 with decimal: ',')`)
    return { amount, currency: of }
  }
}

/** `1.299,50` as `1299.50`; whole thousands only, so that `12.50` is no 1,250. */
const withPoint = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  return /^-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/.test(value.trim())
    ? value.replaceAll('.', '').replace(',', '.')
    : undefined
}

const wholeAmount = (value: unknown): number => {
  const amount = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  if (!Number.isSafeInteger(amount))
    throw new BadValue(
      'is no whole number of minor units (fen, cents): where it is 129.00, say unit: major and currency',
    )
  return amount as number
}

const asCurrency = (value: unknown): string => {
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value))
    throw new BadValue('has a currency that is no ISO 4217 code')
  return value
}

/** The kind of a value, never the value. */
const nameOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value} of another form`
