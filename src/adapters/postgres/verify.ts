import { Refusal } from '../../domain/errors.ts'
import { type CheckedRow, createLogCheck } from '../../lib/log-check.ts'
import type { Verified } from '../../ports/opened-store.ts'
import type { Row } from '../../ports/sql/rows.ts'
import type { Query } from './query.ts'

/** Open conversations that a start looks at, and of each so many events before its head. */
const MAX_OPEN = 500
const EVENTS_OF_ONE = 50
/** Events of one statement of a whole look. */
const PAGE = 5_000

/**
 * Whether the log has no gap up to each head and events are as they were written: of what is open, in a time that does not grow with the
 * log, or `whole`, also while others write.
 * @throws Refusal `storage` naming the first thing that is wrong, and what to do
 */
export const verify = async (query: Query, depth: 'start' | 'whole', at: string): Promise<Verified> => {
  const started = performance.now()
  const whole = depth === 'whole'
  const broken = (what: string): Refusal =>
    new Refusal('storage', `the log in PostgreSQL at ${at} is damaged: ${what}; restore a backup (docs/postgresql.md)`)
  const check = createLogCheck({ fromFirst: whole })
  for await (const row of whole ? all(query) : open(query)) {
    if (row['seq'] === null) throw broken(`conversation ${row['uid']} has no events where its head is ${row['head']}`)
    const fault = check.take(toChecked(row))
    if (fault !== undefined) throw broken(fault)
  }
  const cut = check.end()
  if (cut !== undefined) throw broken(cut)
  return { ...check.seen(), whole, ms: performance.now() - started }
}

const COLUMNS = `l.seq, l.sender, l.cid, l.op_id, l.at, l.role, l.kind, l.target, l.name, l.text, l.more, l.taken, l.sum, l.body_sum`

/** One statement, and so one moment: who appends meanwhile makes no gap. */
const open = async function* (query: Query): AsyncGenerator<Row> {
  yield* await query(
    `SELECT w.id AS uid, w.head, l.* FROM (
       SELECT tenant, id, head FROM tabdesk.conversations WHERE state <> 'resolved' AND head > 0 LIMIT ${MAX_OPEN}) AS w
     LEFT JOIN LATERAL (SELECT ${COLUMNS} FROM tabdesk.log l WHERE l.tenant = w.tenant AND l.conversation = w.id
       AND l.seq > w.head - ${EVENTS_OF_ONE}) AS l ON true
     ORDER BY w.tenant, w.id, l.seq`,
  )
}

/** The head comes with each event, of the same moment: what it counts must have been seen before the next conversation begins. */
const all = async function* (query: Query): AsyncGenerator<Row> {
  yield* await query(
    `SELECT c.id AS uid, c.head, NULL::bigint AS seq FROM tabdesk.conversations c WHERE c.head > 0
       AND NOT EXISTS (SELECT 1 FROM tabdesk.log l WHERE l.tenant = c.tenant AND l.conversation = c.id) LIMIT 1`,
  )
  let place: unknown[] = ['', '', 0]
  for (;;) {
    const rows = await query(
      `SELECT l.tenant, l.conversation AS uid, c.head, ${COLUMNS} FROM tabdesk.log l
         JOIN tabdesk.conversations c ON c.tenant = l.tenant AND c.id = l.conversation
       WHERE (l.tenant, l.conversation, l.seq) > ($1, $2, $3::bigint) ORDER BY l.tenant, l.conversation, l.seq LIMIT ${PAGE}`,
      place,
    )
    yield* rows
    const end = rows.at(-1)
    if (end === undefined || rows.length < PAGE) return
    place = [end['tenant'], end['uid'], end['seq']]
  }
}

const toChecked = (row: Row): CheckedRow => ({
  conversation: row['uid'] as string,
  head: Number(row['head']),
  seq: Number(row['seq']),
  sender: row['sender'] as string,
  cid: row['cid'] as string | null,
  opId: row['op_id'] as string | null,
  at: Number(row['at']),
  role: row['role'] as string,
  kind: row['kind'] as string,
  target: row['target'] === null ? null : Number(row['target']),
  name: row['name'] as string,
  text: row['text'] as string | null,
  more: row['more'] as string | null,
  taken: Number(row['taken']),
  sum: row['sum'] === null ? null : Number(row['sum']),
  bodySum: row['body_sum'] === null ? null : Number(row['body_sum']),
})
