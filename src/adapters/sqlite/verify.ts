import { statSync } from 'node:fs'
import { Refusal } from '../../domain/errors.ts'
import { type CheckedRow, createLogCheck } from '../../lib/log-check.ts'
import type { Verified } from '../../ports/opened-store.ts'
import type { Database, Row } from './driver.ts'
import { pragma } from './migrations.ts'

/** Files above this are opened without `quick_check`, which reads every page. */
const QUICK_CHECK_BELOW_BYTES = 64 * 1024 * 1024
/** Up to so many events a start looks at all of them. */
const WHOLE_BELOW_EVENTS = 20_000
/** Else at conversations of so many events before the end, */
const TAIL_EVENTS = 10_000
/** at so many that are open, */
const MAX_OPEN = 2_000
/** and of each at so many events before its head, */
const EVENTS_OF_ONE = 200
/** or at fewer, where these would be more than so many in all. */
const EVENTS_AT_START = 40_000

/**
 * `start`: what may have been under way when the product stopped, in a time that does not grow with the log. `whole`: every page and
 * every event.
 */
export type Depth = 'start' | 'whole'

/**
 * The file is sound, the log has no gap up to each head, and events are as they were written.
 * @throws Refusal `storage` naming the file, the first thing that is wrong, and what to do
 */
export const verify = (db: Database, path: string, depth: Depth): Verified => {
  const started = performance.now()
  const broken = (what: string): Refusal =>
    new Refusal('storage', `${path} is damaged: ${what}; restore a backup with \`tabdesk restore\``)
  if (depth === 'whole' || statSync(path).size < QUICK_CHECK_BELOW_BYTES) {
    const found = pragma(db, depth === 'whole' ? 'integrity_check' : 'quick_check')
    if (found !== 'ok') throw broken(String(found))
  }
  const last = Number(db.prepare('SELECT coalesce(max(id), 0) AS last FROM log').get()?.['last'])
  const whole = depth === 'whole' || last <= WHOLE_BELOW_EVENTS
  const empty = db
    .prepare(
      `SELECT c.uid, c.head FROM conversations c WHERE c.head > 0 AND NOT EXISTS (SELECT 1 FROM log l WHERE l.conversation = c.id)
       ${whole ? '' : `AND c.state <> 'resolved'`} LIMIT 1`,
    )
    .get()
  if (empty !== undefined) throw broken(`conversation ${empty['uid']} has no events where its head is ${empty['head']}`)
  const check = createLogCheck({ fromFirst: whole })
  for (const row of whole ? all(db) : recent(db, last)) {
    const fault = check.take(toChecked(row))
    if (fault !== undefined) throw broken(fault)
  }
  const cut = check.end()
  if (cut !== undefined) throw broken(cut)
  return { ...check.seen(), whole, ms: performance.now() - started }
}

const COLUMNS = `c.uid, c.head, l.seq, s.sub AS sender, l.cid, l.op_id, l.at, l.role, l.kind, l.target, l.name, l.text, l.more,
  l.taken, l.sum, l.body_sum`
const FROM = 'log l JOIN conversations c ON c.id = l.conversation JOIN people s ON s.id = l.sender'

/** Rows at once, so that neither a thousand statements nor the whole log is in memory. */
const PAGE = 5_000

const all = function* (db: Database): Generator<Row> {
  const page = db.prepare(
    `SELECT l.conversation AS at_row, ${COLUMNS} FROM ${FROM} WHERE (l.conversation, l.seq) > (?, ?) ORDER BY l.conversation, l.seq LIMIT ${PAGE}`,
  )
  let [conversation, seq] = [0, 0]
  for (let rows = page.all(conversation, seq); rows.length > 0; rows = page.all(conversation, seq)) {
    yield* rows
    const end = rows.at(-1) as Row
    conversation = end['at_row'] as number
    seq = end['seq'] as number
  }
}

const recent = function* (db: Database, last: number): Generator<Row> {
  const chosen = db
    .prepare(
      `SELECT conversation FROM log WHERE id > ? UNION
       SELECT id FROM (SELECT id FROM conversations WHERE state <> 'resolved' LIMIT ${MAX_OPEN}) ORDER BY 1`,
    )
    .all(last - TAIL_EVENTS)
  const events = db.prepare(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE l.conversation = ? AND l.seq > c.head - ? ORDER BY l.seq`,
  )
  const ofOne = Math.min(EVENTS_OF_ONE, Math.max(1, Math.floor(EVENTS_AT_START / chosen.length)))
  for (const { conversation } of chosen) yield* events.all(conversation as number, ofOne)
}

const toChecked = (row: Row): CheckedRow => ({
  conversation: row['uid'] as string,
  head: row['head'] as number,
  seq: row['seq'] as number,
  sender: row['sender'] as string,
  cid: row['cid'] as string | null,
  opId: row['op_id'] as string | null,
  at: row['at'] as number,
  role: row['role'] as string,
  kind: row['kind'] as string,
  target: row['target'] as number | null,
  name: row['name'] as string,
  text: row['text'] as string | null,
  more: row['more'] as string | null,
  taken: row['taken'] as number,
  sum: row['sum'] as number | null,
  bodySum: row['body_sum'] as number | null,
})
