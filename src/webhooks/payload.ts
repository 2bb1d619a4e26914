import type { Conversation } from '../domain/conversation.ts'
import type { Author, LogEvent } from '../domain/message.ts'
import type { Delivery, Webhook } from '../domain/webhook.ts'

/** What the log says now about the place of a delivery. */
export interface Told {
  conversation: Conversation
  /** Absent where a delivery is about a move. */
  event?: LogEvent
}

/**
 * The body of one call, docs/webhooks.md. What was taken back meanwhile has no words any more. With `content` off there are no words, files,
 * names or sources in it: ids, kinds and places are.
 */
export const payloadOf = (
  { id: webhook, content }: Pick<Webhook, 'id' | 'content'>,
  { id, kind, at, tenant, seq, move }: Delivery,
  { conversation, event }: Told,
): object => {
  const { customer, customerName, channel = 'widget', language, createdAt } = conversation
  return {
    id: String(id),
    webhook,
    kind,
    at,
    tenant,
    conversation: {
      id: conversation.id,
      channel,
      ...(language === undefined ? {} : { language }),
      createdAt,
    },
    customer: { id: customer, ...(content ? { name: customerName } : {}) },
    ...(move === undefined ? {} : { move: { seq, ...moveOf(move, content) } }),
    ...(event === undefined ? {} : { [FIELD[event.kind] ?? 'message']: content ? eventOf(event) : bare(event) }),
  }
}

const FIELD: Partial<Record<LogEvent['kind'], string>> = { recall: 'recall', rollback: 'rollback' }

const moveOf = (
  { state, assignee, assigneeName, outcome }: NonNullable<Delivery['move']>,
  content: boolean,
): object => ({
  state,
  ...(assignee === undefined
    ? {}
    : { assignee: { id: assignee, ...(content && assigneeName !== undefined ? { name: assigneeName } : {}) } }),
  ...(outcome === undefined ? {} : { outcome }),
})

/** The event as the log has it, without what the payload says elsewhere. */
const eventOf = ({ conversation: _c, epoch: _e, at: _a, ...event }: LogEvent): object => event

const bare = ({ seq, from, kind, cid, target, toSeq, recalled, rolledBack }: LogEvent): object => ({
  seq,
  from: { role: from.role, id: from.id } satisfies Omit<Author, 'name'>,
  kind,
  ...(cid === undefined ? {} : { cid }),
  ...(target === undefined ? {} : { target }),
  ...(toSeq === undefined ? {} : { toSeq }),
  ...(recalled === undefined ? {} : { recalled }),
  ...(rolledBack === undefined ? {} : { rolledBack }),
})
