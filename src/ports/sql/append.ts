import { afterMessage, isWaiting } from '../../domain/desk-marks.ts'
import { Refusal } from '../../domain/errors.ts'
import { isStorable } from '../../domain/written-text.ts'
import type { Append, Appended } from '../store.ts'
import { toEntry } from './entry.ts'
import type { Found, Held, Ledger } from './ledger.ts'
import { keepPromises } from './promises.ts'

/** ST2, ST3, ST4, ST6. `at` is in milliseconds. */
export type AppendEntry = (entry: Append, at: number) => Appended

export const createAppend = (ledger: Ledger, newId: () => string): AppendEntry => {
  const open = ({ tenant, from, channel }: Append, at: string): Held =>
    ledger.openOf(tenant, from.id) ??
    ledger.create({
      id: newId(),
      tenant,
      customer: from.id,
      customerName: from.name,
      state: 'bot',
      humanSpoke: false,
      misses: 0,
      ...(channel === undefined ? {} : { channel }),
      createdAt: at,
      updatedAt: at,
    })

  return (entry, at) => {
    const { tenant, cid, from, conversation } = entry
    assertReadable(entry)
    const known = ledger.byCid(tenant, from.id, cid)
    if (known !== undefined) return first(known, entry)
    if (conversation === undefined && from.role !== 'customer')
      throw new Refusal(
        'bad_input',
        `conversation is missing: only a customer's message finds its own, this is from role ${from.role}`,
        { field: 'conversation' },
      )
    const held =
      conversation === undefined ? open(entry, new Date(at).toISOString()) : ledger.named(tenant, conversation)
    assertMayWrite(held, entry)
    assertStillKept(held, entry)
    const event = ledger.add(held, toEntry(entry, at))
    keepPromises(ledger, held, event.seq, entry.promises)
    const marked = afterMessage(held.conversation, event, entry.mentions)
    if (marked !== held.conversation) ledger.save(held, marked)
    return { event, conversation: held.conversation, dup: false }
  }
}

/** What a cid yields that was seen before: the first event as it is now, or `cid_reuse` (ST4). */
export const first = (
  { event, held }: Found,
  { cid, conversation }: Pick<Append, 'cid' | 'conversation'>,
): Appended => {
  if (conversation !== undefined && conversation !== event.conversation)
    throw new Refusal('cid_reuse', `cid ${cid} was sent to another conversation: make a new cid`, { field: 'cid' })
  return { event, conversation: held.conversation, dup: true }
}

const assertReadable = ({ cid, text = '', from }: Append): void => {
  if (cid === '') throw new Refusal('bad_input', 'cid is empty: send a UUIDv7', { field: 'cid' })
  assertStorable('cid', cid)
  assertStorable('text', text)
  assertStorable('from.id', from.id)
  assertStorable('from.name', from.name)
}

const assertStorable = (field: string, value: string): void => {
  if (!isStorable(value))
    throw new Refusal('bad_input', `${field} holds NUL or half a surrogate pair: send well-formed Unicode`, { field })
}

const assertMayWrite = ({ conversation }: Held, { from, kind }: Append): void => {
  if (from.role === 'customer' && from.id !== conversation.customer)
    throw new Refusal('not_found', `there is no conversation ${JSON.stringify(conversation.id)}`, {
      field: 'conversation',
    })
  const stillAllowed = from.role === 'system' || (from.role === 'agent' && kind === 'note')
  if (conversation.state === 'resolved' && !stillAllowed)
    throw new Refusal(
      'conversation.closed',
      `conversation ${conversation.id} is resolved: leave conversation out to open a new one`,
      { field: 'conversation' },
    )
}

/** ST18: what became of a kept reply since it was looked at counts. */
const assertStillKept = ({ conversation: { id, marks } }: Held, { cid, from, text, keptFor }: Append): void => {
  if (keptFor === undefined) return
  const isKept = marks?.later?.some(
    (reply) =>
      isWaiting(reply) && reply.cid === cid && reply.by === from.id && reply.text === text && reply.dueAt === keptFor,
  )
  if (isKept !== true)
    throw new Refusal('conversation.move', `the reply ${cid} does not wait in ${id} any more as it was read`, {
      field: 'cid',
    })
}
