import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'
import { isStaff, visible } from './permission.ts'

/** Pages of the log for who may see the conversation. */
export const createLogPages = (store: Pick<Store, 'events' | 'logText'>): Pick<Support, 'events' | 'logText'> => ({
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
})
