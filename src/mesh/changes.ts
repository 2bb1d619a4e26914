import { LRUCache } from 'lru-cache'
import type { ContextCard } from '../domain/customer.ts'
import type { Change, ChangedKind } from '../ports/shared-contexts.ts'
import type { Context } from './contexts.ts'

/** Changes that are remembered one by one, some 150 bytes each; with more of them at once everything read before counts as changed. */
const MOST_CHANGES = 100_000

/** What is known to have changed in the shop's systems, and when. */
export interface Changes {
  add(change: Change): void
  /** Everything that was read until then counts as changed. */
  addAll(at: number): void
  /** Whether something that was read at `readAt` (milliseconds since 1970) is older than a change of it. */
  since(readAt: number, of: { tenant: string; kind: ChangedKind; id: string }): boolean
  /** Grows with each change: what was begun before one is not shared with who asks after it. */
  count(): number
}

/**
 * Nothing is deleted for a change: it is remembered for as long as something might be shown without asking, and whatever was read before it
 * has to be asked for again. So an old value can still stand in, with its age, where the system is down.
 */
export const createChanges = ({ mostKept = MOST_CHANGES }: { mostKept?: number } = {}): Changes => {
  let count = 0
  let floor = Number.NEGATIVE_INFINITY
  const times = new LRUCache<string, number>({
    max: mostKept,
    dispose: (at, _key, reason) => {
      if (reason === 'evict') floor = Math.max(floor, at)
    },
  })
  return {
    add: ({ at, ...of }) => {
      count += 1
      const key = keyOf(of)
      times.set(key, Math.max(at, times.get(key) ?? at))
    },
    addAll: (at) => {
      count += 1
      floor = Math.max(floor, at)
    },
    since: (readAt, of) => readAt <= Math.max(floor, times.get(keyOf(of)) ?? floor),
    count: () => count,
  }
}

/** Whether something that a card shows has changed since it was begun at `at`, milliseconds since 1970. */
export const isCardChanged = (
  { since }: Pick<Changes, 'since'>,
  { tenant, customer, card, at }: { tenant: string; customer: string; card: ContextCard; at: number },
): boolean => {
  const isChanged = (kind: ChangedKind, id: string | undefined): boolean =>
    id !== undefined && since(at, { tenant, kind, id })
  return (
    isChanged('customer', customer) ||
    card.orders.some(({ id, parcel }) => isChanged('order', id) || isChanged('parcel', parcel))
  )
}

/** Whether what is known of a customer has something in it that is among these changes. */
export const isOnContext = (
  { orders, parcels }: Context,
  { tenant, customer, changes }: { tenant: string; customer: string; changes: readonly Omit<Change, 'at'>[] },
): boolean =>
  changes.some(({ tenant: of, kind, id }) => {
    if (of !== tenant) return false
    if (kind === 'customer') return id === customer
    if (kind === 'order') return orders?.value.some((order) => order.id === id) === true
    return orders?.value.some(({ parcel }) => parcel === id) === true || parcels?.value.numbers.includes(id) === true
  })

const keyOf = ({ tenant, kind, id }: Omit<Change, 'at'>): string => JSON.stringify([tenant, kind, id])
