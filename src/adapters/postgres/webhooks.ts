import type { WebhookCounts } from '../../domain/webhook.ts'
import type { IdempotencyKeys } from '../../ports/idempotency.ts'
import { timeOf, toDelivery, toWebhook } from '../../ports/sql/webhooks.ts'
import type { WebhookBook } from '../../ports/webhooks.ts'
import type { Query } from './query.ts'

/** Rows that one statement takes: few enough for the time that it has. */
const MOST_OF_STATEMENT = 2_000

/** What endpoints hear, and keys of callers: each a statement of its own. New events come with the batch that makes them (`written.ts`). */
export const createWebhookBook = (read: Query, write: Query): WebhookBook & IdempotencyKeys => ({
  saveWebhook: async ({ tenant, id, url, kinds, content, state, reason = null, secrets, createdAt }) => {
    await write(SAVE, [tenant, id, url, kinds, content, state, reason, JSON.stringify(secrets), createdAt])
  },
  changeWebhook: async ({ tenant, id, url, kinds, content, state, rotation }) => {
    const reason = state?.is === 'paused' ? state.reason : null
    const fields = [url ?? null, kinds ?? null, content ?? null, state?.is ?? null, reason]
    const secrets = [rotation?.secret ?? null, rotation?.oldUntil ?? null]
    const [row] = await write(CHANGE, [tenant, id, ...fields, ...secrets])
    return row === undefined ? undefined : toWebhook(row)
  },
  removeWebhook: async (tenant, id) => {
    await inSlices(write, CLEAR, [tenant, id])
    return (await write(REMOVE, [tenant, id])).length > 0
  },
  webhooks: async (tenant) => (await read(WEBHOOKS, [tenant ?? null])).map(toWebhook),
  noteHealth: async ({ tenant, id, failingSince, pausedFor }) => {
    await write(HEALTH, [tenant, id, failingSince, pausedFor ?? null])
  },
  dueDeliveries: async ({ tenant, webhook, at, limit }) =>
    (await read(DUE, [tenant, webhook, timeOf('at', at), limit])).map((row) => toDelivery(tenant, webhook, row)),
  settleDelivery: async ({ tenant, webhook, id, at, state, attempts, dueAt, status = null, fault = null }) => {
    const settled = state === 'waiting' ? null : timeOf('at', at)
    await write(SETTLE, [tenant, webhook, id, state, attempts, timeOf('dueAt', dueAt), settled, status, fault])
  },
  deliveries: async (tenant, webhook, { state = null, before = Number.MAX_SAFE_INTEGER, limit }) =>
    (await read(PAGE, [tenant, webhook, before, state, limit])).map((row) => toDelivery(tenant, webhook, row)),
  replayDeliveries: async ({ tenant, webhook, at, of }) => {
    const now = timeOf('at', at)
    if ('ids' in of) return (await write(REPLAY_IDS, [tenant, webhook, now, of.ids])).length
    const span = [timeOf('from', of.from), timeOf('to', of.to), of.state ?? null]
    let replayed = 0
    // By id, so that none is taken twice that is delivered meanwhile.
    for (let after: unknown = 0; after !== null; ) {
      const [row] = await write(REPLAY_SPAN, [tenant, webhook, now, ...span, after])
      replayed += row?.['replayed'] as number
      after = row?.['read'] === MOST_OF_STATEMENT ? row['last'] : null
    }
    return replayed
  },
  forgetDeliveries: async ({ deliveredBefore, deadBefore }) => {
    await inSlices(write, FORGET_DELIVERED, [timeOf('deliveredBefore', deliveredBefore)])
    for (const text of [FORGET_DEAD, FORGET_WAITING]) await inSlices(write, text, [timeOf('deadBefore', deadBefore)])
  },
  webhookCounts: async () => (await read(COUNTS)) as unknown as WebhookCounts[],
  leadDeliveries: async ({ me, forMs }) => (await write(LEAD, [me, forMs])).length > 0,
  claimKey: async ({ tenant, caller, key, fingerprint, at, forgetBefore }) => {
    await write('DELETE FROM tabdesk.idempotency_keys WHERE at < $1', [timeOf('forgetBefore', forgetBefore)])
    const [row] = await write(CLAIM_KEY, [tenant, caller, key, fingerprint, timeOf('at', at)])
    return row?.['fingerprint'] as string
  },
})

const SAVE = `INSERT INTO tabdesk.webhooks (tenant, id, url, kinds, content, state, reason, secrets, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (tenant, id) DO UPDATE SET url = excluded.url, kinds = excluded.kinds, content = excluded.content,
    state = excluded.state, reason = excluded.reason, secrets = excluded.secrets`
const WEBHOOK =
  'id AS uid, tenant, url, to_json(kinds)::text AS kinds, content, state, reason, secrets, created_at, failing_since'
const CHANGE = `UPDATE tabdesk.webhooks SET url = coalesce($3, url), kinds = coalesce($4::text[], kinds), content = coalesce($5, content),
    state = coalesce($6, state), reason = CASE WHEN $6::text IS NULL THEN reason ELSE $7 END,
    failing_since = CASE WHEN $6 = 'active' THEN NULL ELSE failing_since END,
    secrets = CASE WHEN $8::text IS NULL THEN secrets ELSE json_build_array(json_build_object('secret', $8),
      json_build_object('secret', secrets::json -> 0 ->> 'secret', 'until', $9::text))::text END
  WHERE tenant = $1 AND id = $2 RETURNING ${WEBHOOK}`
