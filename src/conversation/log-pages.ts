import { VISITOR_PREFIX } from '../domain/conversation.ts'
import { Refusal } from '../domain/errors.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'
import { isStaff, visible } from './permission.ts'

/** Conversations merged into one another that are followed. */
const MAX_MERGES = 20

/** Pages of the log for who may see the conversation. */
export const createLogPages = (
  store: Pick<Store, 'conversation' | 'events' | 'logText'>,
): Pick<Support, 'events' | 'logText' | 'continuation'> => ({
  events: async (by, id, page) => {
    const log = await store.events(by.tenant, id, page)
    visible(by, log?.conversation, id)
    return log as NonNullable<typeof log>
  },
  logText: async (by, id, page) => {
    const log = await store.logText(by.tenant, id, { ...page, notes: isStaff(by) })
    visible(by, log?.conversation, id)
    return log as NonNullable<typeof log>
  },
  continuation: async (by, id, page) => {
    const none = () =>
      new Refusal('not_found', `${JSON.stringify(id)} does not go on in another conversation`, {
        field: 'conversation',
      })
    let at = visible(by, await store.conversation(by.tenant, id), id)
    // Both ends of a merge are about one customer of the shop (SU5). Who is signed in as them may read either; a proof holds in its own.
    if (by.role !== 'customer' || at.customer.startsWith(VISITOR_PREFIX))
      throw new Refusal('forbidden', 'a visitor does not follow a merge: sign in as the customer of the shop', {
        field: 'conversation',
      })
    for (let merges = 0; at.marks?.mergedInto !== undefined && merges < MAX_MERGES; merges++) {
      const next = await store.conversation(by.tenant, at.marks.mergedInto)
      // Only what both ends say: a merge that was taken back, or came to nothing, leads nowhere.
      if (next?.marks?.merged?.includes(at.id) !== true) throw none()
      at = next
    }
    if (at.id === id) throw none()
    const log = await store.events(by.tenant, at.id, page)
    if (log === undefined) throw none()
    return log
  },
})
