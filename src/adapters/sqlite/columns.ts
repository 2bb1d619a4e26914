/** What a query must select for `toConversation`. */
export const CONVERSATION_COLUMNS = `c.id AS row, c.tenant AS tenant_row, c.uid, t.name AS tenant, p.sub AS customer, c.customer_name, c.head, c.state,
  c.assignee, c.assignee_name, c.queued_at, c.human_spoke, c.language, c.order_id, c.asked, c.misses, c.outcome, c.priority, c.apologised, c.proof, c.marks, c.channel, c.created_at, c.updated_at`

export const CONVERSATION_FROM = 'conversations c JOIN tenants t ON t.id = c.tenant JOIN people p ON p.id = c.customer'

/** What a query must select for `toEvent`. */
export const EVENT_COLUMNS =
  'l.id AS row, l.conversation AS conversation_row, l.seq, l.at, l.role, s.sub AS sender, l.name, l.kind, l.text, l.cid, l.op_id, l.more, l.target, l.taken'

export const EVENT_FROM = 'log l JOIN people s ON s.id = l.sender'
