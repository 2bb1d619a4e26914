import type { Conversation, ConversationState } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Receipt } from '../../domain/message.ts'
import type { DecisionRecord, Outcome } from '../../domain/record.ts'
import { fromJson } from '../../lib/json.ts'
import { logTextOf } from '../../ports/sql/log-text.ts'
import { parseRecordId } from '../../ports/sql/record-id.ts'
import { toConversation, toEvent, toOutcome, toReceipt } from '../../ports/sql/rows.ts'
import type { LogPage, OwedTurn, Store } from '../../ports/store.ts'
import { type AuditReads, createAuditReads } from './audit-trail.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_FROM, EVENT_COLUMNS, EVENT_FROM } from './columns.ts'
import type { Database, Row, Value } from './driver.ts'
import { createErasureReads, type ErasureReads } from './erasure.ts'
import { createWriteDown } from './log-text.ts'
import { createPromiseReads } from './promise-reads.ts'
import { createSettingsReads, type SettingsReads } from './settings.ts'
import { createTurnReads } from './turn-reads.ts'
import { createWebhookReads, type WebhookReads } from './webhooks.ts'

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
  | 'turns'
  | 'recordsAfter'
  | 'outcomesAfter'
  | 'agentReplies'
  | 'promises'
  | 'watchedPromises'
  | 'meta'

/** The reads of `Store`, synchronous, inside one snapshot. A read that finds another tenant's id finds nothing (ST5). */
export type Reads = WebhookReads &
  AuditReads &
  ErasureReads &
  SettingsReads & {
    [Name in ReadName]: (...args: Parameters<Store[Name]>) => Awaited<ReturnType<Store[Name]>>
  }

const OPEN_STATES: readonly ConversationState[] = ['bot', 'queued', 'assigned']
/** Behind every ISO time, as text. */
const AFTER_ALL = '~'

