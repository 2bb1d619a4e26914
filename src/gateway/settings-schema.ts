import { z } from 'zod'
import { type FieldFault, Refusal } from '../domain/errors.ts'
import {
  LEAST_CONTRAST,
  LOWEST_ANSWER_ABOVE,
  LOWEST_SUGGEST_ABOVE,
  type SettingsArea,
  TAG_COLOURS,
  type TenantSettings,
  WEEKDAYS,
} from '../domain/settings.ts'
import { contrast, isHexColour, readableOn } from '../lib/contrast.ts'
import { isTimeZone } from '../lib/zoned-time.ts'

/** Limits of what a tenant may set. */
const MOST_CANNED = 500
const MOST_TAGS = 100
const MOST_INTENTS = 2_000
const MOST_SPANS = 6
const MOST_HOLIDAYS = 100
/** Characters. */
const MAX_SHORTCUT = 32
const MAX_GROUP = 40
const MAX_TEXT = 2_000
const MAX_NAME = 40
const MAX_GREETING = 300
const MAX_LAUNCHER = 24
const SHOWN_VALUE = 60
const PAPER = '#f6f4ef'

const one = (most: number) => z.string().trim().min(1, 'write something').max(most, `use at most ${most} characters`)
const some = (most: number) => z.string().trim().max(most, `use at most ${most} characters`)
const both = <T extends z.ZodType>(text: T) => z.strictObject({ zh: text, en: text })

const canned = z
  .array(
    z.strictObject({
      shortcut: one(MAX_SHORTCUT).regex(/^[\p{L}\p{N}_-]+$/u, 'use letters, digits, - and _ only'),
      group: some(MAX_GROUP),
      text: z
        .strictObject({ zh: one(MAX_TEXT).optional(), en: one(MAX_TEXT).optional() })
        .refine(({ zh, en }) => zh !== undefined || en !== undefined, 'write it in one language at least'),
    }),
  )
  .max(MOST_CANNED, `keep at most ${MOST_CANNED}: remove some first`)
  .superRefine(unique('shortcut', ({ shortcut }) => shortcut.toLowerCase()))

const tags = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use up to 40 of a-z, 0-9 and -'),
      name: both(one(MAX_NAME)),
      colour: z.enum(TAG_COLOURS, `use one of ${TAG_COLOURS.join(', ')}`),
    }),
  )
  .max(MOST_TAGS, `keep at most ${MOST_TAGS}: remove some first`)
  .superRefine(unique('id', ({ id }) => id))

const bar = z
  .number()
  .min(LOWEST_ANSWER_ABOVE, `use ${LOWEST_ANSWER_ABOVE} or more: the bot does not answer alone below`)
  .max(1, 'use 1 at most')
const thresholds = z.strictObject({
  answerAbove: bar.optional(),
  suggestAbove: z
    .number()
    .min(LOWEST_SUGGEST_ABOVE, `use ${LOWEST_SUGGEST_ABOVE} or more`)
    .max(1, 'use 1 at most')
    .optional(),
  intents: z
    .record(z.string().min(1).max(200), z.union([bar, z.literal('never')]))
    .refine((map) => Object.keys(map).length <= MOST_INTENTS, `set at most ${MOST_INTENTS} intents`),
})

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM, from 00:00 to 23:59')
const spans = z
  .array(z.strictObject({ from: clock, to: z.union([clock, z.literal('24:00')]) }))
  .max(MOST_SPANS, `use at most ${MOST_SPANS} spans a day`)
  .superRefine((list, context) => {
    for (const [at, { from, to }] of list.entries()) {
      if (from >= to)
        context.addIssue({
          ...{ code: 'custom', path: [at, 'to'] },
          message: 'end later on the same day than you begin; write a night as two days, 24:00 ends the first',
        })
      else if (list.slice(0, at).some((other) => from < other.to && other.from < to))
        context.addIssue({ code: 'custom', path: [at, 'from'], message: 'spans of a day may not overlap: join them' })
    }
  })
