import type { Found } from './find.ts'
import { anyOf, CITY_NAMES_EN, PROVINCE_NAMES_EN } from './regions.ts'

/**
 * Addresses as they are written in English, from the room up: "Flat 3, 45 Queen's Road, Bristol BS8 1QU", "Room 502, 138 Wensan
 * Road, Xihu District, Hangzhou". Slots `unit`, `street`, `district`, `city`, `province` (state) and `postcode`. A city alone is
 * one after "to", "in" or "from".
 */
export const findEnglishAddresses = (text: string): Found[] => {
  const found = [...text.matchAll(STREET)].flatMap((match) => {
    const { number = '', name = '' } = match.groups ?? {}
    if (FUNCTION_WORD.test(name) || (WEAK.test(name) && !CAPITALISED.test(name))) return []
    return [withRest(text, match.index, match[0].length, `${number} ${name}`.replace(/\.$/, ''))]
  })
  const cities = [...text.matchAll(CITY_ALONE)].flatMap(({ index, groups = {}, 0: { length } }) => {
    const { district, city = '' } = groups
    const slots = { ...(district === undefined ? {} : { district }), city: nameOf(CITY_NAMES_EN, city) }
    return [addressOf(index, index + length, slots)]
  })
  return [...found, ...cities]
}

const SUFFIX =
  'street|str|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|close|place|pl|terrace|square|sq|crescent|parkway|pkwy|highway|hwy|row|gardens|mews'
const STREET = new RegExp(
  String.raw`(?<![\d.,:/#$¥€£a-z-])(?:No\.? ?)?(?<number>\d{1,5}[a-z]?(?:-\d{1,4})?),? (?<name>(?:(?:[a-z][a-z'.]*|\d{1,3}(?:st|nd|rd|th)) ){1,4}?(?:${SUFFIX})(?![a-z'])\.?(?: (?:North|South|East|West)(?![a-z]))?)`,
  'gi',
)
const CAPITALISED = /^(?:[A-Z\d]\S*\s)+[A-Z]/
/** Endings that are everyday words too. */
const WEAK = /\b(?:way|court|close|place|row|square|drive|gardens|terrace|pl|ct|dr|str)\.?$/i
const FUNCTION_WORD =
  /(?:^|\s)(?:the|a|an|on|in|at|to|of|my|your|our|is|are|was|were|it|this|that|by|and|or|for|from|any|no|more|days?|weeks?|hours?|minutes?|parcels?|items?|times|am|pm|pieces|boxes|people|orders?|still|not)\s/i

const UNIT = String.raw`(?:flat|apt\.?|apartment|unit|suite|room|rm\.?|floor|building|bldg\.?|block|tower)\s?#?(?:\d[\w-]{0,5}|[a-z]-?\d{0,4})(?![\w-])`
const UNIT_BEFORE = new RegExp(String.raw`(?:(?:${UNIT}|#\d{1,5}),? ){1,3}$`, 'i')
const UNIT_AFTER = new RegExp(String.raw`^,? (?<unit>(?:${UNIT}|#\d{1,5})(?:, (?:${UNIT}))?)(?![\w-])`, 'i')
const NAME = String.raw`[A-Z][\w'’.]*(?: [A-Z][\w'’.]*){0,2}`
const DISTRICT_AFTER = new RegExp(
  String.raw`^,? (?<district>(?:${NAME}|[a-z]+) (?:District|district|County|New Area)|Pudong|Brooklyn|Kowloon)(?![a-z])`,
)
const KNOWN_CITY = anyOf(CITY_NAMES_EN.keys())
const CITY_AFTER_KNOWN = new RegExp(String.raw`^,? (?<city>${KNOWN_CITY})(?![a-z'])`, 'i')
/** An unknown town is one by its place: capitals between commas, or before a postcode. */
const CITY_AFTER = new RegExp(
  String.raw`^, (?<city>${NAME})(?=,? [A-Z]{1,2}\d|, ?[A-Z]{2} \d{5}| \d{5,6}|\s?$|[.!?]|, [A-Z])`,
)
const PROVINCE_AFTER = new RegExp(
  String.raw`^,? (?<province>[A-Z]{2}(?=,? \d{5})|(?:${anyOf(PROVINCE_NAMES_EN.keys())})(?![a-z])(?: [Pp]rovince)?)`,
)
const POSTCODE_AFTER =
  /^,? (?<postcode>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}(?:-\d{4})?(?!\d)|\d{6}(?!\d)|[A-Z]\d[A-Z] \d[A-Z]\d)(?![A-Za-z\d])/i
const REST: readonly (readonly [string, readonly RegExp[]])[] = [
  ['unit', [UNIT_AFTER]],
  ['district', [DISTRICT_AFTER]],
  ['city', [CITY_AFTER_KNOWN, CITY_AFTER]],
  ['province', [PROVINCE_AFTER]],
  ['postcode', [POSTCODE_AFTER]],
]
const CITY_ALONE = new RegExp(
  String.raw`(?<=\b(?:to|(?<!\b(?:still|stuck|held|sitting|is|it's|lost|arrived|been) )in|from|near)\s)(?:(?<district>${NAME}|[a-z]+ district), )?(?<city>${KNOWN_CITY})(?![a-z'’-])`,
  'gi',
)
const POLITE = /^(?:Please|Thanks|Thank|Thx|Not|Instead|Asap)\b/i

const withRest = (text: string, start: number, length: number, street: string): Found => {
  const slots: Record<string, string> = {}
  const unit = UNIT_BEFORE.exec(text.slice(Math.max(0, start - REACH), start))
  if (unit !== null) slots['unit'] = unit[0].replace(/,? $/, '')
  slots['street'] = street.replace(/^No\.? ?/i, '')
  let end = start + length
  for (const [slot, patterns] of REST) {
    const rest = text.slice(end, end + REACH)
    const match = patterns.map((pattern) => pattern.exec(rest)).find((one) => one !== null)
    const part = match?.groups?.[slot]
    if (match === null || match === undefined || part === undefined || POLITE.test(part) || slots[slot] !== undefined)
      continue
    slots[slot] = slot === 'city' ? nameOf(CITY_NAMES_EN, part) : slot === 'postcode' ? part.toUpperCase() : part
    end += match[0].length
  }
  return addressOf(start - (unit?.[0].length ?? 0), end, slots)
}

/** Characters after a part in which the next is looked for. */
const REACH = 64

const ORDER = ['unit', 'street', 'district', 'city', 'province', 'postcode']

const addressOf = (start: number, end: number, slots: Record<string, string>): Found => {
  const inOrder = Object.fromEntries(ORDER.flatMap((slot) => (slots[slot] === undefined ? [] : [[slot, slots[slot]]])))
  return { type: 'address', start, end, value: Object.values(inOrder).join(', '), slots: inOrder }
}

const nameOf = (names: ReadonlyMap<string, string>, written: string): string =>
  names.get(written.toLowerCase()) ?? written
