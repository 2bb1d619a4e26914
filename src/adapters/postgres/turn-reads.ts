import type { DecisionRecord, Outcome, RecordedTurn, TurnInputs } from '../../domain/record.ts'
import { inflated } from '../../lib/deflated.ts'
import { fromJson } from '../../lib/json.ts'
import { type Row, toJudged, toOutcome } from '../../ports/sql/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { Query } from './query.ts'

/** ST13: whole turns in the order they were decided, and what became of them; what learning and replay read. */
export type TurnReads = Pick<Store, 'turns' | 'recordsAfter' | 'outcomesAfter'>

/** The highest id of a table below which nobody adds a row any more; undefined where that cannot be had now. */
export type SettledBelow = (table: 'records' | 'outcomes') => Promise<number | undefined>

export const createTurnReads = (query: Query, settledBelow: SettledBelow): TurnReads => {
  /** What came after a place, as far as it is settled: nothing that comes later lies before `next`. */
  const settledAfter = async (table: 'records' | 'outcomes', text: string, after: number, limit: number) => {
    const below = await settledBelow(table)
    const rows = below === undefined || below <= after ? [] : await query(text, [after, below, limit])
    return { rows, next: (rows.at(-1)?.['row'] as number | undefined) ?? after }
  }
  return {
    turns: async ({ tenant, since = '', after = 0, upTo = Number.MAX_SAFE_INTEGER, limit }) => {
      const rows = await query(TURNS, [after, upTo, since, tenant ?? null, limit])
      const records = rows.map(({ body }) => fromJson(body as string) as DecisionRecord)
      const turns = await withOutcomes(query, records, (record, outcomes, index) =>
        toTurn({ record, outcomes }, rows[index] as Row),
      )
      const last = rows.at(-1)
      return last === undefined || rows.length < limit ? { turns } : { turns, next: last['row'] as number }
    },
    recordsAfter: async (after, limit) => {
      const { rows, next } = await settledAfter('records', RECORDS_AFTER, after, limit)
      return { records: rows.map(({ body }) => fromJson(body as string) as DecisionRecord), next }
    },
    outcomesAfter: async (after, limit) => {
      const { rows, next } = await settledAfter('outcomes', OUTCOMES_AFTER, after, limit)
      return { outcomes: rows.map(toJudged), next }
    },
  }
}

/** Records with what became of them, in the order they came. */
export const withOutcomes = async <T>(
  query: Query,
  records: readonly DecisionRecord[],
  join: (record: DecisionRecord, outcomes: Outcome[], index: number) => T,
): Promise<T[]> => {
  if (records.length === 0) return []
  const keys = [
    records.map(({ tenant }) => tenant),
    records.map(({ conversation }) => conversation),
    records.map(({ seq }) => seq),
  ]
  const found = new Map<string, Row[]>()
  for (const row of await query(OUTCOMES_OF, keys)) {
    const key = `${row['tenant']}/${row['conversation']}:${row['seq']}`
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return records.map((record, index) => {
    const outcomes = found.get(`${record.tenant}/${record.id}`) ?? []
    return join(
      record,
      outcomes.map((row) => toOutcome(row, record)),
      index,
    )
  })
}

const toTurn = (turn: RecordedTurn, { text, inputs, vectors }: Row): RecordedTurn => ({
  ...turn,
  ...(text === null ? {} : { text: text as string }),
  ...(inputs === null ? {} : { inputs: inflated<TurnInputs>(inputs as Uint8Array, vectors as Uint8Array) }),
})

const TURNS = `SELECT r.id AS row, r.body, l.text, i.body AS inputs, i.vectors FROM tabdesk.records r
    JOIN tabdesk.log l ON l.tenant = r.tenant AND l.conversation = r.conversation AND l.seq = r.seq
    LEFT JOIN tabdesk.inputs i ON i.tenant = r.tenant AND i.conversation = r.conversation AND i.seq = r.seq
  WHERE r.id > $1 AND r.id <= $2 AND r.at >= $3 AND ($4::text IS NULL OR r.tenant = $4) ORDER BY r.id LIMIT $5`

const OUTCOMES_OF = `SELECT o.tenant, o.conversation, o.seq, o.suggestion, o.result, o.value, o.by, o.at
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS w (tenant, conversation, seq)
    JOIN tabdesk.outcomes o ON o.tenant = w.tenant AND o.conversation = w.conversation AND o.seq = w.seq
  ORDER BY o.id`

const RECORDS_AFTER = 'SELECT id AS row, body FROM tabdesk.records WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3'

/**
 * NUL and halves of surrogate pairs, which JSON.stringify writes as escapes: PostgreSQL takes nothing out of a text that has one
 * anywhere. They are rare, so most texts are only looked through.
 */
const WELL_FORMED = String.raw`CASE WHEN strpos(body, '\u0000') = 0 AND strpos(body, '\ud') = 0 THEN body
  ELSE regexp_replace(body, '(?<!\\)((?:\\\\)*)\\u(?:d[89a-f][0-9a-f]{2}|0000)', '\1?', 'g') END`

/** Only the few fields that are asked for are taken out of the body: all of it would be read thousands of times. */
const OUTCOMES_AFTER = `SELECT o.id AS row, o.tenant, o.conversation AS uid, o.seq, o.suggestion, o.result, o.value, o.by, o.at,
    r.body #>> '{decision,kind}' AS kind, r.body #>> '{understanding,verdict,intent}' AS intent,
    (r.body #>> '{understanding,verdict,confidence}')::float8 AS confidence,
    d.draft ->> 'intent' AS shown, d.draft #>> '{source,article}' AS article, d.draft ->> 'parts' AS parts
  FROM tabdesk.outcomes o
    CROSS JOIN LATERAL (SELECT ${WELL_FORMED}::json AS body FROM tabdesk.records r
      WHERE r.tenant = o.tenant AND r.conversation = o.conversation AND r.seq = o.seq OFFSET 0) AS r
    CROSS JOIN LATERAL (SELECT CASE o.suggestion WHEN '' THEN r.body #> '{decision,draft}'
      ELSE r.body #> ARRAY['decision', 'suggestions', substr(o.suggestion, length(o.conversation) + length(o.seq::text) + 3)] END AS draft) AS d
  WHERE o.id > $1 AND o.id <= $2 ORDER BY o.id LIMIT $3`
