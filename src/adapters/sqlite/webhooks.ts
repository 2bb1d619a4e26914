import type { WebhookCounts } from '../../domain/webhook.ts'
import type { IdempotencyKeys } from '../../ports/idempotency.ts'
import { timeOf, toDelivery, toWebhook } from '../../ports/sql/webhooks.ts'
import type { WebhookBook } from '../../ports/webhooks.ts'
import type { Database, Row } from './driver.ts'
import type { Names } from './names.ts'

type Sync<T, Name extends keyof T> = {
  [N in Name]: T[N] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never
}

type WriteName =
  | 'saveWebhook'
  | 'changeWebhook'
  | 'removeWebhook'
  | 'noteHealth'
  | 'settleDelivery'
  | 'replayDeliveries'
  | 'forgetDeliveries'

/** What endpoints hear, inside the writer's running transaction; new events come of triggers. */
export type WebhookWrites = Sync<WebhookBook, WriteName> & Sync<IdempotencyKeys, 'claimKey'>

export const createWebhookWrites = (db: Database, names: Names): WebhookWrites => {
  const webhook = `(SELECT w.id FROM webhooks w JOIN tenants t ON t.id = w.tenant WHERE t.name = ? AND w.uid = ?)`
  const save = db.prepare(
    `INSERT INTO webhooks (uid, tenant, url, kinds, content, state, reason, secrets, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (uid) DO UPDATE SET url = excluded.url, kinds = excluded.kinds, content = excluded.content, state = excluded.state,
       reason = excluded.reason, secrets = excluded.secrets WHERE tenant = excluded.tenant`,
  )
  const change = db.prepare(
    `UPDATE webhooks SET url = coalesce(?, url), kinds = coalesce(?, kinds), content = coalesce(?, content), state = coalesce(?, state),
       reason = CASE WHEN ? IS NULL THEN reason ELSE ? END, failing_since = CASE WHEN ? = 'active' THEN NULL ELSE failing_since END,
       secrets = CASE WHEN ? IS NULL THEN secrets ELSE json_array(json_object('secret', ?),
         json_object('secret', json_extract(secrets, '$[0].secret'), 'until', ?)) END
     WHERE id = ${webhook} RETURNING uid, ? AS tenant, url, kinds, content, state, reason, secrets, created_at, failing_since`,
  )
  const rowOf = db.prepare(`SELECT ${webhook} AS row`)
  const removeDeliveries = db.prepare('DELETE FROM webhook_deliveries WHERE webhook = ?')
  const remove = db.prepare('DELETE FROM webhooks WHERE id = ?')
  const health = db.prepare(`UPDATE webhooks SET failing_since = ? WHERE id = ${webhook}`)
  const pause = db.prepare(`UPDATE webhooks SET state = 'paused', reason = ? WHERE id = ${webhook}`)
  const settle = db.prepare(
    `UPDATE webhook_deliveries SET state = ?, attempts = ?, due = ?, settled = ?, status = ?, fault = ?
     WHERE id = ? AND webhook = ${webhook} AND state = 'waiting'`,
  )
  const again = `UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due = ?, since = ?, settled = NULL, status = NULL, fault = NULL
    WHERE webhook = ${webhook} AND state IN ('delivered', 'dead')`
  const replayOne = db.prepare(`${again} AND id = ?`)
  const replaySpan = db.prepare(`${again} AND at >= ? AND at < ? AND (? IS NULL OR state = ?)`)
  // By when it happened, which is before it was settled and has an index: so old rows alone are looked at.
  const forget = db.prepare(
    `DELETE FROM webhook_deliveries INDEXED BY webhook_deliveries_settled
     WHERE webhook IN (SELECT id FROM webhooks) AND state = ? AND at < ? AND coalesce(settled, since) < ?`,
  )
  const forgetKeys = db.prepare('DELETE FROM idempotency_keys WHERE at < ?')
  const keep = db.prepare(
    'INSERT INTO idempotency_keys (tenant, caller, key, fingerprint, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const kept = db.prepare('SELECT fingerprint FROM idempotency_keys WHERE tenant = ? AND caller = ? AND key = ?')

  return {
    saveWebhook: ({ id, tenant, url, kinds, content, state, reason = null, secrets, createdAt }) => {
      const lists = [JSON.stringify(kinds), content ? 1 : 0, state, reason, JSON.stringify(secrets)] as const
      save.run(id, names.tenant(tenant), url, ...lists, createdAt)
    },
    changeWebhook: ({ tenant, id, url = null, kinds, content, state, rotation }) => {
      const lists = [kinds === undefined ? null : JSON.stringify(kinds), content === undefined ? null : Number(content)]
      const is = state?.is ?? null
      const reason = state?.is === 'paused' ? state.reason : null
      const { secret = null, oldUntil = null } = rotation ?? {}
      const row = change.get(url, ...lists, is, is, reason, is, secret, secret, oldUntil, tenant, id, tenant)
      return row === undefined ? undefined : toWebhook(row)
    },
    removeWebhook: (tenant, id) => {
      const row = rowOf.get(tenant, id)?.['row'] as number | null
      if (row === null) return false
      removeDeliveries.run(row)
      remove.run(row)
      return true
    },
    noteHealth: ({ tenant, id, failingSince, pausedFor }) => {
      health.run(failingSince, tenant, id)
      if (pausedFor !== undefined) pause.run(pausedFor, tenant, id)
    },
    settleDelivery: ({ tenant, webhook: of, id, at, state, attempts, dueAt, status = null, fault = null }) => {
      const settled = state === 'waiting' ? null : timeOf('at', at)
      settle.run(state, attempts, timeOf('dueAt', dueAt), settled, status, fault, id, tenant, of)
    },
    replayDeliveries: ({ tenant, webhook: of, at, of: which }) => {
      const now = timeOf('at', at)
      if ('ids' in which) return which.ids.reduce((sum, id) => sum + replayOne.run(now, now, tenant, of, id).changes, 0)
      const { from, to, state = null } = which
      return replaySpan.run(now, now, tenant, of, timeOf('from', from), timeOf('to', to), state, state).changes
    },
    forgetDeliveries: ({ deliveredBefore, deadBefore }) => {
      const [delivered, dead] = [timeOf('deliveredBefore', deliveredBefore), timeOf('deadBefore', deadBefore)]
      forget.run('delivered', delivered, delivered)
      for (const state of ['dead', 'waiting']) forget.run(state, dead, dead)
    },
    claimKey: ({ tenant, caller, key, fingerprint, at, forgetBefore }) => {
      const row = names.tenant(tenant)
      forgetKeys.run(timeOf('forgetBefore', forgetBefore))
      keep.run(row, caller, key, fingerprint, timeOf('at', at))
      return kept.get(row, caller, key)?.['fingerprint'] as string
    },
  }
}

/** The reads of it. */
export type WebhookReads = Sync<WebhookBook, 'webhooks' | 'dueDeliveries' | 'deliveries' | 'webhookCounts'>

const DELIVERY =
  'd.id, d.conversation, d.seq, d.kind, d.at, d.move, d.state, d.attempts, d.due, d.since, d.settled, d.status, d.fault'

export const createWebhookReads = (db: Database): WebhookReads => {
  const webhook = `(SELECT w.id FROM webhooks w JOIN tenants t ON t.id = w.tenant WHERE t.name = ? AND w.uid = ?)`
  const all = db.prepare(
    `SELECT w.uid, t.name AS tenant, w.url, w.kinds, w.content, w.state, w.reason, w.secrets, w.created_at, w.failing_since
     FROM webhooks w JOIN tenants t ON t.id = w.tenant WHERE ? IS NULL OR t.name = ? ORDER BY w.id`,
  )
  const due = db.prepare(
    `SELECT ${DELIVERY} FROM webhook_deliveries d INDEXED BY webhook_deliveries_waiting
     WHERE d.webhook = ${webhook} AND d.state = 'waiting' AND d.due <= ? AND NOT EXISTS (
       SELECT 1 FROM webhook_deliveries e INDEXED BY webhook_deliveries_lines
       WHERE e.webhook = d.webhook AND e.conversation = d.conversation AND e.state = 'waiting' AND e.id < d.id)
     ORDER BY d.id LIMIT ?`,
  )
  const page = (from: string, where: string) =>
    db.prepare(
      `SELECT ${DELIVERY} FROM webhook_deliveries d ${from} WHERE d.webhook = ${webhook} AND d.id < ? ${where} ORDER BY d.id DESC LIMIT ?`,
    )
  // Most are delivered, so the newest of these are soon found; the others are few among them, and have an index.
  const newest = page('NOT INDEXED', '')
  const delivered = page('NOT INDEXED', `AND d.state = 'delivered'`)
  const others = page('INDEXED BY webhook_deliveries_settled', 'AND d.state = ?')
  const counts = db.prepare(
    `SELECT t.name AS tenant, w.uid AS webhook,
       (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook = w.id AND d.state = 'waiting') AS waiting,
       (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook = w.id AND d.state = 'dead') AS dead
     FROM webhooks w JOIN tenants t ON t.id = w.tenant ORDER BY w.id`,
  )
  const of = (tenant: string, id: string, rows: Row[]) => rows.map((row) => toDelivery(tenant, id, row))
  return {
    webhooks: (tenant) => all.all(tenant ?? null, tenant ?? null).map(toWebhook),
    dueDeliveries: ({ tenant, webhook: id, at, limit }) => of(tenant, id, due.all(tenant, id, timeOf('at', at), limit)),
    deliveries: (tenant, id, { state, before = Number.MAX_SAFE_INTEGER, limit }) => {
      if (state === undefined) return of(tenant, id, newest.all(tenant, id, before, limit))
      if (state === 'delivered') return of(tenant, id, delivered.all(tenant, id, before, limit))
      return of(tenant, id, others.all(tenant, id, before, state, limit))
    },
    webhookCounts: () => counts.all() as unknown as WebhookCounts[],
  }
}