const day = z.iso.date('write YYYY-MM-DD')
const hours = z
  .strictObject({
    timeZone: z
      .string()
      .refine((zone) => /^[A-Z]/i.test(zone) && isTimeZone(zone), 'use an IANA name such as Asia/Shanghai'),
    weekly: z.strictObject(Object.fromEntries(WEEKDAYS.map((name) => [name, spans])) as Record<string, typeof spans>),
    holidays: z
      .array(
        z
          .strictObject({ from: day, to: day, name: both(some(MAX_NAME)), open: spans })
          .refine(({ from, to }) => from <= to, { path: ['to'], message: 'end on or after the first day' }),
      )
      .max(MOST_HOLIDAYS, `keep at most ${MOST_HOLIDAYS}: remove those that are over`),
  })
  .refine(
    ({ weekly, holidays }) =>
      [...Object.values(weekly), ...holidays.map(({ open }) => open)].some((list) => list.length > 0),
    { path: ['weekly'], message: 'open at least once a week, or switch hours off' },
  )
  .nullable()

const widget = z.strictObject({
  accent: z
    .string()
    .refine(isHexColour, 'write #rrggbb')
    .superRefine((colour, context) => {
      if (!isHexColour(colour) || contrast(colour, PAPER) >= LEAST_CONTRAST) return
      const ratio = contrast(colour, PAPER).toFixed(1)
      const fix = `its contrast is ${ratio}, text takes ${LEAST_CONTRAST}: use ${readableOn(colour, PAPER, LEAST_CONTRAST)} or darker`
      context.addIssue({ code: 'custom', message: fix })
    })
    .transform((colour) => colour.toLowerCase()),
  position: z.enum(['right', 'left'], 'use right or left'),
  greeting: both(some(MAX_GREETING)),
  launcher: both(some(MAX_LAUNCHER)),
  avatar: z
    .string()
    .trim()
    .refine((text) => segments(text) <= 1, 'use one character, or none'),
  rating: z.enum(['thumbs', 'stars', 'off'], 'use thumbs, stars or off'),
})

const SCHEMAS: Record<SettingsArea, z.ZodType> = { canned, tags, thresholds, hours, widget }

/** Some checks need to know the shop: intents that nobody knows, and those that are suggest-only by evidence. */
export interface SettingsFacts {
  /** Bar by training and configuration; Infinity: never alone; undefined: no such intent. */
  barOf(intent: string): number | undefined
}

/**
 * A value for an area.
 * @throws Refusal `bad_input` with every fault: field, value, fix
 */
export const parseSettings = <A extends SettingsArea>(
  area: A,
  value: unknown,
  facts: SettingsFacts,
): TenantSettings[A] => {
  const parsed = SCHEMAS[area].safeParse(value)
  const faults = parsed.success
    ? area === 'thresholds'
      ? unknownIntents(parsed.data as TenantSettings['thresholds'], facts)
      : []
    : parsed.error.issues.map((issue) => faultOf(area, issue, value))
  if (!parsed.success || faults.length > 0) {
    const [first] = faults
    throw new Refusal('bad_input', `${first?.field} is ${first?.value}: ${first?.fix}`, {
      ...(first === undefined ? {} : { field: first.field }),
      faults,
    })
  }
  return parsed.data as TenantSettings[A]
}

const unknownIntents = ({ intents }: TenantSettings['thresholds'], { barOf }: SettingsFacts): FieldFault[] =>
  Object.entries(intents).flatMap(([intent, own]) => {
    const field = `thresholds.intents.${intent}`
    const known = barOf(intent)
    if (known === undefined) return [{ field, value: shown(own), fix: 'there is no such intent: remove it' }]
    if (own !== 'never' && known > 1)
      return [{ field, value: shown(own), fix: 'too little is known of it to answer alone: use never, or remove it' }]
    return []
  })

const faultOf = (area: SettingsArea, issue: z.core.$ZodIssue, value: unknown): FieldFault => {
  const at = issue.path.reduce<unknown>(
    (of, key) => (of as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  )
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined
  return {
    field: [area, ...issue.path.map(String)].join('.'),
    value: unknown ?? shown(at),
    fix: unknown === undefined ? issue.message : `there is no ${unknown}: remove it`,
  }
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, SHOWN_VALUE)
const segments = (text: string): number => [...new Intl.Segmenter().segment(text)].length

function unique<T>(field: string, keyOf: (one: T) => string) {
  return (list: T[], context: z.RefinementCtx): void => {
    const seen = new Set<string>()
    for (const [at, item] of list.entries()) {
      const key = keyOf(item)
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: [at, field], message: 'it is there twice: use another' })
      seen.add(key)
    }
  }
}
