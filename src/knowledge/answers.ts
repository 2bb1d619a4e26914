import type { AnswerVariant } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { say } from '../domain/said.ts'
import { PRODUCT_PREFIX, SHOP_PREFIX, SLOT_PATTERN, SLOTS, slotsIn } from '../domain/slots.ts'
import { nearest } from '../lib/nearest.ts'
import { cleanMarkdown, forbiddenTargets } from './clean.ts'
import type { Blame } from './faults.ts'
import { LONGEST_ANSWER } from './import/limits.ts'

/** The states that a variant of an answer can stand for. */
export const CONDITION_VALUES: Readonly<Record<NonNullable<AnswerVariant['when']>['slot'], readonly string[]>> = {
  'order.status': ['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled'],
  'refund.status': ['requested', 'approved', 'paid', 'rejected'],
}

const HEADING = /^#\s+(.*)$/
/** A heading of the answer itself, told from those of the file by a backslash. */
const ESCAPED_HEADING = /^\\(?=\\*#\s)/

/**
 * The body of an article file to answers. Headings of the first level start a text; what stands before the first one is a fault.
 * Variants with a condition come first, in the file's order, the plain one last. `shopKeys` absent: shop slots are not checked.
 */
export const parseAnswers = (
  body: string,
  shopKeys: ReadonlySet<string> | undefined,
  blame: Blame,
): Record<Language, AnswerVariant[]> => {
  const answers: Record<Language, AnswerVariant[]> = { zh: [], en: [] }
  for (const { heading, text } of sections(body, blame)) {
    const field = `# ${heading}`
    const parsed = parseHeading(heading, blame)
    if (parsed === undefined) continue
    const { language, when } = parsed
    addVariant(field, answers[language], { text, ...(when === undefined ? {} : { when }) }, shopKeys, blame)
  }
  for (const language of LANGUAGES) answers[language].sort((a, b) => plainLast(a) - plainLast(b))
  return answers
}

/**
 * Answers as the editor sends them: a list of variants per language. Same rules and order as those of a file; faults are named by
 * path, `answers.zh[0]`.
 */
export const readAnswers = (
  value: Partial<Record<Language, unknown>>,
  shopKeys: ReadonlySet<string> | undefined,
  blame: Blame,
): Record<Language, AnswerVariant[]> => {
  const answers: Record<Language, AnswerVariant[]> = { zh: [], en: [] }
  for (const language of LANGUAGES) {
    const given = value[language] ?? []
    const list: unknown[] = Array.isArray(given) ? given : [given]
    for (const [i, item] of list.entries()) {
      const field = `answers.${language}[${i}]`
      const { text, when } = (typeof item === 'string' ? { text: item } : (item ?? {})) as Record<string, unknown>
      if (typeof text !== 'string') {
        blame(field, item, say('answer_form'))
        continue
      }
      const isPlain = when === undefined || when === null
      const condition = isPlain ? undefined : readWhen(`${field}.when`, when, blame)
      // Without its condition it would count as a second plain one.
      if (!isPlain && condition === undefined) continue
      const variant = { text, ...(condition === undefined ? {} : { when: condition }) }
      addVariant(field, answers[language], variant, shopKeys, blame)
    }
    answers[language].sort((a, b) => plainLast(a) - plainLast(b))
  }
  return answers
}

const readWhen = (field: string, value: unknown, blame: Blame): Condition | undefined => {
  const { slot, values } = (typeof value === 'object' ? value : {}) as Record<string, unknown>
  if (Array.isArray(values) && values.length > 0) return readCondition(field, String(slot), values.join('|'), blame)
  blame(field, value, say('condition_form'))
  return undefined
}

const addVariant = (
  field: string,
  list: AnswerVariant[],
  { text, when }: AnswerVariant,
  shopKeys: ReadonlySet<string> | undefined,
  blame: Blame,
): void => {
  if (text.length > 2 * LONGEST_ANSWER) {
    blame(field, '', say('too_long_now', { length: text.length, most: LONGEST_ANSWER }))
    return
  }
  const clean = cleanMarkdown(text)
  if (clean === '') blame(field, '', say('answer_empty'))
  if (clean.length > LONGEST_ANSWER) blame(field, clean, say('too_long_articles', { most: LONGEST_ANSWER }))
  for (const target of forbiddenTargets(text)) blame(field, target, say('link_target'))
  checkSlots(field, clean, shopKeys, blame)
  const same = (other: AnswerVariant): boolean => JSON.stringify(other.when) === JSON.stringify(when)
  if (list.some(same)) blame(field, '', say('answer_twice'))
  list.push(when === undefined ? { text: clean } : { when, text: clean })
}

const plainLast = (variant: AnswerVariant): number => (variant.when === undefined ? 1 : 0)

const sections = (body: string, blame: Blame): { heading: string; text: string }[] => {
  const found: { heading: string; lines: string[] }[] = []
  for (const line of body.split('\n')) {
    const heading = HEADING.exec(line)?.[1]?.trim()
    const last = found.at(-1)
    if (heading !== undefined) found.push({ heading, lines: [] })
    else if (last !== undefined) last.lines.push(line.replace(ESCAPED_HEADING, ''))
    else if (line.trim() !== '') blame('body', line, say('heading_before'))
  }
  return found.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }))
}

