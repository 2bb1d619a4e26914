import type { Conversation, ConversationState } from '../../domain/conversation.ts'
import type { EventKind, LogEvent } from '../../domain/message.ts'
import type { WebhookKind, WebhookMove } from '../../domain/webhook.ts'
import type { Written } from './written.ts'

type News = Written['news']

/** What endpoints may want to hear of an event; `at` in milliseconds. */
export const eventNews = (tenant: string, { conversation, seq, kind }: LogEvent, at: number): News => {
  const told: WebhookKind = KINDS[kind] ?? 'message.created'
  const news = [tenant, conversation, seq, told, at, null]
  return seq === 1 ? [[tenant, conversation, seq, 'conversation.opened' satisfies WebhookKind, at, null], news] : [news]
}

/** What they may want to hear of a conversation that was replaced by another version of itself. */
export const moveNews = (was: Conversation, { tenant, id, head, ...is }: Conversation): News => {
  if (was.state === is.state && was.assignee === is.assignee) return []
  const { state, assignee, assigneeName, outcome } = is
  const move = { state, assignee, assigneeName, outcome } as WebhookMove
  return [[tenant, id, head, MOVES[state], Date.parse(is.updatedAt), JSON.stringify(move)]]
}

const KINDS: Partial<Record<EventKind, WebhookKind>> = {
  note: 'note.created',
  recall: 'message.recalled',
  rollback: 'conversation.rolled_back',
}
const MOVES: Record<ConversationState, WebhookKind> = {
  bot: 'conversation.returned',
  queued: 'conversation.queued',
  assigned: 'conversation.assigned',
  resolved: 'conversation.resolved',
}
