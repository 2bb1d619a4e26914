import { deflated } from '../../lib/deflated.ts'
import { toJson } from '../../lib/json.ts'
import type { Ledger, Range } from '../../ports/sql/ledger.ts'
import { storedResult, toReceipt } from '../../ports/sql/rows.ts'
import type { Held } from './conversations.ts'
import type { Database } from './driver.ts'

/** What hangs on the log, inside the writer's running transaction: decisions, what became of them, cursors. */
export interface Records extends Pick<Ledger, 'shown' | 'keepRecord' | 'keepOutcome' | 'raise'> {
  /** Of messages that were taken back. */
  dropInputs(held: Held, range: Range): void
}

export const createRecords = (db: Database): Records => {
  const select = db.prepare('SELECT id, suggestions FROM records WHERE conversation = ? AND seq = ?')
  const insert = db.prepare(
    'INSERT INTO records (conversation, seq, tenant, at, suggestions, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertInputs = db.prepare('INSERT INTO inputs (record, body, vectors) VALUES (?, ?, ?)')
  const deleteInputs = db.prepare(
    'DELETE FROM inputs WHERE record IN (SELECT id FROM records WHERE conversation = ? AND seq BETWEEN ? AND ?)',
  )
  const insertOutcome = db.prepare(
    'INSERT OR IGNORE INTO outcomes (record, suggestion, result, value, by, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  // A correction said again is the last word again.
  const insertWord = db.prepare(
    'INSERT OR REPLACE INTO outcomes (record, suggestion, result, value, by, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const receipts = db.prepare('SELECT by, delivered, read FROM receipts WHERE conversation = ? ORDER BY by')
  const upsertReceipt = db.prepare(
    `INSERT INTO receipts (conversation, by, delivered, read) VALUES (?, ?, ?, ?)
     ON CONFLICT (conversation, by) DO UPDATE SET delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)
     WHERE excluded.delivered > delivered OR excluded.read > read`,
  )
  const rowOf = (held: object): number => (held as Held).row
  return {
    shown: (held, seq) => select.get(rowOf(held), seq)?.['suggestions'] as number | undefined,
    keepRecord: (held, record, inputs) => {
      const { row, tenantRow } = held as Held
      const { suggestions } = record.decision
      const { lastInsertRowid } = insert.run(row, record.seq, tenantRow, record.at, suggestions.length, toJson(record))
      if (inputs === undefined) return
      const { body, vectors } = deflated(inputs)
      insertInputs.run(Number(lastInsertRowid), body, vectors)
    },
    keepOutcome: (held, seq, outcome) => {
      const { suggestion = '', result, value = null, by, at } = outcome
      const record = select.get(rowOf(held), seq)?.['id'] as number
      const insert = result === 'corrected' ? insertWord : insertOutcome
      return insert.run(record, suggestion, storedResult(outcome), value, by, at).changes > 0
    },
    raise: (held, { by, delivered, read }) => {
      upsertReceipt.run(rowOf(held), by, delivered, read)
      return receipts.all(rowOf(held)).map(toReceipt)
    },
    dropInputs: (held, { from, to }) => void deleteInputs.run(held.row, from, to),
  }
}