type Condition = NonNullable<AnswerVariant['when']>

const parseHeading = (heading: string, blame: Blame): { language: Language; when?: Condition } | undefined => {
  const match = /^(\S+)(?:\s+when\s+(\S+)\s+is\s+(.+))?$/.exec(heading)
  const language = match?.[1]
  if (language !== 'zh' && language !== 'en') {
    blame('heading', heading, say('heading_form'))
    return undefined
  }
  const condition = match?.[2]
  if (condition === undefined) return { language }
  const when = readCondition(`# ${heading}`, condition, match?.[3] ?? '', blame)
  return when === undefined ? undefined : { language, when }
}

const readCondition = (field: string, slot: string, list: string, blame: Blame): Condition | undefined => {
  if (slot !== 'order.status' && slot !== 'refund.status') {
    blame(field, slot, say('condition_slot'))
    return undefined
  }
  const values = list.split('|').map((value) => value.trim())
  for (const value of values)
    if (!CONDITION_VALUES[slot].includes(value))
      blame(field, value, say('condition_values', { slot, names: CONDITION_VALUES[slot].join(', ') }))
  return { slot, values }
}

/** `slot is a | b` to a condition; undefined and a fault where it is none. */
export const parseCondition = (text: string, blame: Blame): Condition | undefined => {
  const match = /^(\S+)\s+is\s+(.+)$/.exec(text.trim())
  if (match === null) {
    blame('when', text, say('condition_line'))
    return undefined
  }
  return readCondition('when', match[1] ?? '', match[2] ?? '', blame)
}

/** The text so that its own headings of the first level are not taken for those of an article file. */
export const escapeHeadings = (text: string): string =>
  text
    .split('\n')
    .map((line) => (/^\\*#\s/.test(line) ? `\\${line}` : line))
    .join('\n')

/** Blames every slot that nobody fills. `shopKeys`: keys of the shop's facts, and whole slots that the catalogue offers besides. */
export const checkSlots = (
  field: string,
  text: string,
  shopKeys: ReadonlySet<string> | undefined,
  blame: Blame,
): void => {
  for (const slot of slotsIn(text)) {
    const shop = slot.startsWith(SHOP_PREFIX)
    if (shop && (shopKeys === undefined || shopKeys.has(slot.slice(SHOP_PREFIX.length)))) continue
    if (!shop && Object.hasOwn(SLOTS, slot)) continue
    const product = slot.startsWith(PRODUCT_PREFIX)
    if (product && (shopKeys === undefined || shopKeys.has(slot))) continue
    const keys = [...(shopKeys ?? [])]
    const own = keys.filter((key) => key.startsWith(PRODUCT_PREFIX))
    const offered = shop ? keys.map((key) => SHOP_PREFIX + key) : [...Object.keys(SLOTS), ...own]
    const meant = nearest(slot, offered)
    const where = shop ? say('slot_shop') : product ? say('slot_catalogue') : say('slot_see')
    blame(
      field,
      `{{${slot}}}`,
      meant === undefined ? say('slot_unknown', { where }) : say('slot_meant', { meant: `{{${meant}}}`, where }),
    )
  }
  if (/\{\{|\}\}/.test(text.replace(SLOT_PATTERN, ''))) blame(field, text, say('slot_open'))
}
