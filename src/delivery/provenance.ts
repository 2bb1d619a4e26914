import type { ContextCard } from '../domain/customer.ts'
import { type Freshness, groupOf, type SlotProvenance, sourceOf } from '../domain/slots.ts'

/** How old a value of each group may be where nothing is set, in milliseconds: never too old. */
const NO_LIMITS: Partial<Freshness> = {}

/** Groups that some shops keep in a system of its own, which then is on the card. */
const OWN_SYSTEMS: Readonly<Record<string, 'refunds' | 'coupons'>> = { refund: 'refunds', coupon: 'coupons' }

export interface Read {
  /** Slot to where its value came from, for each slot that was read. */
  provenance: Record<string, SlotProvenance>
  /** Slots whose value is older than its group's limit, in order. */
  stale: string[]
}

/** Where the values of slots came from and which of them are too old to be said without a person, by the ages on the card. */
export const provenanceOf = (
  slots: Iterable<string>,
  { sources }: Pick<ContextCard, 'sources'>,
  freshness: Partial<Freshness> = NO_LIMITS,
): Read => {
  const provenance: Record<string, SlotProvenance> = {}
  for (const slot of new Set(slots)) {
    const own = OWN_SYSTEMS[groupOf(slot) ?? '']
    const source = own !== undefined && sources.some((one) => one.source === own) ? own : sourceOf(slot)
    const ageMs = sources.find((one) => one.source === source)?.ageMs
    provenance[slot] = { source, ...(ageMs === undefined ? {} : { ageMs }) }
  }
  const stale = Object.entries(provenance).flatMap(([slot, { ageMs = 0 }]) => {
    const group = groupOf(slot)
    return group !== undefined && ageMs > (freshness[group] ?? Number.POSITIVE_INFINITY) ? [slot] : []
  })
  return { provenance, stale }
}
