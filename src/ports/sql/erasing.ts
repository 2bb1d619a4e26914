import type { AuditEntry } from '../../domain/audit.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import type { Erasable, Erasure } from '../erasure.ts'
import type { Row } from './rows.ts'

/** What of a record may hold the customer's words or data, by the name of its field, and what is put in its place. */
const EMPTY: Readonly<Record<string, unknown>> = {
  text: '',
  label: '',
  said: '',
  entities: [],
  evidence: [],
  options: [],
  reads: {},
  provenance: undefined,
  cards: undefined,
  order: undefined,
  customer: undefined,
  askedOrders: undefined,
  request: undefined,
}

/** ER1 and ER2: a decision without anything that was said or read for it; how it was made is still counted. */
export const erasedRecord = (record: DecisionRecord): DecisionRecord => {
  const emptied = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(emptied)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, part]) => [name, name in EMPTY ? EMPTY[name] : emptied(part)] as const)
        .filter(([, part]) => part !== undefined),
    )
  }
  // A policy is the shop's own.
  return { ...(emptied(record) as DecisionRecord), policy: record.policy }
}

/** The conversation without what was said in it. */
export const erasedConversation = ({
  order: _order,
  asked: _asked,
  proof: _proof,
  marks: _marks,
  ...rest
}: Conversation): Conversation => ({ ...rest, customerName: '' })

export const erasureEntry = (
  { tenant, at, because: { by, reason } }: Parameters<Erasure['erase']>[0],
  { id, customer, head }: Conversation,
): AuditEntry => ({
  tenant,
  at,
  by,
  action: 'erase',
  customer,
  field: id,
  reason: `${reason} (${head} events)`,
})

export const toErasable = (row: Row): Erasable => ({
  conversation: row['uid'] as string,
  customer: row['customer'] as string,
  state: row['state'] as Erasable['state'],
  events: row['head'] as number,
  updatedAt: row['updated_at'] as string,
})

/** `url` of the attachment in what an event has without a column of its own. */
export const attachedUrl = (more: unknown): string[] => {
  const { attachment } = JSON.parse(more as string) as { attachment?: { url: string } }
  return attachment === undefined ? [] : [attachment.url]
}
