import type { Conversation, ConversationState } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Receipt } from '../../domain/message.ts'
import type { DecisionRecord, Outcome } from '../../domain/record.ts'
import type { LogPage, OwedTurn, Store } from '../../ports/store.ts'
import type { Database, Row, Value } from './driver.ts'
import { parseRecordId } from './record-id.ts'
import {
  CONVERSATION_COLUMNS,
  CONVERSATION_FROM,
  EVENT_COLUMNS,
  EVENT_FROM,
  fromJson,
  toConversation,
  toEvent,
  toOutcome,
  toReceipt,
} from './rows.ts'

type ReadName =
  | 'tenants'
  | 'conversation'
  | 'openOf'
  | 'conversations'
  | 'events'
  | 'receipts'
  | 'owed'
  | 'record'
  | 'records'
  | 'agentReplies'
  | 'meta'

/** The reads of `Store`, synchronous, inside one snapshot. A read that finds another tenant's id finds nothing (ST5). */
export type Reads = { [Name in ReadName]: (...args: Parameters<Store[Name]>) => Awaited<ReturnType<Store[Name]>> }

const OPEN_STATES: readonly ConversationState[] = ['bot', 'queued', 'assigned']

export const createReads = (db: Database): Reads => {
  const select = (sql: string) => db.prepare(sql)
  const conversationsWhere = (where: string) =>
    select(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_FROM} WHERE ${where}`)
  const byUid = conversationsWhere('t.name = ? AND c.uid = ?')
  const openOf = conversationsWhere(`t.name = ? AND p.sub = ? AND c.state <> 'resolved'`)
  // One state at a time: its index gives the newest first, so that a limit reads no more than it returns.
  const recent = conversationsWhere(
    `c.tenant = (SELECT id FROM tenants WHERE name = ?) AND c.state = ? AND (? IS NULL OR c.assignee = ?) ORDER BY c.updated_at DESC, c.id DESC LIMIT ?`,
  )
  const ofCustomer = conversationsWhere(
    `t.name = ? AND p.sub = ? AND c.state = ? AND (? IS NULL OR c.assignee = ?) ORDER BY c.updated_at DESC, c.id DESC LIMIT ?`,
  )
  const events = select(
    `SELECT ${EVENT_COLUMNS} FROM ${EVENT_FROM} WHERE l.conversation = ? AND l.seq > ? ORDER BY l.seq LIMIT ?`,
  )
  const receipts = select('SELECT by, delivered, read FROM receipts WHERE conversation = ? ORDER BY by')
  const owed = select(
    `SELECT t.name AS tenant, c.uid AS uid, l.seq AS seq FROM log l JOIN conversations c ON c.id = l.conversation JOIN tenants t ON t.id = c.tenant
     WHERE l.owed = 1 ORDER BY l.id LIMIT ?`,
  )
  const recordsFrom = 'records r JOIN conversations c ON c.id = r.conversation JOIN tenants t ON t.id = r.tenant'
  const record = select(`SELECT r.body AS body FROM ${recordsFrom} WHERE t.name = ? AND c.uid = ? AND r.seq = ?`)
  const recordsOf = select(
    `SELECT r.id AS row, r.body AS body FROM ${recordsFrom} WHERE t.name = ? AND c.uid = ? AND r.at >= ? ORDER BY r.seq DESC LIMIT ?`,
  )
  const recordsSince = select(
    `SELECT r.id AS row, r.body AS body FROM records r WHERE r.tenant = (SELECT id FROM tenants WHERE name = ?) AND r.at >= ? ORDER BY r.at DESC, r.id DESC LIMIT ?`,
  )
  const outcomes = select('SELECT suggestion, result, value, by, at FROM outcomes WHERE record = ? ORDER BY id')
  const agentWords = select(
    `SELECT text FROM log WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND role = 'agent' AND kind = 'text' AND taken = 0 AND text IS NOT NULL
     ORDER BY id DESC LIMIT ?`,
  )
  const tenants = select(
    'SELECT name FROM tenants t WHERE EXISTS (SELECT 1 FROM conversations c WHERE c.tenant = t.id) ORDER BY id',
  )
  const meta = select('SELECT value FROM meta WHERE key = ?')

  const epoch = (): string => String(meta.get('epoch')?.['value'])
  const one = (row: Row | undefined): Conversation | undefined => row && toConversation(row, epoch())

  return {
    tenants: () => tenants.all().map(({ name }) => name as string),
    conversation: (tenant, id) => one(byUid.get(tenant, id)),
    openOf: (tenant, customer) => one(openOf.get(tenant, customer)),
    conversations: (tenant, { states = OPEN_STATES, assignee = null, customer, limit }) => {
      const most = limited(limit)
      const rows = [...new Set(states)].flatMap((state) =>
        customer === undefined
          ? recent.all(tenant, state, assignee, assignee, most)
          : ofCustomer.all(tenant, customer, state, assignee, assignee, most),
      )
      const now = epoch()
      return rows
        .sort(newestFirst)
        .slice(0, most)
        .map((row) => toConversation(row, now))
    },
    events: (tenant, id, { after, limit }): LogPage | undefined => {
      const row = byUid.get(tenant, id)
      if (row === undefined) return undefined
      const conversation = toConversation(row, epoch())
      const page = events.all(row['row'] as number, whole('after', after), limited(limit))
      return { conversation, events: page.map((event) => toEvent(event, id, conversation.epoch)) }
    },
    receipts: (tenant, id): Receipt[] => {
      const row = byUid.get(tenant, id)
      return row === undefined ? [] : receipts.all(row['row'] as number).map(toReceipt)
    },
    owed: (limit): OwedTurn[] =>
      owed
        .all(limited(limit))
        .map(({ tenant, uid, seq }) => ({ tenant: tenant as string, conversation: uid as string, seq: seq as number })),
    record: (tenant, id) => {
      const { conversation, seq } = parseRecordId(id)
      const row = record.get(tenant, conversation, seq)
      return row && (fromJson(row['body'] as string) as DecisionRecord)
    },
    records: (tenant, { conversation, since = '', limit }) => {
      const most = limited(limit)
      const rows =
        conversation === undefined
          ? recordsSince.all(tenant, since, most)
          : recordsOf.all(tenant, conversation, since, most)
      return rows.map(({ row, body }) => {
        const found = fromJson(body as string) as DecisionRecord
        return { ...found, outcomes: outcomes.all(row as Value).map((outcome): Outcome => toOutcome(outcome, found)) }
      })
    },
    agentReplies: (tenant, limit) => agentWords.all(tenant, limited(limit)).map(({ text }) => text as string),
    meta: (key) => meta.get(key)?.['value'] as string | undefined,
  }
}

const newestFirst = (a: Row, b: Row): number =>
  compare(b['updated_at'] as string, a['updated_at'] as string) || (b['row'] as number) - (a['row'] as number)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const limited = (limit: number): number => whole('limit', limit)

const whole = (field: string, value: number): number => {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Refusal('bad_input', `${field} is ${value}: use a whole number from 0`, { field })
  return value
}
