import type { LogEvent } from '../../domain/message.ts'
import type { ConversationSummary } from '../../domain/notice.ts'

/** An event as `tabdesk.v1.Event`. */
export const toEvent = (event: LogEvent): object => {
  const { conversation, epoch, seq, at, from, kind, text, cid, attachment, target, toSeq, recalled, rolledBack } = event
  const told = { conversation, epoch, seq, at, from, kind, text, cid, attachment, target, toSeq, recalled, rolledBack }
  return { ...told, json: JSON.stringify(event) }
}

/** A conversation as `tabdesk.v1.Conversation`; `id` or `conversation` names it. */
export const toConversation = (
  of: Omit<Partial<ConversationSummary>, 'conversation'> & { id?: string; conversation?: string },
): object => {
  const { state, customer, customerName, assignee, assigneeName, queuedAt, head, language, channel, outcome } = of
  const who = { conversation: of.conversation ?? of.id, state, customer, customerName, assignee, assigneeName }
  return { ...who, queuedAt, head, language, channel, outcome }
}
