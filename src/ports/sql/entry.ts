import type { Conversation } from '../../domain/conversation.ts'
import type { Author, LogEvent, MessageKind } from '../../domain/message.ts'
import type { Append } from '../store.ts'

/** What an event brings; the log gives it its seq. `at` is in milliseconds since 1970. */
export type Entry = Pick<
  LogEvent,
  'from' | 'kind' | 'text' | 'cid' | 'attachment' | 'answer' | 'options' | 'cards' | 'target' | 'toSeq' | 'opId'
> & {
  at: number
  owed: boolean
}

/** A message as the log takes it. */
export const toEntry = (
  { from, kind, text, cid, attachment, answer, options, cards, owesTurn }: Append,
  at: number,
): Entry => {
  const entry: Entry = { from, kind, cid, at, owed: owesTurn }
  if (text !== undefined) entry.text = text
  if (attachment !== undefined) entry.attachment = attachment
  if (answer !== undefined) entry.answer = answer
  if (options !== undefined) entry.options = options
  if (cards !== undefined) entry.cards = cards
  return entry
}

/** The next event of a conversation, at the seq after its head, and the conversation with it (ST2). */
export const nextEvent = (
  conversation: Conversation,
  entry: Entry,
): { event: LogEvent; conversation: Conversation } => {
  const { from, kind, cid, text, attachment, answer, options, cards, target, toSeq, opId } = entry
  const seq = conversation.head + 1
  const at = new Date(entry.at).toISOString()
  const humanSpoke = conversation.humanSpoke || speaks(from, kind)
  // Field by field: taking the rest of an object costs more than all that is done with an event here.
  const event: LogEvent = { conversation: conversation.id, epoch: conversation.epoch, seq, at, from, kind }
  if (cid !== undefined) event.cid = cid
  if (text !== undefined) event.text = text
  if (attachment !== undefined) event.attachment = attachment
  if (answer !== undefined) event.answer = answer
  if (options !== undefined) event.options = options
  if (cards !== undefined) event.cards = cards
  if (target !== undefined) event.target = target
  if (toSeq !== undefined) event.toSeq = toSeq
  if (opId !== undefined) event.opId = opId
  return { event, conversation: { ...conversation, head: seq, humanSpoke, updatedAt: at } }
}

/** What of an event has no column of its own, as JSON. */
export const moreOf = ({ attachment, answer, options, cards }: Entry): string | null =>
  attachment === undefined && answer === undefined && options === undefined && cards === undefined
    ? null
    : JSON.stringify({ attachment, answer, options, cards })

const WORDS: ReadonlySet<string> = new Set<MessageKind>(['text', 'image', 'audio', 'file'])

/** A person speaks to the customer with words; notes, recalls and rollbacks are no words. */
const speaks = (from: Author, kind: string): boolean => from.role === 'agent' && WORDS.has(kind)
