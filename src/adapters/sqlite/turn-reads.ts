import type { DecisionRecord, Outcome, RecordedTurn, TurnInputs } from '../../domain/record.ts'
import { inflated } from '../../lib/deflated.ts'
import { fromJson } from '../../lib/json.ts'
import { toJudged, toOutcome } from '../../ports/sql/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { Database, Row, Value } from './driver.ts'

/** ST13: whole turns in the order they were decided, and what became of them; what learning and replay read. */
export interface TurnReads {
  turns(...args: Parameters<Store['turns']>): Awaited<ReturnType<Store['turns']>>
  recordsAfter(...args: Parameters<Store['recordsAfter']>): Awaited<ReturnType<Store['recordsAfter']>>
  outcomesAfter(...args: Parameters<Store['outcomesAfter']>): Awaited<ReturnType<Store['outcomesAfter']>>
}

/** Where in a decision the draft is that an outcome `o` is about. */
const DRAFT_PATH = `CASE o.suggestion WHEN '' THEN 'draft'
  ELSE 'suggestions[' || substr(o.suggestion, length(c.uid) + length(r.seq) + 3) || ']' END`

export const createTurnReads = (db: Database): TurnReads => {
  const turns = db.prepare(
    `SELECT r.id AS row, r.body AS body, l.text AS text, i.body AS inputs, i.vectors AS vectors FROM records r
     JOIN log l ON l.conversation = r.conversation AND l.seq = r.seq LEFT JOIN inputs i ON i.record = r.id
     WHERE r.id > ? AND r.id <= ? AND r.at >= ? AND (? IS NULL OR r.tenant = (SELECT id FROM tenants WHERE name = ?))
     ORDER BY r.id LIMIT ?`,
  )
  const outcomesOf = db.prepare('SELECT suggestion, result, value, by, at FROM outcomes WHERE record = ? ORDER BY id')
  const recordsAfter = db.prepare('SELECT id AS row, body FROM records WHERE id > ? ORDER BY id LIMIT ?')
  // Only the few fields that are asked for are taken out of the body: all of it would be read thousands of times.
  const outcomesAfter = db.prepare(
    `SELECT o.id AS row, o.suggestion AS suggestion, o.result AS result, o.value AS value, o.by AS by, o.at AS at,
       c.uid AS uid, r.seq AS seq, t.name AS tenant, json_extract(r.body, '$.decision.kind') AS kind,
       json_extract(r.body, '$.understanding.verdict.intent') AS intent,
       json_extract(r.body, '$.understanding.verdict.confidence') AS confidence,
       json_extract(r.body, '$.decision.' || ${DRAFT_PATH} || '.intent') AS shown,
       json_extract(r.body, '$.decision.' || ${DRAFT_PATH} || '.source.article') AS article,
       json_extract(r.body, '$.decision.' || ${DRAFT_PATH} || '.parts') AS parts
     FROM outcomes o JOIN records r ON r.id = o.record JOIN conversations c ON c.id = r.conversation JOIN tenants t ON t.id = r.tenant
     WHERE o.id > ? ORDER BY o.id LIMIT ?`,
  )

  const toTurn = (row: Row): RecordedTurn => {
    const record = fromJson(row['body'] as string) as DecisionRecord
    const turn: RecordedTurn = {
      record,
      outcomes: outcomesOf.all(row['row'] as Value).map((outcome): Outcome => toOutcome(outcome, record)),
    }
    if (row['text'] !== null) turn.text = row['text'] as string
    if (row['inputs'] !== null)
      turn.inputs = inflated<TurnInputs>(row['inputs'] as Uint8Array, row['vectors'] as Uint8Array)
    return turn
  }

  return {
    turns: ({ tenant, since = '', after = 0, upTo = Number.MAX_SAFE_INTEGER, limit }) => {
      const rows = turns.all(after, upTo, since, tenant ?? null, tenant ?? null, limit)
      const last = rows.at(-1)
      const page = { turns: rows.map(toTurn) }
      return last === undefined || rows.length < limit ? page : { ...page, next: last['row'] as number }
    },
    recordsAfter: (after, limit) => {
      const rows = recordsAfter.all(after, limit)
      const records = rows.map((row) => fromJson(row['body'] as string) as DecisionRecord)
      return { records, next: (rows.at(-1)?.['row'] as number | undefined) ?? after }
    },
    outcomesAfter: (after, limit) => {
      const rows = outcomesAfter.all(after, limit)
      return { outcomes: rows.map(toJudged), next: (rows.at(-1)?.['row'] as number | undefined) ?? after }
    },
  }
}
