import type { Conversation, ConversationState, QueuePriority } from '../../domain/conversation.ts'
import type { Author, EventKind, Language, LogEvent, Receipt } from '../../domain/message.ts'
import type { DecisionRecord, Outcome, OutcomeResult } from '../../domain/record.ts'
import type { Row } from './driver.ts'

export const RECALLED = 1
export const ROLLED_BACK = 2

/** What a query must select for `toConversation`. */
export const CONVERSATION_COLUMNS = `c.id AS row, c.tenant AS tenant_row, c.uid, t.name AS tenant, p.sub AS customer, c.customer_name, c.head, c.state,
  c.assignee, c.assignee_name, c.queued_at, c.human_spoke, c.language, c.order_id, c.asked, c.misses, c.outcome, c.priority, c.apologised, c.channel, c.created_at, c.updated_at`

export const CONVERSATION_FROM = 'conversations c JOIN tenants t ON t.id = c.tenant JOIN people p ON p.id = c.customer'

/** What a query must select for `toEvent`. */
export const EVENT_COLUMNS =
  'l.id AS row, l.conversation AS conversation_row, l.seq, l.at, l.role, s.sub AS sender, l.name, l.kind, l.text, l.cid, l.op_id, l.more, l.target, l.taken'

export const EVENT_FROM = 'log l JOIN people s ON s.id = l.sender'

/** A row of `CONVERSATION_COLUMNS` to the domain's word. */
export const toConversation = (row: Row, epoch: string): Conversation => {
  const conversation: Conversation = {
    id: row['uid'] as string,
    tenant: row['tenant'] as string,
    customer: row['customer'] as string,
    customerName: row['customer_name'] as string,
    epoch,
    head: row['head'] as number,
    state: row['state'] as ConversationState,
    humanSpoke: row['human_spoke'] === 1,
    misses: row['misses'] as number,
    createdAt: row['created_at'] as string,
    updatedAt: row['updated_at'] as string,
  }
  if (row['assignee'] !== null) conversation.assignee = row['assignee'] as string
  if (row['assignee_name'] !== null) conversation.assigneeName = row['assignee_name'] as string
  if (row['queued_at'] !== null) conversation.queuedAt = row['queued_at'] as string
  if (row['language'] !== null) conversation.language = row['language'] as Language
  if (row['order_id'] !== null) conversation.order = row['order_id'] as string
  if (row['asked'] !== null) conversation.asked = JSON.parse(row['asked'] as string) as string[]
  if (row['priority'] !== null) conversation.priority = row['priority'] as QueuePriority
  if (row['apologised'] === 1) conversation.apologised = true
  if (row['channel'] !== null) conversation.channel = row['channel'] as string
  if (row['outcome'] !== null) conversation.outcome = row['outcome'] as string
  return conversation
}

/** A row of `EVENT_COLUMNS` to the domain's word; bodies that were taken back are not in the row any more. */
export const toEvent = (row: Row, conversation: string, epoch: string): LogEvent => {
  const kind = row['kind'] as EventKind
  const event: LogEvent = {
    conversation,
    epoch,
    seq: row['seq'] as number,
    at: new Date(row['at'] as number).toISOString(),
    from: { role: row['role'] as Author['role'], id: row['sender'] as string, name: row['name'] as string },
    kind,
  }
  if (row['text'] !== null) event.text = row['text'] as string
  if (row['cid'] !== null) event.cid = row['cid'] as string
  if (row['op_id'] !== null) event.opId = row['op_id'] as string
  if (row['more'] !== null)
    Object.assign(
      event,
      JSON.parse(row['more'] as string) as Pick<LogEvent, 'attachment' | 'answer' | 'options' | 'cards'>,
    )
  if (row['target'] !== null) event[kind === 'recall' ? 'target' : 'toSeq'] = row['target'] as number
  const taken = row['taken'] as number
  if ((taken & RECALLED) !== 0) event.recalled = true
  if ((taken & ROLLED_BACK) !== 0) event.rolledBack = true
  return event
}

/** JSON that keeps infinite numbers, which a policy uses for "never". */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'number' && !Number.isFinite(part) ? { $number: String(part) } : part,
  )

/** What `toJson` wrote. Most rows hold no infinite number, and looking at every part costs more than all the rest. */
export const fromJson = (json: string): unknown =>
  json.includes('"$number"')
    ? JSON.parse(json, (_key, part) => (typeof part?.$number === 'string' ? Number(part.$number) : part))
    : JSON.parse(json)

export const toReceipt = (row: Row): Receipt => ({
  by: row['by'] as Receipt['by'],
  delivered: row['delivered'] as number,
  read: row['read'] as number,
})

/** A row of `outcomes` beside the record that it is about. */
export const toOutcome = (row: Row, record: Pick<DecisionRecord, 'tenant' | 'id'>): Outcome => {
  const outcome: Outcome = {
    tenant: record.tenant,
    record: record.id,
    result: row['result'] as OutcomeResult,
    by: row['by'] as string,
    at: row['at'] as string,
  }
  if (row['suggestion'] !== '') outcome.suggestion = row['suggestion'] as string
  if (row['value'] !== null) outcome.value = row['value'] as number
  return outcome
}
