import type { AnswerVariant } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { SHOP_PREFIX, SLOT_PATTERN, SLOTS, slotsIn } from '../domain/slots.ts'
import type { Blame } from './faults.ts'
import { nearest } from './nearest.ts'

/** The states that a variant of an answer can stand for. */
export const CONDITION_VALUES: Readonly<Record<NonNullable<AnswerVariant['when']>['slot'], readonly string[]>> = {
  'order.status': ['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled'],
  'refund.status': ['requested', 'approved', 'paid', 'rejected'],
}

const HEADING = /^#\s+(.*)$/
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
    if (text === '') blame(field, '', 'has no text: write the answer below the heading')
    checkSlots(field, text, shopKeys, blame)
    const { language, when } = parsed
    const list = answers[language]
    if (when === undefined && list.some((variant) => variant.when === undefined))
      blame(field, '', 'stands there twice: keep one, or give the other a condition')
    const normal = text.replace(SLOT_PATTERN, '{{$1}}')
    list.push(when === undefined ? { text: normal } : { when, text: normal })
  }
  for (const language of LANGUAGES) answers[language].sort((a, b) => plainLast(a) - plainLast(b))
  return answers
}

const plainLast = (variant: AnswerVariant): number => (variant.when === undefined ? 1 : 0)

const sections = (body: string, blame: Blame): { heading: string; text: string }[] => {
  const found: { heading: string; lines: string[] }[] = []
  for (const line of body.split('\n')) {
    const heading = HEADING.exec(line)?.[1]?.trim()
    const last = found.at(-1)
    if (heading !== undefined) found.push({ heading, lines: [] })
    else if (last !== undefined) last.lines.push(line)
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

/** Blames every slot that nobody fills. */
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
    const offered = shop ? Array.from(shopKeys ?? [], (key) => SHOP_PREFIX + key) : Object.keys(SLOTS)
    const meant = nearest(slot, offered)
    const where = shop ? 'add it to shop.yaml' : 'see the slots in docs/articles.md'
    blame(
      field,
      `{{${slot}}}`,
      `nobody fills this slot: ${meant === undefined ? where : `did you mean {{${meant}}}? Or ${where}`}`,
    )
  }
  if (/\{\{|\}\}/.test(text.replace(SLOT_PATTERN, ''))) blame(field, text, 'a slot is not closed: write {{slot}}')
}
