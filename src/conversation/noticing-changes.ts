import type { Support } from '../ports/support.ts'
import { tellsOfChange } from './tells-of-change.ts'

/** The same, and what was read of customers is dropped when they say that it has changed, before their message has a turn. */
export const noticingChanges = (support: Support, changed: (tenant: string, customer: string) => void): Support => ({
  ...support,
  send: (by, message) => {
    if (by.role === 'customer' && message.text !== undefined && tellsOfChange(message.text)) changed(by.tenant, by.sub)
    return support.send(by, message)
  },
})
