import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { Append } from '../ports/store.ts'
import type { MessageToSend } from '../ports/support.ts'
import { authorOf, isStaff } from './permission.ts'

/** A message as it goes into the log; refused where its sender may not send such a one. */
export const entryOf = (by: Principal, message: MessageToSend): Append => {
  const { customer, channel, ...rest } = message
  if (!isStaff(by) && message.kind === 'note')
    throw new Refusal('forbidden', 'notes are written by agents', { field: 'kind' })
  if (by.role === 'service') {
    if (customer === undefined)
      throw new Refusal('bad_input', 'a service says for whom it speaks: give customer {id, name}', {
        field: 'customer',
      })
    const where = channel === undefined ? {} : { channel }
    return { ...rest, ...where, tenant: by.tenant, from: { role: 'customer', ...customer }, owesTurn: true }
  }
  if (channel !== undefined)
    throw new Refusal('forbidden', 'only a service says on which channel a customer writes', { field: 'channel' })
  const from = authorOf(by)
  if (from.role === 'agent' && message.conversation === undefined)
    throw new Refusal('bad_input', 'an agent names the conversation', { field: 'conversation' })
  return { ...rest, tenant: by.tenant, from, owesTurn: from.role === 'customer' }
}
