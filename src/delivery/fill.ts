import type { AnswerVariant } from '../domain/article.ts'
import type { Order } from '../domain/customer.ts'
import { SLOT_PATTERN } from '../domain/slots.ts'

export interface Filled {
  text: string
  /** Slots without a value, in order, once each; they stay in the text as `{{slot}}`. */
  missing: string[]
  /** Slot to the text that filled it. */
  reads: Record<string, string>
}

/** Puts values into a template. */
export const fill = (template: string, value: (slot: string) => string | undefined): Filled => {
  const missing = new Set<string>()
  const reads: Record<string, string> = {}
  const text = template.replace(SLOT_PATTERN, (whole, slot: string) => {
    const found = value(slot)
    if (found === undefined || found === '') {
      missing.add(slot)
      return whole
    }
    reads[slot] = found
    return found
  })
  return { text, missing: [...missing], reads }
}

/** The first variant whose condition holds for the order, else the plain one. */
export const chooseVariant = (
  variants: readonly AnswerVariant[],
  order: Order | undefined,
): AnswerVariant | undefined =>
  variants.find(({ when }) =>
    when?.values.includes((when.slot === 'order.status' ? order?.status : order?.refund?.status) ?? ''),
  ) ?? variants.find(({ when }) => when === undefined)