export const createReads = (db: Database): Reads => {
  const select = (sql: string) => db.prepare(sql)
  const conversationsWhere = (where: string) =>
    select(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_FROM} WHERE ${where}`)
  // Ids come from subqueries and not from joins: so each read starts at the one index that fits it, whatever its statistics.
  const tenant = '(SELECT id FROM tenants WHERE name = ?)'
  const person = `(SELECT id FROM people WHERE tenant = ${tenant} AND sub = ?)`
  const conversation = `(SELECT id FROM conversations WHERE tenant = ${tenant} AND uid = ?)`
  const byUid = conversationsWhere(`c.id = ${conversation}`)
  const openOf = conversationsWhere(`c.customer = ${person} AND c.state <> 'resolved'`)
  const newest = 'ORDER BY c.updated_at DESC, c.id DESC LIMIT ?'
  // One state at a time: its index gives the newest first, so that a limit reads no more than it returns.
  const behind = 'AND (c.updated_at, c.id) < (?, ?)'
  const recent = conversationsWhere(`c.tenant = ${tenant} AND c.state = ? ${behind} ${newest}`)
  const ofAssignee = conversationsWhere(`c.tenant = ${tenant} AND c.assignee = ? AND c.state = ? ${behind} ${newest}`)
  const ofCustomer = conversationsWhere(
    `c.customer = ${person} AND c.state = ? AND (? IS NULL OR c.assignee = ?) ${behind} ${newest}`,
  )
  const mentioning = conversationsWhere(
    `c.tenant = ${tenant} AND c.mentioned IS NOT NULL AND instr(c.mentioned, ?) > 0 ${newest}`,
  )
  const due = conversationsWhere('c.due_at IS NOT NULL AND c.due_at <= ? ORDER BY c.due_at, c.id LIMIT ?')
  const events = select(
    `SELECT ${EVENT_COLUMNS} FROM ${EVENT_FROM} WHERE l.conversation = ? AND l.seq > ? ORDER BY l.seq LIMIT ?`,
  )
  const writeDown = createWriteDown(db)
  const receipts = select('SELECT by, delivered, read FROM receipts WHERE conversation = ? ORDER BY by')
  const owed = select(
    `SELECT t.name AS tenant, c.uid AS uid, l.seq AS seq FROM log l JOIN conversations c ON c.id = l.conversation JOIN tenants t ON t.id = c.tenant
     WHERE l.owed = 1 ORDER BY l.id LIMIT ?`,
  )
  const record = select(`SELECT body FROM records WHERE conversation = ${conversation} AND seq = ?`)
  const recordsOf = select(
    `SELECT id AS row, body FROM records WHERE conversation = ${conversation} AND +at >= ? ORDER BY seq DESC LIMIT ?`,
  )
  const recordsSince = select(
    `SELECT id AS row, body FROM records WHERE tenant = ${tenant} AND at >= ? ORDER BY at DESC, id DESC LIMIT ?`,
  )
  const outcomes = select('SELECT suggestion, result, value, by, at FROM outcomes WHERE record = ? ORDER BY id')
  const agentWords = select(
    `SELECT text FROM log WHERE tenant = ${tenant} AND role = 'agent' AND kind = 'text' AND taken = 0 AND text IS NOT NULL
     ORDER BY id DESC LIMIT ?`,
  )
  const tenants = select(
    'SELECT name FROM tenants t WHERE EXISTS (SELECT 1 FROM conversations c WHERE c.tenant = t.id) ORDER BY id',
  )
  const meta = select('SELECT value FROM meta WHERE key = ?')

  const epoch = (): string => String(meta.get('epoch')?.['value'])
  const one = (row: Row | undefined): Conversation | undefined => row && toConversation(row, epoch())

  const pageOf = (tenant: string, id: string, { after, limit }: { after: number; limit: number }) => {
    const row = byUid.get(tenant, id)
    if (row === undefined) return undefined
    const conversation = toConversation(row, epoch())
    const page = events.all(row['row'] as number, whole('after', after), limited(limit))
    return { conversation, events: page.map((event) => toEvent(event, id, conversation.epoch)) }
  }

  return {
    tenants: () => tenants.all().map(({ name }) => name as string),
    conversation: (tenant, id) => one(byUid.get(tenant, id)),
    openOf: (tenant, customer) => one(openOf.get(tenant, customer)),
    conversations: (tenant, { states = OPEN_STATES, assignee, customer, before, limit }) => {
      const most = limited(limit)
      // Whoever is not there any more stood before all of their moment: those come again rather than never.
      const row = before && (byUid.get(tenant, before.id)?.['row'] ?? Number.MAX_SAFE_INTEGER)
      const rest = [before?.updatedAt ?? AFTER_ALL, (row ?? 0) as number, most] as const
      const inState = (state: ConversationState): Row[] => {
        if (customer !== undefined)
          return ofCustomer.all(tenant, customer, state, assignee ?? null, assignee ?? null, ...rest)
        return assignee === undefined
          ? recent.all(tenant, state, ...rest)
          : ofAssignee.all(tenant, assignee, state, ...rest)
      }
      const rows = [...new Set(states)].flatMap(inState)
      const now = epoch()
      return rows
        .sort(newestFirst)
        .slice(0, most)
        .map((row) => toConversation(row, now))
    },
    mentioning: (tenant, agent, limit) => {
      const now = epoch()
      return mentioning.all(tenant, JSON.stringify(agent), limited(limit)).map((row) => toConversation(row, now))
    },
    due: (at, limit) => {
      const now = epoch()
      return due.all(at, limited(limit)).map((row) => toConversation(row, now))
    },
    events: pageOf,
    logText: (tenant, id, page) => {
      const row = byUid.get(tenant, id)
      if (row === undefined) return undefined
      const at = { after: whole('after', page.after), limit: limited(page.limit) }
      const written = writeDown(toConversation(row, epoch()), row['row'] as number, at)
      return written ?? logTextOf(pageOf(tenant, id, at) as LogPage, page.notes)
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
    ...createTurnReads(db),
    ...createPromiseReads(db),
    ...createAuditReads(db),
    ...createErasureReads(db),
    ...createWebhookReads(db),
    ...createSettingsReads(db),
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
