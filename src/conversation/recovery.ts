import type { Conversation } from '../domain/conversation.ts'
import type { OwedTurn, Store } from '../ports/store.ts'

const OPEN_AT_ONCE = 100_000
const OWED_AT_ONCE = 10_000

/**
 * After a start: the desk learns who waits and who holds what, and turns that the log owes are run, oldest first (W8).
 * Returns how many of each.
 */
export const recover = async (
  store: Pick<Store, 'tenants' | 'conversations' | 'owed'>,
  parts: { note(conversation: Conversation): void; owe(turn: OwedTurn): void },
): Promise<{ open: number; owed: number }> => {
  let open = 0
  for (const tenant of await store.tenants()) {
    const found = await store.conversations(tenant, { states: ['queued', 'assigned'], limit: OPEN_AT_ONCE })
    found.forEach(parts.note)
    open += found.length
  }
  const owed = await store.owed(OWED_AT_ONCE)
  owed.forEach(parts.owe)
  return { open, owed: owed.length }
}
