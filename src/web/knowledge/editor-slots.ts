import type { Language } from '../../domain/message.ts'
import { SHOP_PREFIX, SLOT_PATTERN } from '../../domain/slots.ts'

/** One slot that an answer may use. */
export interface SlotChoice {
  name: string
  /** What fills it: a system of the shop, or the shop's own facts. */
  from: string
  example: Record<Language, string>
}

/** `GET /v1/knowledge/slots`. */
export interface SlotList {
  slots: SlotChoice[]
  shop: { name: string; example: string | Record<Language, string> }[]
}

/** All that can be picked; facts of the shop under their full name. */
export const slotChoices = ({ slots, shop }: SlotList): SlotChoice[] => [
  ...slots,
  ...shop.map(({ name, example }) => ({
    name: name.startsWith(SHOP_PREFIX) ? name : SHOP_PREFIX + name,
    from: 'shop',
    example: typeof example === 'string' ? { zh: example, en: example } : example,
  })),
]

/** The slot that is being typed at the caret: `{{ord|` gives `ord` and where its braces stand; undefined where none is open. Chinese keyboards type `｛｛`. */
export const openSlot = (text: string, caret: number): { start: number; typed: string } | undefined => {
  const match = /(?:\{\{|｛｛)\s*([^{}｛｝\n]{0,60})$/.exec(text.slice(0, caret))
  return match === null ? undefined : { start: match.index, typed: match[1] ?? '' }
}

/** Slots whose name or example holds what was typed; names that begin with it first. */
export const matchingSlots = (choices: readonly SlotChoice[], typed: string): SlotChoice[] => {
  const wanted = typed.trim().toLowerCase()
  const rank = ({ name, example }: SlotChoice) => {
    if (name.toLowerCase().startsWith(wanted)) return 0
    if (name.toLowerCase().includes(wanted)) return 1
    return example.zh.includes(wanted) || example.en.toLowerCase().includes(wanted) ? 2 : 3
  }
  return choices
    .map((choice) => ({ choice, rank: rank(choice) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ choice }) => choice)
}

/** The text with the slot in place of what was being typed (or at the caret), and where the caret goes. Closing braces that are there are used. */
export const withSlot = (text: string, caret: number, name: string): { text: string; caret: number } => {
  const start = openSlot(text, caret)?.start ?? caret
  const after = text.slice(caret).replace(/^[\w.]*\s*(?:\}\}|｝｝)/, '')
  const slot = `{{${name}}}`
  return { text: text.slice(0, start) + slot + after, caret: start + slot.length }
}

/** The text as a customer would read it, slots filled with examples; what nobody fills stays as it is written. */
export const filledWithExamples = (text: string, choices: readonly SlotChoice[], language: Language): string => {
  const byName = new Map(choices.map(({ name, example }) => [name, example]))
  return text.replace(SLOT_PATTERN, (whole, name: string) => byName.get(name)?.[language] ?? whole)
}
