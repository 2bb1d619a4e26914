import type { Conversation } from '../domain/conversation.ts'
import { Refusal } from '../domain/errors.ts'
import type { Author, Principal, Role } from '../domain/message.ts'

const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
const OVERSEERS: readonly Role[] = ['supervisor', 'admin']

export const isStaff = ({ role }: Principal): boolean => STAFF.includes(role)
export const isOverseer = ({ role }: Principal): boolean => OVERSEERS.includes(role)

/** As whom a principal writes; roles that do not talk to customers are refused. */
export const authorOf = (by: Principal): Author => {
  if (by.role === 'customer') return { role: 'customer', id: by.sub, name: by.name }
  if (isStaff(by)) return { role: 'agent', id: by.sub, name: by.name }
  throw new Refusal(
    'forbidden',
    `role ${by.role} does not write in conversations; use a token of role customer or agent`,
    { field: 'role' },
  )
}

/** The conversation, or `not_found`: what a principal may not see does not exist for it (SU1). */
export const visible = (by: Principal, conversation: Conversation | undefined, id: string): Conversation => {
  const theirs =
    conversation !== undefined &&
    conversation.tenant === by.tenant &&
    (by.role === 'customer' ? conversation.customer === by.sub : isStaff(by) || by.role === 'service')
  if (!theirs)
    throw new Refusal('not_found', `there is no conversation ${JSON.stringify(id)}`, { field: 'conversation' })
  return conversation
}

export const requireStaff = (by: Principal): void => {
  if (!isStaff(by))
    throw new Refusal('forbidden', `role ${by.role} may not do this; it takes an agent`, { field: 'role' })
}
