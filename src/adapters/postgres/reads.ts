import type { ConversationState } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import { fromJson } from '../../lib/json.ts'
import type { AuditTrail } from '../../ports/audit.ts'
import { logTextOf } from '../../ports/sql/log-text.ts'
import { parseRecordId } from '../../ports/sql/record-id.ts'
import { type Row, toAudited, toConversation, toEvent, toPromise, toReceipt } from '../../ports/sql/rows.ts'
import type { OwedTurn, Store } from '../../ports/store.ts'
import { CONVERSATION, EPOCH, EVENT, PROMISES } from './columns.ts'
import type { Query } from './query.ts'
import { createSettingsReads } from './settings.ts'
import { createTurnReads, type TurnReads, withOutcomes } from './turn-reads.ts'

type ReadName =
  | 'tenants'
  | 'conversation'
  | 'openOf'
  | 'conversations'
  | 'mentioning'
  | 'due'
  | 'events'
  | 'logText'
  | 'receipts'
  | 'owed'
  | 'record'
  | 'records'
  | 'agentReplies'
  | 'promises'
  | 'watchedPromises'
  | 'meta'

/** The reads of `Store`, each one statement and so one snapshot. A read that finds another tenant's id finds nothing (ST5). */
export type Reads = TurnReads &
  Pick<Store, ReadName> &
  Pick<AuditTrail, 'audited'> &
  ReturnType<typeof createSettingsReads>

const OPEN_STATES: readonly ConversationState[] = ['bot', 'queued', 'assigned']

export const createReads = (query: Query, settledBelow: Parameters<typeof createTurnReads>[1]): Reads => {
  const conversationOf = (row: Row) => toConversation(row, row['epoch'] as string)
  const one = async (text: string, values: readonly unknown[]) => {
    const [row] = await query(text, values)
    return row && conversationOf(row)
  }
  const pageOf: Store['events'] = async (tenant, id, { after, limit }) => {
    const rows = await query(PAGE, [tenant, id, whole('after', after), limited(limit)])
    const [first] = rows
    if (first === undefined) return undefined
    const conversation = conversationOf(first)
    const events = rows.filter(({ seq }) => seq !== null).map((row) => toEvent(row, id, conversation.epoch))
    return { conversation, events }
  }
  return {
    tenants: async () => {
      const rows = await query(TENANTS)
      return rows.map(({ tenant }) => tenant as string)
    },
    conversation: (tenant, id) => one(`${CONVERSATIONS} WHERE c.tenant = $1 AND c.id = $2`, [tenant, id]),
    openOf: (tenant, customer) =>
      one(`${CONVERSATIONS} WHERE c.tenant = $1 AND c.customer = $2 AND c.state <> 'resolved'`, [tenant, customer]),
    conversations: async (tenant, { states = OPEN_STATES, assignee, customer, before, limit }) => {
      const common = [tenant, [...new Set(states)], limited(limit), before?.updatedAt ?? AFTER_ALL, before?.id ?? '']
      const rows =
        customer !== undefined
          ? await query(OF_CUSTOMER, [...common, customer, assignee ?? null])
          : assignee !== undefined
            ? await query(OF_ASSIGNEE, [...common, assignee])
            : await query(RECENT, common)
      return rows.map(conversationOf)
    },
    mentioning: async (tenant, agent, limit) => {
      const rows = await query(MENTIONING, [tenant, JSON.stringify(agent), limited(limit)])
      return rows.map(conversationOf)
    },
    due: async (at, limit) => {
      const rows = await query(DUE, [at, limited(limit)])
      return rows.map(conversationOf)
    },
    events: pageOf,
    logText: async (tenant, id, page) => {
      const log = await pageOf(tenant, id, page)
      return log && logTextOf(log, page.notes)
    },
    receipts: async (tenant, id) => {
      const rows = await query(
        'SELECT by, delivered, read FROM tabdesk.receipts WHERE tenant = $1 AND conversation = $2 ORDER BY by',
        [tenant, id],
      )
      return rows.map(toReceipt)
    },
    owed: async (limit) => {
      const rows = await query('SELECT tenant, conversation, seq FROM tabdesk.log WHERE owed ORDER BY id LIMIT $1', [
        limited(limit),
      ])
      return rows.map(
        ({ tenant, conversation, seq }): OwedTurn => ({
          tenant: tenant as string,
          conversation: conversation as string,
          seq: seq as number,
        }),
      )
    },
    record: async (tenant, id) => {
      const { conversation, seq } = parseRecordId(id)
      const [row] = await query(
        'SELECT body FROM tabdesk.records WHERE tenant = $1 AND conversation = $2 AND seq = $3',
        [tenant, conversation, seq],
      )
      return row && (fromJson(row['body'] as string) as DecisionRecord)
    },
    records: async (tenant, { conversation, since = '', limit }) => {
      const rows =
        conversation === undefined
          ? await query(RECORDS_SINCE, [tenant, since, limited(limit)])
          : await query(RECORDS_OF, [tenant, since, limited(limit), conversation])
      return withOutcomes(
        query,
        rows.map(({ body }) => fromJson(body as string) as DecisionRecord),
        (record, outcomes) => ({ ...record, outcomes }),
      )
    },
    agentReplies: async (tenant, limit) => {
      const rows = await query(AGENT_WORDS, [tenant, limited(limit)])
      return rows.map(({ text }) => text as string)
    },
    promises: async (tenant, conversation) => {
      const rows = await query(`${PROMISES} WHERE p.tenant = $1 AND p.conversation = $2 ORDER BY p.seq, p.place`, [
        tenant,
        conversation,
      ])
      return rows.map(toPromise)
    },
    watchedPromises: async ({ brokenSince, limit }) => {
      const [broken, open] = await Promise.all([
        query(`${PROMISES} WHERE p.state = 'broken' AND p.due >= $1 ORDER BY p.due, p.id LIMIT $2`, [
          Date.parse(brokenSince),
          limit,
        ]),
        query(`${PROMISES} WHERE p.state = 'open' ORDER BY p.due NULLS LAST, p.id LIMIT $1`, [limit]),
      ])
      return [...broken, ...open].map(toPromise)
    },
    ...createSettingsReads(query),
    audited: async (tenant, { before = Number.MAX_SAFE_INTEGER, limit }) => {
      const rows = await query(
        'SELECT id, at, action, by_role, by_id, by_name, customer, order_ref, field, reason FROM tabdesk.audit_trail WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3',
        [tenant, before, limit],
      )
      return rows.map((row) => toAudited(tenant, row))
    },
    meta: async (key) => {
      const [row] = await query('SELECT value FROM tabdesk.meta WHERE key = $1', [key])
      return row?.['value'] as string | undefined
    },
    ...createTurnReads(query, settledBelow),
  }
}