const REMOVE = `WITH gone AS (DELETE FROM tabdesk.webhook_deliveries WHERE tenant = $1 AND webhook = $2)
  DELETE FROM tabdesk.webhooks WHERE tenant = $1 AND id = $2 RETURNING 1`
const WEBHOOKS = `SELECT ${WEBHOOK} FROM tabdesk.webhooks WHERE $1::text IS NULL OR tenant = $1 ORDER BY place`
const HEALTH = `UPDATE tabdesk.webhooks SET failing_since = $3,
    state = CASE WHEN $4::text IS NULL THEN state ELSE 'paused' END, reason = coalesce($4, reason)
  WHERE tenant = $1 AND id = $2`
const DELIVERY =
  'd.id, d.conversation, d.seq, d.kind, d.at, d.move, d.state, d.attempts, d.due, d.since, d.settled, d.status, d.fault'
const DUE = `SELECT ${DELIVERY} FROM tabdesk.webhook_deliveries d
  WHERE d.tenant = $1 AND d.webhook = $2 AND d.state = 'waiting' AND d.due <= $3 AND NOT EXISTS (
    SELECT 1 FROM tabdesk.webhook_deliveries e WHERE e.tenant = d.tenant AND e.webhook = d.webhook
      AND e.conversation = d.conversation AND e.state = 'waiting' AND e.id < d.id)
  ORDER BY d.id LIMIT $4`
const SETTLE = `UPDATE tabdesk.webhook_deliveries SET state = $4, attempts = $5, due = $6, settled = $7, status = $8, fault = $9
  WHERE tenant = $1 AND webhook = $2 AND id = $3 AND state = 'waiting'`
const PAGE = `SELECT ${DELIVERY} FROM tabdesk.webhook_deliveries d
  WHERE d.tenant = $1 AND d.webhook = $2 AND d.id < $3 AND ($4::text IS NULL OR d.state = $4) ORDER BY d.id DESC LIMIT $5`
const AGAIN = `UPDATE tabdesk.webhook_deliveries
  SET state = 'waiting', attempts = 0, due = $3, since = $3, settled = NULL, status = NULL, fault = NULL
  WHERE tenant = $1 AND webhook = $2 AND state IN ('delivered', 'dead')`
const REPLAY_IDS = `${AGAIN} AND id = ANY($4::bigint[]) RETURNING 1`
const REPLAY_SPAN = `WITH slice AS (
    SELECT id FROM tabdesk.webhook_deliveries WHERE tenant = $1 AND webhook = $2 AND id > $7 ORDER BY id LIMIT ${MOST_OF_STATEMENT}
  ), again AS (
    ${AGAIN} AND id > $7 AND id <= (SELECT max(id) FROM slice) AND at >= $4 AND at < $5 AND ($6::text IS NULL OR state = $6) RETURNING 1
  ) SELECT (SELECT count(*) FROM again) AS replayed, count(*) AS read, max(id) AS last FROM slice`
/** Deletes a slice of what `where` says, and counts it; said twice, as a row may have changed since it was chosen. */
const deleting = (where: string): string => `WITH gone AS (
    DELETE FROM tabdesk.webhook_deliveries WHERE ${where} AND ctid = ANY(ARRAY(
      SELECT ctid FROM tabdesk.webhook_deliveries WHERE ${where} LIMIT ${MOST_OF_STATEMENT})) RETURNING 1
  ) SELECT count(*) AS gone FROM gone`
// States as words, so that their indices are used.
const FORGET_DELIVERED = deleting(`state = 'delivered' AND settled < $1`)
const FORGET_DEAD = deleting(`state = 'dead' AND settled < $1`)
const FORGET_WAITING = deleting(`state = 'waiting' AND since < $1`)
const CLEAR = deleting('tenant = $1 AND webhook = $2')
const COUNTS = `SELECT w.tenant, w.id AS webhook, count(d.id) FILTER (WHERE d.state = 'waiting') AS waiting,
    count(d.id) FILTER (WHERE d.state = 'dead') AS dead
  FROM tabdesk.webhooks w LEFT JOIN tabdesk.webhook_deliveries d
    ON d.tenant = w.tenant AND d.webhook = w.id AND d.state IN ('waiting', 'dead')
  GROUP BY w.tenant, w.id, w.place ORDER BY w.place`
const LEAD = `INSERT INTO tabdesk.webhook_lead AS l (holder, until) VALUES ($1, clock_timestamp() + $2::bigint * interval '1 millisecond')
  ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
  RETURNING 1`
const CLAIM_KEY = `INSERT INTO tabdesk.idempotency_keys AS k (tenant, caller, key, fingerprint, at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (tenant, caller, key) DO UPDATE SET at = k.at RETURNING fingerprint`

const inSlices = async (write: Query, text: string, values: readonly unknown[]): Promise<void> => {
  while ((await write(text, values))[0]?.['gone'] === MOST_OF_STATEMENT);
}
