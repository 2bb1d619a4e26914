import { z } from 'zod'
import { parseJsonPath } from '../../lib/json-path.ts'
import { isTimeZone } from '../../lib/zoned-time.ts'
import { type Field, SHAPES, type Shape, TYPE_NAMES, type TypeName } from './shapes.ts'

/** Where a field comes from and what it is made of. A text is short for `{path: …}`. */
export interface FieldMapping {
  path?: string | undefined
  /** The same for every entry. */
  value?: unknown
  /** What they call it → what we call it; `*` for all else. */
  map?: Record<string, unknown> | undefined
  zh?: string | undefined
  en?: string | undefined
  unit?: 'minor' | 'major' | undefined
  /** ISO 4217, or a path to it. */
  currency?: string | undefined
  /** How they write the point of an amount in major units; `.` where absent. */
  decimal?: '.' | ',' | undefined
  format?: 'iso' | 'local' | 'unix' | 'unixMs' | undefined
  zone?: string | undefined
  fields?: TypeMapping | undefined
}

export type TypeMapping = { [field: string]: FieldMapping | undefined }

/** A JSON path, checked where it is written. */
export const jsonPath = z.string().superRefine((text, context) => {
  try {
    parseJsonPath(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
  }
})

const text = z.string().min(1)
const localisedValue = z.strictObject({ zh: text, en: text })
const zone = z.string().refine(isTimeZone, 'no such time zone: write Asia/Shanghai, UTC or +08:00')
const currency = z
  .string()
  .refine((code) => code.startsWith('$') || /^[A-Z]{3}$/.test(code), 'write an ISO 4217 code (CNY), or a path to one')
const either = (of: { path?: unknown; value?: unknown }): boolean =>
  (of.path === undefined) !== (of.value === undefined)
const EITHER = 'say path or value, one of the two'

const PLAIN: Record<string, z.ZodType> = {
  text: z
    .strictObject({ path: jsonPath, value: text, map: z.record(text, text) })
    .partial()
    .refine(either, EITHER),
  localised: z
    .strictObject({
      path: jsonPath,
      value: localisedValue,
      map: z.record(text, localisedValue),
      zh: jsonPath,
      en: jsonPath,
    })
    .partial()
    .refine(
      ({ path, value, zh, en }) => [path, value, zh ?? en].filter((said) => said !== undefined).length === 1,
      'say path, value, or zh and en: one of the three',
    ),
  whole: z.strictObject({ path: jsonPath }),
  link: z.strictObject({ path: jsonPath }),
  count: z.strictObject({ path: jsonPath, value: z.int().positive() }).partial().refine(either, EITHER),
  time: z
    .strictObject({
      path: jsonPath,
      format: z.enum(['iso', 'local', 'unix', 'unixMs']).default('iso'),
      zone: zone.optional(),
    })
    .refine(
      ({ format, zone }) => format === 'iso' || zone !== undefined,
      'a time without zone needs one: zone: Asia/Shanghai',
    ),
  money: z
    .strictObject({
      path: jsonPath,
      unit: z.enum(['minor', 'major']).optional(),
      currency: currency.optional(),
      decimal: z.enum(['.', ',']).optional(),
    })
    .refine(
      ({ unit, currency }) => (unit === undefined) === (currency === undefined),
      'say unit (major for 129.00, minor for 12900) and currency, both; without them the answer must have {amount, currency}',
    )
    .refine(
      ({ unit, decimal }) => decimal === undefined || unit === 'major',
      'decimal is said with unit: major only: minor units have no point',
    ),
}

const short = (given: unknown): unknown => (typeof given === 'string' ? { path: given } : given)

const schemaOf = (field: Field): z.ZodType => {
  if (field.kind === 'oneOf')
    return z.preprocess(
      short,
      z.strictObject({ path: jsonPath, map: z.record(text, z.enum(field.values as [string])).optional() }),
    )
  if (field.kind === 'list' || field.kind === 'object')
    return z.preprocess(short, z.strictObject({ path: jsonPath, fields: mappingSchema(field.shape).optional() }))
  return z.preprocess(short, PLAIN[field.kind] as z.ZodType)
}

/** What is required and missing is told where all sources are known: some of it depends on what a source serves. */
const mappingSchema = (shape: Shape): z.ZodType<TypeMapping> =>
  z.strictObject(
    Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, schemaOf(field).optional()])),
  ) as unknown as z.ZodType<TypeMapping>

export const typeMappings: z.ZodType<Partial<Record<TypeName, TypeMapping | undefined>>> = z.strictObject(
  Object.fromEntries(TYPE_NAMES.map((type) => [type, mappingSchema(SHAPES[type]).optional()])),
)

/** Required fields that a mapping leaves out, as `total`, `lines.sku`; none where there is no mapping, since then names are taken as they are. */
export const missingFields = (mapping: TypeMapping | undefined, shape: Shape): string[] =>
  mapping === undefined
    ? []
    : Object.entries(shape).flatMap(([name, field]) => {
        const given = mapping[name]
        if (given === undefined) return field.required ? [name] : []
        if (field.kind !== 'list' && field.kind !== 'object') return []
        return missingFields(given.fields, field.shape).map((inner) => `${name}.${inner}`)
      })
