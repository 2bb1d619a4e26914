import type { ClientBase, QueryResult } from 'pg'
import { type Row as Columns, toConversation, toEvent, toPromise, toReceipt } from '../../ports/sql/rows.ts'
import { arrayLiteral } from './array-literal.ts'
import { CONVERSATION, EPOCH, EVENT, PROMISES } from './columns.ts'
import { type HeldRows, hold, keyOf, noRows, type Row } from './held-rows.ts'
import { named } from './named.ts'
import type { Needs } from './needs.ts'
import { inOneWrite } from './one-write.ts'

/**
 * Begins a transaction, locks the conversations of a batch and reads what its calls look at, all in one way there and back.
 * Each statement sees what was committed before it, so what is read after the lock is what the last holder left.
 */
export const load = async (client: ClientBase, needs: Needs): Promise<HeldRows> => {
  const send = (text: string, keys: Needs[keyof Needs]): Promise<QueryResult<Columns>> =>
    client.query<Columns>(named(text, keys.map(arrayLiteral)))
  const ask = (text: string, keys: Needs[keyof Needs]): Promise<QueryResult<Columns>> | undefined =>
    keys.every((column) => column.length === 0) ? undefined : send(text, keys)
  // Sent in this order, answered in this order.
  const asked = inOneWrite(client, () => [
    // Whatever the database's own default is: at any other level the lock would not show what its last holder left.
    client.query('BEGIN ISOLATION LEVEL READ COMMITTED'),
    ask(LOCK, [...needs.conversations, ...needs.customers]),
    ask(BY_CID, needs.cids),
    ask(BY_SEQ, needs.seqs),
    ask(BY_OP, needs.ops),
    ask(RECALLS, needs.recalls),
    ask(OUTCOMES, needs.outcomes),
    ask(RECEIPTS, needs.receipts),
    ask(PROMISED, needs.promises),
    ask(SET, needs.settings),
    // Last, so that of who listens as little as can be is missed while conversations were waited for.
    send(AROUND, needs.tenants),
  ])
  const settled = await Promise.allSettled(asked)
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const found = settled.map((result) => (result as PromiseFulfilledResult<QueryResult<Columns> | undefined>).value)
  const [, locked, cids, seqs, ops, recalls, outcomes, receipts, promises, settings, around] = found.map(
    (result) => result?.rows ?? [],
  )
  return held(noRows(String(around?.[0]?.['epoch']), around?.[0]?.['listened'] === true), {
    locked,
    cids,
    seqs,
    events: [...(ops ?? []), ...(recalls ?? [])],
    outcomes,
    receipts,
    promises,
    settings,
  })
}

type Name = 'locked' | 'cids' | 'seqs' | 'events' | 'outcomes' | 'receipts' | 'promises' | 'settings'

const held = (rows: HeldRows, found: Record<Name, Columns[] | undefined>): HeldRows => {
  const text = (row: Columns, name: string): string => row[name] as string
  const keyIn = (row: Columns, ...rest: (string | number)[]): string =>
    keyOf(text(row, 'tenant'), text(row, 'conversation'), ...rest)
  const keep = (row: Columns): number => {
    const seq = row['seq'] as number
    rows.events.set(keyIn(row, seq), toEvent(row, text(row, 'conversation'), rows.epoch))
    return seq
  }
  for (const row of found.locked ?? []) hold(rows, toConversation(row, rows.epoch))
  for (const row of found.cids ?? []) {
    const known = rows.conversations.get(keyIn(row))
    // Not locked: it is shown, never written.
    const at: Row = known ?? { conversation: toConversation(row, rows.epoch), changed: 'no' }
    rows.cids.set(keyOf(text(row, 'tenant'), text(row, 'sender'), text(row, 'cid')), { held: at, seq: keep(row) })
  }
  for (const row of found.seqs ?? []) {
    const seq = keep(row)
    if (row['suggestions'] !== null) rows.records.set(keyIn(row, seq), row['suggestions'] as number)
  }
  for (const row of found.events ?? []) {
    const seq = keep(row)
    if (row['op_id'] !== null) rows.ops.set(keyIn(row, text(row, 'sender'), text(row, 'op_id')), seq)
    if (row['kind'] === 'recall') rows.recalls.set(keyIn(row, row['target'] as number), seq)
  }
  for (const row of found.outcomes ?? [])
    rows.outcomes.add(keyIn(row, row['seq'] as number, text(row, 'suggestion'), text(row, 'result'), text(row, 'by')))
  for (const row of found.receipts ?? []) rows.receipts.set(keyIn(row, text(row, 'by')), toReceipt(row))
  for (const row of found.promises ?? [])
    rows.promises.set(
      keyOf(text(row, 'tenant'), text(row, 'uid'), row['seq'] as number, row['place'] as number),
      toPromise(row),
    )
  for (const row of found.settings ?? []) rows.settings.set(text(row, 'tenant'), row['version'] as number)
  return rows
}

