import type { Role } from './message.ts'

/** What a person did with a customer's data; the data themselves are never in it. */
export interface AuditEntry {
  tenant: string
  /** ISO 8601. */
  at: string
  by: { role: Role; id: string; name: string }
  action: AuditAction
  customer?: string
  order?: string
  /** What was looked at, such as `phone`. */
  field?: string
  /** Why, in the words of who did it. */
  reason?: string
}

/** `reveal`: saw what is shown masked; `prove`: an anonymous customer has proven to be `customer`, by `order` and phone; `erase`: removed for good what was said in the conversation `field`; `retract`: took back the message `field` (`conversation:seq`) and what was said because of it; `settings`: changed what the tenant sets, the area in `field`. */
export type AuditAction = 'reveal' | 'prove' | 'erase' | 'retract' | 'settings'

/** An entry as it is read back; ids grow. */
export interface AuditedEntry extends AuditEntry {
  id: number
}
