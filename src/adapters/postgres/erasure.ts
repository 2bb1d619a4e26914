import type { Pool, PoolClient } from 'pg'
import { Refusal } from '../../domain/errors.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import { fromJson, toJson } from '../../lib/json.ts'
import type { Erasure } from '../../ports/erasure.ts'
import { attachedUrl, erasedConversation, erasedRecord, erasureEntry, toErasable } from '../../ports/sql/erasing.ts'
import { ERASED, type Row, toConversation } from '../../ports/sql/rows.ts'
import { CONVERSATION } from './columns.ts'
import type { Query } from './query.ts'

/** ER1 to ER3 in a transaction of its own: the conversation's row is locked, so that no batch of writes is under way in it. */
export const createErase =
  (pool: Pick<Pool, 'connect'>): Erasure['erase'] =>
  async (op) => {
    if (Number.isNaN(Date.parse(op.at)))
      throw new Refusal('bad_input', `at is ${JSON.stringify(op.at)}: use ISO 8601`, { field: 'at' })
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const result = await erase(client, op)
      await client.query('COMMIT')
      client.release()
      return result
    } catch (error) {
      const rolledBack = await client.query('ROLLBACK').then(
        () => true,
        () => false,
      )
      client.release(!rolledBack)
      throw error
    }
  }

const erase = async (client: PoolClient, op: Parameters<Erasure['erase']>[0]): Promise<{ events: number }> => {
  const key = [op.tenant, op.conversation]
  const { rows } = await client.query<Row>(LOCK, key)
  const [row] = rows
  if (row === undefined)
    throw new Refusal('not_found', `there is no conversation ${JSON.stringify(op.conversation)}`, {
      field: 'conversation',
    })
  const conversation = toConversation(row, '')
  const isResolved = conversation.state === 'resolved'
  if (isResolved && row['erased_at'] !== null) return { events: 0 }
  const records = await client.query<{ seq: number; body: string }>(RECORDS, key)
  const bodies = records.rows.map(({ body }) => toJson(erasedRecord(fromJson(body) as DecisionRecord)))
  await client.query(SAVE_RECORDS, [...key, records.rows.map(({ seq }) => seq), bodies])
  await client.query(BLANK, key)
  for (const table of ['audit', 'inputs', 'promises'])
    await client.query(`DELETE FROM tabdesk.${table} WHERE tenant = $1 AND conversation = $2`, key)
  const { customerName } = erasedConversation(conversation)
  // One that goes on is erased again once it is over.
  await client.query(NAMELESS, [...key, customerName, isResolved ? op.at : null, op.at])
  const { at, by, action, customer, field, reason } = erasureEntry(op, conversation)
  await client.query(NOTE, [op.tenant, Date.parse(at), action, by.role, by.id, by.name, customer, field, reason])
  return { events: conversation.head }
}

/** What there is to erase. */
export const createErasureReads = (query: Query): Pick<Erasure, 'erasable' | 'attachedIn'> => ({
  erasable: async (tenant, which) => {
    const rows =
      'customer' in which
        ? await query(OF_CUSTOMER, [tenant, which.customer, which.limit])
        : await query(OLD, [tenant, which.resolvedBefore, which.limit])
    return rows.map(toErasable)
  },
  attachedIn: async (tenant, id) => (await query(ATTACHED, [tenant, id])).flatMap(({ more }) => attachedUrl(more)),
})

const LOCK = `SELECT ${CONVERSATION}, c.erased_at FROM tabdesk.conversations c WHERE c.tenant = $1 AND c.id = $2 FOR UPDATE OF c`
const RECORDS = 'SELECT seq, body FROM tabdesk.records WHERE tenant = $1 AND conversation = $2'
const SAVE_RECORDS = `UPDATE tabdesk.records r SET body = n.body FROM unnest($3::bigint[], $4::text[]) AS n (seq, body)
  WHERE r.tenant = $1 AND r.conversation = $2 AND r.seq = n.seq`
const BLANK = `UPDATE tabdesk.log SET text = NULL, more = NULL, body_sum = NULL, owed = false, taken = taken | ${ERASED}::smallint,
    name = CASE role WHEN 'customer' THEN '' ELSE name END
  WHERE tenant = $1 AND conversation = $2`
const NAMELESS = `UPDATE tabdesk.conversations SET customer_name = $3, order_id = NULL, asked = NULL, proof = NULL, marks = NULL,
    due_at = NULL, mentioned = NULL, erased_at = $4, blanked_at = $5, changed = pg_current_xact_id()
  WHERE tenant = $1 AND id = $2`
const NOTE = `INSERT INTO tabdesk.audit_trail (tenant, at, action, by_role, by_id, by_name, customer, field, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
const ERASABLE = `SELECT id AS uid, customer, state, head, updated_at FROM tabdesk.conversations
  WHERE tenant = $1 AND erased_at IS NULL`
const OLD = `${ERASABLE} AND state = 'resolved' AND updated_at < $2 ORDER BY updated_at, place LIMIT $3`
const OF_CUSTOMER = `${ERASABLE} AND customer = $2 ORDER BY updated_at, place LIMIT $3`
const ATTACHED = `SELECT more FROM tabdesk.log WHERE tenant = $1 AND conversation = $2 AND more IS NOT NULL
  UNION ALL SELECT more FROM tabdesk.audit WHERE tenant = $1 AND conversation = $2 AND more IS NOT NULL`