const AROUND = `SELECT ${EPOCH}, EXISTS (SELECT FROM tabdesk.webhooks WHERE tenant = ANY($1::text[])) AS listened`

/** In the order of their keys, so that two processes never wait for each other. */
const LOCK = `SELECT ${CONVERSATION} FROM tabdesk.conversations c
  WHERE (c.tenant, c.id) IN (
    SELECT k.tenant, k.id FROM unnest($1::text[], $2::text[]) AS k (tenant, id)
    UNION
    SELECT o.tenant, o.id FROM unnest($3::text[], $4::text[]) AS w (tenant, customer) CROSS JOIN LATERAL (
      SELECT tenant, id FROM tabdesk.conversations
      WHERE tenant = w.tenant AND customer = w.customer AND state <> 'resolved' LIMIT 1) AS o)
  ORDER BY c.tenant, c.id FOR UPDATE OF c`

/** Each key by itself through its index, whatever the statistics say. */
const looked = (columns: string, types: string, names: string, where: string, from = 'tabdesk.log l'): string =>
  `SELECT f.* FROM unnest(${types
    .split(' ')
    .map((type, index) => `$${index + 1}::${type}[]`)
    .join(', ')}) AS w (${names}) CROSS JOIN LATERAL (SELECT ${columns} FROM ${from} WHERE ${where} OFFSET 0) AS f`

const PLACED = `l.conversation, ${EVENT}`
const BY_CID = looked(
  `${CONVERSATION}, ${PLACED}`,
  'text text text',
  'tenant, sender, cid',
  'l.tenant = w.tenant AND l.cid = w.cid AND l.sender = w.sender',
  `tabdesk.log l CROSS JOIN LATERAL (
    SELECT * FROM tabdesk.conversations k WHERE k.tenant = l.tenant AND k.id = l.conversation OFFSET 0) AS c`,
)
const BY_SEQ = looked(
  `l.tenant, ${PLACED}, r.suggestions`,
  'text text bigint',
  'tenant, conversation, seq',
  'l.tenant = w.tenant AND l.conversation = w.conversation AND l.seq = w.seq',
  'tabdesk.log l LEFT JOIN tabdesk.records r ON r.tenant = l.tenant AND r.conversation = l.conversation AND r.seq = l.seq',
)
const BY_OP = looked(
  `l.tenant, ${PLACED}`,
  'text text text text',
  'tenant, conversation, sender, op_id',
  'l.tenant = w.tenant AND l.conversation = w.conversation AND l.sender = w.sender AND l.op_id = w.op_id',
)
const RECALLS = looked(
  `l.tenant, ${PLACED}`,
  'text text bigint',
  'tenant, conversation, seq',
  `l.tenant = w.tenant AND l.conversation = w.conversation AND l.target = w.seq AND l.kind = 'recall'`,
)
const OUTCOMES = looked(
  'o.tenant, o.conversation, o.seq, o.suggestion, o.result, o.by',
  'text text bigint',
  'tenant, conversation, seq',
  'o.tenant = w.tenant AND o.conversation = w.conversation AND o.seq = w.seq',
  'tabdesk.outcomes o',
)
const RECEIPTS = looked(
  'r.tenant, r.conversation, r.by, r.delivered, r.read',
  'text text',
  'tenant, conversation',
  'r.tenant = w.tenant AND r.conversation = w.conversation',
  'tabdesk.receipts r',
)
const PROMISED = `SELECT f.* FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) AS w (tenant, conversation, seq, place)
  CROSS JOIN LATERAL (${PROMISES}
    WHERE p.tenant = w.tenant AND p.conversation = w.conversation AND p.seq = w.seq AND p.place = w.place OFFSET 0) AS f`
const SET =
  'SELECT tenant, max(version) AS version FROM tabdesk.settings_changes WHERE tenant = ANY($1::text[]) GROUP BY tenant'
