import type { Conversation } from '../../domain/conversation.ts'
import type { Receipt } from '../../domain/message.ts'
import type { Held } from '../../ports/sql/ledger.ts'
import { markColumns } from '../../ports/sql/rows.ts'
import { ADVISORY, ORDERING } from './advisory.ts'
import { columnLiteral, type Value } from './array-literal.ts'
import type { Row } from './held-rows.ts'
import { type Named, named } from './named.ts'

/** What a batch writes, as rows of its tables; nothing of it is sent before all calls of the batch were carried out. */
export interface Written {
  conversations: Set<Row>
  log: Value[][]
  settled: Value[][]
  records: Value[][]
  inputs: Value[][]
  outcomes: Value[][]
  receipts: Map<string, [Held, Receipt]>
  promises: Value[][]
  marked: Value[][]
  audited: Value[][]
  /** What endpoints may want to hear: tenant, conversation, seq, kind, at, move. */
  news: Value[][]
  settings: Value[][]
  metas: Map<string, string>
  /** In their order, after everything that they may take back. */
  takenBack: { range: Value[]; audit: Value[]; mark: number }[]
}

export const nothingWritten = (): Written => ({
  conversations: new Set(),
  log: [],
  settled: [],
  records: [],
  inputs: [],
  outcomes: [],
  receipts: new Map(),
  promises: [],
  marked: [],
  audited: [],
  news: [],
  settings: [],
  metas: new Map(),
  takenBack: [],
})

/** One that is sent once a batch is named, so that the server plans it once. */
export type Statement = Named | Omit<Named, 'name'>

/** The statements that write it, in an order in which each finds what it needs; few, however many calls there were. */
export const statementsOf = (written: Written): Statement[] => {
  const conversations = [...written.conversations].sort(byKey)
  const made = conversations.filter(({ changed }) => changed === 'made').map(columnsOfMade)
  const saved = conversations
    .filter(({ changed }) => changed === 'saved')
    .map(({ conversation }) => stateOf(conversation))
  const said = conversations
    .filter(({ changed }) => changed === 'said')
    .map(({ conversation: { tenant, id, head, humanSpoke, updatedAt } }) => [tenant, id, head, humanSpoke, updatedAt])
  const receipts = [...written.receipts.values()].map(([{ conversation }, { by, delivered, read }]) => [
    conversation.tenant,
    conversation.id,
    by,
    delivered,
    read,
  ])
  const ordered = written.records.length + written.outcomes.length > 0
  return [
    ...(ordered ? [{ text: `SELECT pg_advisory_xact_lock_shared(${ADVISORY}, ${ORDERING})`, values: [] }] : []),
    ...bulk(MAKE, made),
    ...bulk(SAVE, saved),
    ...saidAndAdded(said, written.log),
    ...bulk(SETTLE, written.settled),
    ...bulk(RECORD, written.records),
    ...bulk(INPUTS, written.inputs),
    ...bulk(OUTCOME, written.outcomes),
    ...bulk(RECEIPT, receipts),
    ...bulk(PROMISE, written.promises),
    ...bulk(MARK, written.marked),
    ...bulk(AUDIT, written.audited),
    ...bulk(NEWS, written.news),
    ...bulk(SET, written.settings),
    ...bulk(META, [...written.metas]),
    ...written.takenBack.flatMap(({ range, audit, mark }) => [
      { text: KEEP_BODIES, values: [...range, ...audit] },
      { text: `DELETE FROM tabdesk.inputs ${RANGE}`, values: range },
      { text: `DELETE FROM tabdesk.promises ${RANGE}`, values: range },
      {
        text: `UPDATE tabdesk.log SET text = NULL, more = NULL, body_sum = NULL, owed = false, taken = taken | $5::smallint ${RANGE}`,
        values: [...range, mark],
      },
    ]),
  ]
}

/** One statement for all rows, each column as one array. */
const bulk = (text: string, rows: readonly (readonly Value[])[]): Statement[] =>
  rows.length === 0 ? [] : [named(text, columnsOf(rows))]
