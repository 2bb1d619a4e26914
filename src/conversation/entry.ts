import { Refusal } from '../domain/errors.ts'
import type { Author, Principal } from '../domain/message.ts'
import type { Append } from '../ports/store.ts'
import type { MessageToSend } from '../ports/support.ts'
import { authorOf, isStaff } from './permission.ts'

/** A message as it goes into the log; refused where its sender may not send such a one. */
export const entryOf = (by: Principal, message: MessageToSend): Append => {
  const { customer, channel } = message
  if (!isStaff(by) && message.kind === 'note')
    throw new Refusal('forbidden', 'notes are written by agents', { field: 'kind' })
  if (by.role === 'service') {
    if (customer === undefined)
      throw new Refusal('bad_input', 'a service says for whom it speaks: give customer {id, name}', {
        field: 'customer',
      })
    const entry = written(message, by.tenant, { role: 'customer', ...customer }, true)
    if (channel !== undefined) entry.channel = channel
    return entry
  }
  if (channel !== undefined)
    throw new Refusal('forbidden', 'only a service says on which channel a customer writes', { field: 'channel' })
  const from = authorOf(by)
  if (from.role === 'agent' && message.conversation === undefined)
    throw new Refusal('bad_input', 'an agent names the conversation', { field: 'conversation' })
  return written(message, by.tenant, from, from.role === 'customer')
}

/** Field by field: this is done for every message, and taking the rest of an object costs more than all else here. */
const written = (
  { cid, kind, conversation, text, attachment, mentions, keptFor }: MessageToSend,
  tenant: string,
  from: Author,
  owesTurn: boolean,
): Append => {
  const entry: Append = { tenant, cid, from, kind, owesTurn }
  if (conversation !== undefined) entry.conversation = conversation
  if (text !== undefined) entry.text = text
  if (attachment !== undefined) entry.attachment = attachment
  if (mentions !== undefined) entry.mentions = mentions
  if (keptFor !== undefined) entry.keptFor = keptFor
  return entry
}
