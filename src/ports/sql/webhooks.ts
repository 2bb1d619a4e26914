import { Refusal } from '../../domain/errors.ts'
import type { Delivery, DeliveryState, Webhook, WebhookKind, WebhookMove } from '../../domain/webhook.ts'
import type { Row } from './rows.ts'

const iso = (ms: unknown): string => new Date(ms as number).toISOString()

/** Of `uid, tenant, url, kinds, content, state, reason, secrets, created_at, failing_since`; lists as JSON. */
export const toWebhook = (row: Row): Webhook => ({
  id: row['uid'] as string,
  tenant: row['tenant'] as string,
  url: row['url'] as string,
  kinds: JSON.parse(row['kinds'] as string) as WebhookKind[],
  content: Boolean(row['content']),
  state: row['state'] as Webhook['state'],
  ...(row['reason'] === null ? {} : { reason: row['reason'] as string }),
  secrets: JSON.parse(row['secrets'] as string) as Webhook['secrets'],
  createdAt: row['created_at'] as string,
  ...(row['failing_since'] === null ? {} : { failingSince: row['failing_since'] as string }),
})

/** Of `id, conversation, seq, kind, at, move, state, attempts, due, since, settled, status, fault`; times in milliseconds since 1970. */
export const toDelivery = (tenant: string, webhook: string, row: Row): Delivery => ({
  id: row['id'] as number,
  webhook,
  tenant,
  conversation: row['conversation'] as string,
  seq: row['seq'] as number,
  kind: row['kind'] as WebhookKind,
  at: iso(row['at']),
  ...(row['move'] === null ? {} : { move: toMove(row['move'] as string) }),
  state: row['state'] as DeliveryState,
  attempts: row['attempts'] as number,
  dueAt: iso(row['due']),
  since: iso(row['since']),
  ...(row['settled'] === null ? {} : { settledAt: iso(row['settled']) }),
  ...(row['status'] === null ? {} : { status: row['status'] as number }),
  ...(row['fault'] === null ? {} : { fault: row['fault'] as string }),
})

/** SQLite writes what is absent as null. */
const toMove = (json: string): WebhookMove =>
  Object.fromEntries(
    Object.entries(JSON.parse(json) as object).filter(([, value]) => value !== null),
  ) as unknown as WebhookMove

/**
 * ISO 8601 to milliseconds since 1970.
 * @throws Refusal `bad_input`
 */
export const timeOf = (field: string, value: string): number => {
  const time = Date.parse(value)
  if (Number.isNaN(time))
    throw new Refusal('bad_input', `${field} is ${JSON.stringify(value)}: use ISO 8601`, { field })
  return time
}
