import type { Ledger, Range } from '../../ports/sql/ledger.ts'
import { toPromise } from '../../ports/sql/rows.ts'
import type { Held } from './conversations.ts'
import type { Database, Row } from './driver.ts'
import { PROMISES } from './promise-reads.ts'

/** Promises inside the writer's running transaction. */
export interface Promises extends Pick<Ledger, 'keepPromise' | 'promiseAt' | 'savePromise'> {
  /** Of events that were taken back. */
  drop(held: Held, range: Range): void
}

export const createPromises = (db: Database): Promises => {
  const insert = db.prepare(
    `INSERT INTO promises (conversation, seq, place, kind, due, amount, currency, order_ref, start_at, end_at, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
  )
  const remove = db.prepare('DELETE FROM promises WHERE conversation = ? AND seq BETWEEN ? AND ?')
  const select = db.prepare(`${PROMISES} WHERE p.conversation = ? AND p.seq = ? AND p.place = ?`)
  const update = db.prepare(
    `UPDATE promises SET state = ?, settled_at = ?, settled_by = ?, raised_at = ?, baseline = ?
     WHERE conversation = ? AND seq = ? AND place = ?`,
  )
  const rowOf = (held: object): number => (held as Held).row
  return {
    keepPromise: (held, seq, place, { kind, due, amount, order = null, start, end }) =>
      void insert.run(
        rowOf(held),
        seq,
        place,
        kind,
        due === undefined ? null : Date.parse(due),
        amount?.amount ?? null,
        amount?.currency ?? null,
        order,
        start,
        end,
      ),
    promiseAt: (held, seq, place) => {
      const row: Row | undefined = select.get(rowOf(held), seq, place)
      return row && toPromise(row)
    },
    savePromise: (held, place, { seq, state, settledAt, settledBy = null, raisedAt, baseline = null }) =>
      void update.run(
        state,
        settledAt === undefined ? null : Date.parse(settledAt),
        settledBy,
        raisedAt === undefined ? null : Date.parse(raisedAt),
        JSON.stringify(baseline),
        rowOf(held),
        seq,
        place,
      ),
    drop: (held, { from, to }) => void remove.run(held.row, from, to),
  }
}