const CONVERSATIONS = `SELECT ${CONVERSATION}, ${EPOCH} FROM tabdesk.conversations c`

/** One tenant after the other through the index: as many steps as tenants, however many conversations. */
const TENANTS = `WITH RECURSIVE t AS (
    (SELECT tenant FROM tabdesk.conversations ORDER BY tenant LIMIT 1)
    UNION ALL
    SELECT (SELECT c.tenant FROM tabdesk.conversations c WHERE c.tenant > t.tenant ORDER BY c.tenant LIMIT 1) FROM t
    WHERE t.tenant IS NOT NULL)
  SELECT tenant FROM t WHERE tenant IS NOT NULL`

/** Behind every ISO time in the order of "C". */
const AFTER_ALL = '~'
/** Whoever is not there any more stood before all of their moment: those come again rather than never. */
const PLACE_BEFORE = `coalesce((SELECT b.place FROM tabdesk.conversations b WHERE b.tenant = $1 AND b.id = $5), 9223372036854775807)`

/** One state at a time: its index gives the newest first, so that a limit reads no more than it returns. */
const newest = (
  where: string,
): string => `SELECT f.*, ${EPOCH} FROM unnest($2::text[]) AS s (state) CROSS JOIN LATERAL (
    SELECT ${CONVERSATION}, c.place FROM tabdesk.conversations c
    WHERE c.tenant = $1 AND c.state = s.state AND (c.updated_at, c.place) < ($4, ${PLACE_BEFORE}) ${where} ORDER BY c.updated_at DESC, c.place DESC LIMIT $3) AS f
  ORDER BY f.updated_at DESC, f.place DESC LIMIT $3`
const RECENT = newest('')
const OF_ASSIGNEE = newest('AND c.assignee = $6')
const OF_CUSTOMER = newest('AND c.customer = $6 AND ($7::text IS NULL OR c.assignee = $7)')

const MENTIONING = `${CONVERSATIONS} WHERE c.tenant = $1 AND c.mentioned IS NOT NULL AND strpos(c.mentioned, $2) > 0
  ORDER BY c.updated_at DESC, c.place DESC LIMIT $3`
const DUE = `${CONVERSATIONS} WHERE c.due_at IS NOT NULL AND c.due_at <= $1 ORDER BY c.due_at, c.place LIMIT $2`

const PAGE = `SELECT ${CONVERSATION}, ${EPOCH}, l.* FROM tabdesk.conversations c LEFT JOIN LATERAL (
    SELECT ${EVENT} FROM tabdesk.log l
    WHERE l.tenant = $1 AND l.conversation = $2 AND l.seq > $3 ORDER BY l.seq LIMIT $4) AS l ON true
  WHERE c.tenant = $1 AND c.id = $2 ORDER BY l.seq`

const RECORDS_SINCE =
  'SELECT body FROM tabdesk.records WHERE tenant = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT $3'
const RECORDS_OF =
  'SELECT body FROM tabdesk.records WHERE tenant = $1 AND at >= $2 AND conversation = $4 ORDER BY seq DESC LIMIT $3'

const AGENT_WORDS = `SELECT text FROM tabdesk.log
  WHERE tenant = $1 AND role = 'agent' AND kind = 'text' AND taken = 0 AND text IS NOT NULL ORDER BY id DESC LIMIT $2`

const limited = (limit: number): number => whole('limit', limit)

const whole = (field: string, value: number): number => {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Refusal('bad_input', `${field} is ${value}: use a whole number from 0`, { field })
  return value
}