const columnsOf = (rows: readonly (readonly Value[])[]): string[] =>
  (rows[0] ?? []).map((_, column) => columnLiteral(rows, column))

/** Messages and the heads of their conversations, which most batches are made of, in one statement. */
const saidAndAdded = (said: readonly Value[][], log: readonly Value[][]): Statement[] =>
  said.length === 0 || log.length === 0
    ? [...bulk(SAY, said), ...bulk(ADD, log)]
    : [named(SAY_AND_ADD, [...columnsOf(said), ...columnsOf(log)])]

/** `$1::text[], $2::bigint[]` for `text bigint`; after `before` other parameters, the numbers go on. */
const arrays = (types: string, before = 0): string =>
  types
    .split(' ')
    .map((type, index) => `$${before + index + 1}::${type}[]`)
    .join(', ')

const STATE =
  'text text bigint text text text text boolean text text text integer text text boolean text text text text text'
const stateOf = (conversation: Conversation): Value[] => {
  const { tenant, id, head, state, assignee, assigneeName, queuedAt, humanSpoke, language, order } = conversation
  const { asked, misses, outcome, priority, apologised = false, proof, updatedAt } = conversation
  const known = [tenant, id, head, state, assignee, assigneeName, queuedAt, humanSpoke, language, order]
  return [
    ...known,
    asked && JSON.stringify(asked),
    misses,
    outcome,
    priority,
    apologised,
    proof && JSON.stringify(proof),
    ...markColumns(conversation),
    updatedAt,
  ]
}
const columnsOfMade = ({ conversation }: Row): Value[] => {
  const { customer, customerName, channel, createdAt } = conversation
  return [...stateOf(conversation), customer, customerName, channel, createdAt]
}

const MADE = `tenant, id, head, state, assignee, assignee_name, queued_at, human_spoke, language, order_id, asked, misses, outcome,
  priority, apologised, proof, marks, due_at, mentioned, updated_at`
const MAKE = `INSERT INTO tabdesk.conversations (${MADE}, customer, customer_name, channel, created_at, changed)
  SELECT *, pg_current_xact_id() FROM unnest(${arrays(`${STATE} text text text text`)})`
const SAVE = `UPDATE tabdesk.conversations c SET head = n.head, state = n.state, assignee = n.assignee, assignee_name = n.assignee_name,
    queued_at = n.queued_at, human_spoke = n.human_spoke, language = n.language, order_id = n.order_id, asked = n.asked,
    misses = n.misses, outcome = n.outcome, priority = n.priority, apologised = n.apologised, proof = n.proof, marks = n.marks, due_at = n.due_at, mentioned = n.mentioned, updated_at = n.updated_at,
    changed = pg_current_xact_id()
  FROM unnest(${arrays(STATE)}) AS n (${MADE}) WHERE c.tenant = n.tenant AND c.id = n.id`
const EVENT = 'text text bigint text text text bigint text text text text text bigint boolean bigint bigint'
const addAfter = (before: number): string =>
  `INSERT INTO tabdesk.log (tenant, conversation, seq, sender, cid, op_id, at, role, name, kind, text, more, target, owed, sum, body_sum)
  SELECT * FROM unnest(${arrays(EVENT, before)})`
const ADD = addAfter(0)
const SAID = 'text text bigint boolean text'
const SAY = `UPDATE tabdesk.conversations c SET head = n.head, human_spoke = n.human_spoke, updated_at = n.updated_at,
    changed = pg_current_xact_id()
  FROM unnest(${arrays(SAID)}) AS n (tenant, id, head, human_spoke, updated_at) WHERE c.tenant = n.tenant AND c.id = n.id`
const SAY_AND_ADD = `WITH said AS (${SAY}) ${addAfter(SAID.split(' ').length)}`
const SETTLE = `UPDATE tabdesk.log l SET owed = false FROM unnest(${arrays('text text bigint')}) AS n (tenant, conversation, seq)
  WHERE l.tenant = n.tenant AND l.conversation = n.conversation AND l.seq = n.seq AND l.owed`
