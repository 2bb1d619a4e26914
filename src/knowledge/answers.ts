import type { AnswerVariant } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
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
const HEADING_FIX = 'write `# zh`, `# en` or `# zh when order.status is delivered | cancelled`'

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
        blame(field, item, 'write a text, and a condition where it is for one state only')
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
  blame(field, value, 'write {"slot": "order.status", "values": ["delivered"]}')
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
    blame(field, '', `has ${text.length} characters: keep it under ${LONGEST_ANSWER}`)
    return
  }
  const clean = cleanMarkdown(text)
  if (clean === '') blame(field, '', 'has no text: write the answer')
  if (clean.length > LONGEST_ANSWER)
    blame(field, clean, `is longer than ${LONGEST_ANSWER} characters: split it into several articles`)
  for (const target of forbiddenTargets(text))
    blame(field, target, 'a link leads to http, https, mailto or tel, a picture to http or https')
  checkSlots(field, clean, shopKeys, blame)
  const same = (other: AnswerVariant): boolean => JSON.stringify(other.when) === JSON.stringify(when)
  if (list.some(same)) blame(field, '', 'stands there twice: keep one, or give the other a condition')
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
    else if (line.trim() !== '') blame('body', line, 'stands before the first heading: write `# zh` or `# en` above it')
  }
  return found.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }))
}

type Condition = NonNullable<AnswerVariant['when']>

const parseHeading = (heading: string, blame: Blame): { language: Language; when?: Condition } | undefined => {
  const match = /^(\S+)(?:\s+when\s+(\S+)\s+is\s+(.+))?$/.exec(heading)
  const language = match?.[1]
  if (language !== 'zh' && language !== 'en') {
    blame('heading', heading, HEADING_FIX)
    return undefined
  }
  const condition = match?.[2]
  if (condition === undefined) return { language }
  const when = readCondition(`# ${heading}`, condition, match?.[3] ?? '', blame)
  return when === undefined ? undefined : { language, when }
}

const readCondition = (field: string, slot: string, list: string, blame: Blame): Condition | undefined => {
  if (slot !== 'order.status' && slot !== 'refund.status') {
    blame(field, slot, 'a condition tests order.status or refund.status only')
    return undefined
  }
  const values = list.split('|').map((value) => value.trim())
  for (const value of values)
    if (!CONDITION_VALUES[slot].includes(value))
      blame(field, value, `${slot} is one of ${CONDITION_VALUES[slot].join(', ')}`)
  return { slot, values }
}

/** `slot is a | b` to a condition; undefined and a fault where it is none. */
export const parseCondition = (text: string, blame: Blame): Condition | undefined => {
  const match = /^(\S+)\s+is\s+(.+)$/.exec(text.trim())
  if (match === null) {
    blame('when', text, 'write `order.status is delivered | cancelled`')
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
    const where = shop
      ? 'add it to shop.yaml'
      : product
        ? 'add a column of that name to the catalogue'
        : 'see the slots in docs/articles.md'
    blame(
      field,
      `{{${slot}}}`,
      `nobody fills this slot: ${meant === undefined ? where : `did you mean {{${meant}}}? Or ${where}`}`,
    )
  }
  if (/\{\{|\}\}/.test(text.replace(SLOT_PATTERN, ''))) blame(field, text, 'a slot is not closed: write {{slot}}')
}
