import type { AuditAction, AuditedEntry } from '../../domain/audit.ts'
import type { Conversation, ConversationState, IdentityProof, QueuePriority } from '../../domain/conversation.ts'
import { type DeskMarks, dueAt, unseenBy } from '../../domain/desk-marks.ts'
import type { Author, EventKind, Language, LogEvent, Receipt, Role } from '../../domain/message.ts'
import type { PromiseBaseline, PromiseKind, PromiseState, TrackedPromise } from '../../domain/promise.ts'
import type { DecisionRecord, Outcome, OutcomeResult } from '../../domain/record.ts'
import type { ChainedEntry } from '../audit-chain.ts'
import type { JudgedOutcome } from '../store.ts'

/** What a database gives: columns by name, NULL as null; flags as 0 and 1 or as booleans. */
export type Row = Record<string, unknown>

export const RECALLED = 1
export const ROLLED_BACK = 2
export const ERASED = 4

/** A row of `conversations` beside the names of its tenant and customer to the domain's word. */
export const toConversation = (row: Row, epoch: string): Conversation => {
  const conversation: Conversation = {
    id: row['uid'] as string,
    tenant: row['tenant'] as string,
    customer: row['customer'] as string,
    customerName: row['customer_name'] as string,
    epoch,
    head: row['head'] as number,
    state: row['state'] as ConversationState,
    humanSpoke: Number(row['human_spoke']) === 1,
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
  if (Number(row['apologised']) === 1) conversation.apologised = true
  // A backend may have parsed it already, or not know it yet.
  const proof: unknown = row['proof']
  if (proof !== null && proof !== undefined)
    conversation.proof = (typeof proof === 'string' ? JSON.parse(proof) : proof) as IdentityProof
  const marks: unknown = row['marks']
  if (marks !== null && marks !== undefined)
    conversation.marks = (typeof marks === 'string' ? JSON.parse(marks) : marks) as DeskMarks
  if (row['channel'] !== null) conversation.channel = row['channel'] as string
  if (row['outcome'] !== null) conversation.outcome = row['outcome'] as string
  return conversation
}

/** A row of `log` beside the name of its sender to the domain's word; bodies that were taken back are not in the row any more. */
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
  if ((taken & ERASED) !== 0) event.erased = true
  return event
}

export const toReceipt = (row: Row): Receipt => ({
  by: row['by'] as Receipt['by'],
  delivered: row['delivered'] as number,
  read: row['read'] as number,
})

const CORRECTED = 'corrected'

/** The column `result`: a correction has its intent behind a colon, so that each intent is a word of its own. */
export const storedResult = ({ result, meant = '' }: Pick<Outcome, 'result' | 'meant'>): string =>
  result === CORRECTED ? `${CORRECTED}:${meant}` : result

/** A row of `outcomes` beside the record that it is about. */
export const toOutcome = (row: Row, record: Pick<DecisionRecord, 'tenant' | 'id'>): Outcome => {
  const [result, meant = ''] = split(row['result'] as string)
  const outcome: Outcome = {
    tenant: record.tenant,
    record: record.id,
    result: result as OutcomeResult,
    by: row['by'] as string,
    at: row['at'] as string,
  }
  if (meant !== '') outcome.meant = meant
  if (row['suggestion'] !== '') outcome.suggestion = row['suggestion'] as string
  if (row['value'] !== null) outcome.value = row['value'] as number
  return outcome
}

const split = (stored: string): [string, string?] =>
  stored.startsWith(`${CORRECTED}:`) ? [CORRECTED, stored.slice(CORRECTED.length + 1)] : [stored]

/** A row of `promises` beside its conversation, its message and the sender of that. */
export const toPromise = (row: Row): TrackedPromise => {
  const iso = (name: string): string => new Date(row[name] as number).toISOString()
  const baseline = row['baseline'] === null ? null : (JSON.parse(row['baseline'] as string) as PromiseBaseline | null)
  return {
    id: `${row['uid']}:${row['seq']}:${row['place']}`,
    tenant: row['tenant'] as string,
    conversation: row['uid'] as string,
    customer: row['customer'] as string,
    seq: row['seq'] as number,
    kind: row['kind'] as PromiseKind,
    text: ((row['text'] ?? '') as string).slice(row['start_at'] as number, row['end_at'] as number),
    by: { role: row['role'] as TrackedPromise['by']['role'], id: row['sender'] as string, name: row['name'] as string },
    at: iso('at'),
    state: row['state'] as PromiseState,
    ...(row['due'] === null ? {} : { due: iso('due') }),
    ...(row['amount'] === null
      ? {}
      : { amount: { amount: row['amount'] as number, currency: row['currency'] as string } }),
    ...(row['order_ref'] === null ? {} : { order: row['order_ref'] as string }),
    ...(row['settled_at'] === null ? {} : { settledAt: iso('settled_at'), settledBy: row['settled_by'] as string }),
    ...(row['raised_at'] === null ? {} : { raisedAt: iso('raised_at') }),
    ...(baseline === null ? {} : { baseline }),
  }
}

/** A row of `outcomes` beside the few fields of its record that are asked for. */
export const toJudged = (row: Row): JudgedOutcome => {
  const record = { tenant: row['tenant'] as string, id: `${row['uid']}:${row['seq']}` }
  const verdict = { intent: row['intent'] as string, confidence: row['confidence'] as number }
  return {
    ...toOutcome(row, record),
    kind: row['kind'] as JudgedOutcome['kind'],
    verdict,
    intent: (row['shown'] ?? verdict.intent) as string,
    articles: articlesOf(row),
  }
}

const articlesOf = (row: Row): string[] => {
  const parts = row['parts'] === null ? [] : (JSON.parse(row['parts'] as string) as { source: { article: string } }[])
  if (parts.length > 0) return [...new Set(parts.map(({ source }) => source.article))]
  return row['article'] === null ? [] : [row['article'] as string]
}

/** A row of `audit_trail` of this tenant. */
export const toAudited = (tenant: string, row: Row): AuditedEntry => ({
  id: row['id'] as number,
  tenant,
  at: new Date(row['at'] as number).toISOString(),
  by: { role: row['by_role'] as Role, id: row['by_id'] as string, name: row['by_name'] as string },
  action: row['action'] as AuditAction,
  ...(row['customer'] === null ? {} : { customer: row['customer'] as string }),
  ...(row['order_ref'] === null ? {} : { order: row['order_ref'] as string }),
  ...(row['field'] === null ? {} : { field: row['field'] as string }),
  ...(row['reason'] === null ? {} : { reason: row['reason'] as string }),
})

/** What of the marks has columns: all of them, when something is due, and who was named and has not looked (as JSON). */
export const markColumns = ({ marks }: Conversation): [string | null, string | null, string | null] => {
  if (marks === undefined) return [null, null, null]
  const unseen = unseenBy(marks)
  return [JSON.stringify(marks), dueAt(marks) ?? null, unseen.length === 0 ? null : JSON.stringify(unseen)]
}

/** A row of `audit_trail` with the name of its tenant, as its hash is made of it. */
export const toChained = (row: Row): ChainedEntry => ({
  id: row['id'] as number,
  columns: CHAINED.map((name) => row[name] as string | number | null),
  hash: row['hash'] as string | null,
})

const CHAINED = [
  'id',
  'tenant',
  'at',
  'action',
  'by_role',
  'by_id',
  'by_name',
  'customer',
  'order_ref',
  'field',
  'reason',
]