const RECORD = `INSERT INTO tabdesk.records (tenant, conversation, seq, at, suggestions, body)
  SELECT * FROM unnest(${arrays('text text bigint text integer text')})`
const INPUTS = `INSERT INTO tabdesk.inputs (tenant, conversation, seq, body, vectors)
  SELECT * FROM unnest(${arrays('text text bigint bytea bytea')})`
const OUTCOME = `INSERT INTO tabdesk.outcomes (tenant, conversation, seq, suggestion, result, value, by, at)
  SELECT * FROM unnest(${arrays('text text bigint text text float8 text text')})
  ON CONFLICT (tenant, conversation, seq, suggestion, result, by) DO UPDATE SET id = DEFAULT, at = excluded.at`
const RECEIPT = `INSERT INTO tabdesk.receipts (tenant, conversation, by, delivered, read)
  SELECT * FROM unnest(${arrays('text text text bigint bigint')})
  ON CONFLICT (tenant, conversation, by) DO UPDATE SET delivered = excluded.delivered, read = excluded.read`
const PROMISE = `INSERT INTO tabdesk.promises (tenant, conversation, seq, place, kind, due, amount, currency, order_ref, start_at, end_at, state)
  SELECT *, 'open' FROM unnest(${arrays('text text bigint integer text bigint bigint text text integer integer')})`
const MARK = `UPDATE tabdesk.promises p SET state = n.state, settled_at = n.settled_at, settled_by = n.settled_by, raised_at = n.raised_at,
    baseline = n.baseline
  FROM unnest(${arrays('text text bigint integer text bigint text bigint text')})
    AS n (tenant, conversation, seq, place, state, settled_at, settled_by, raised_at, baseline)
  WHERE p.tenant = n.tenant AND p.conversation = n.conversation AND p.seq = n.seq AND p.place = n.place`
const AUDIT = `INSERT INTO tabdesk.audit_trail (tenant, at, action, by_role, by_id, by_name, customer, order_ref, field, reason)
  SELECT * FROM unnest(${arrays('text bigint text text text text text text text text')})`
const SET = `INSERT INTO tabdesk.settings_changes (tenant, version, at, by_role, by_id, by_name, area, before, after, reverts)
  SELECT * FROM unnest(${arrays('text bigint bigint text text text text text text bigint')})`
const NEWS = `INSERT INTO tabdesk.webhook_deliveries (tenant, webhook, conversation, seq, kind, at, move, state, attempts, due, since)
  SELECT n.tenant, w.id, n.conversation, n.seq, n.kind, n.at, n.move, 'waiting', 0, n.at, n.at
  FROM unnest(${arrays('text text bigint text bigint text')}) WITH ORDINALITY AS n (tenant, conversation, seq, kind, at, move, place)
    JOIN tabdesk.webhooks w ON w.tenant = n.tenant AND n.kind = ANY (w.kinds)
  ORDER BY n.place`
const META = `INSERT INTO tabdesk.meta (key, value) SELECT * FROM unnest(${arrays('text text')})
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`
const RANGE = 'WHERE tenant = $1 AND conversation = $2 AND seq BETWEEN $3::bigint AND $4::bigint'
const KEEP_BODIES = `INSERT INTO tabdesk.audit (tenant, conversation, seq, at, op_id, by_role, by_id, by_name, text, more)
  SELECT tenant, conversation, seq, $5::bigint, $6::text, $7::text, $8::text, $9::text, text, more FROM tabdesk.log ${RANGE}
    AND (text IS NOT NULL OR more IS NOT NULL)`

const byKey = ({ conversation: a }: Row, { conversation: b }: Row): number =>
  a.tenant === b.tenant ? (a.id < b.id ? -1 : 1) : a.tenant < b.tenant ? -1 : 1
