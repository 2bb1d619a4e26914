/** What a query must select for `toConversation`, its epoch aside. */
export const CONVERSATION = `c.tenant, c.id AS uid, c.customer, c.customer_name, c.head, c.state, c.assignee, c.assignee_name,
  c.queued_at, c.human_spoke, c.language, c.order_id, c.asked, c.misses, c.outcome, c.priority, c.apologised, c.proof, c.marks, c.channel,
  c.created_at, c.updated_at`

/** What a query must select for `toEvent`. */
export const EVENT = 'l.seq, l.at, l.role, l.sender, l.name, l.kind, l.text, l.cid, l.op_id, l.more, l.target, l.taken'

export const EPOCH = `(SELECT value FROM tabdesk.meta WHERE key = 'epoch') AS epoch`

/** What a query must select for `toPromise`. */
export const PROMISES = `SELECT p.tenant, p.conversation AS uid, p.seq, p.place, p.kind, p.due, p.amount, p.currency, p.order_ref,
    p.start_at, p.end_at, p.state, p.settled_at, p.settled_by, p.raised_at, p.baseline, c.customer, l.text, l.at, l.role,
    l.name, l.sender
  FROM tabdesk.promises p
    JOIN tabdesk.conversations c ON c.tenant = p.tenant AND c.id = p.conversation
    JOIN tabdesk.log l ON l.tenant = p.tenant AND l.conversation = p.conversation AND l.seq = p.seq`
