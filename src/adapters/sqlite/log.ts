import { eventSums } from '../../lib/event-sums.ts'
import { moreOf, nextEvent } from '../../ports/sql/entry.ts'
import type { Found, Ledger, Range, TakingBack } from '../../ports/sql/ledger.ts'
import { toEvent } from '../../ports/sql/rows.ts'
import { EVENT_COLUMNS, EVENT_FROM } from './columns.ts'
import type { Conversations, Held } from './conversations.ts'
import type { Database, Row } from './driver.ts'
import type { Names } from './names.ts'

/** The log inside the writer's running transaction. */
export interface Log extends Pick<Ledger, 'byCid' | 'byOp' | 'bySeq' | 'recallOf' | 'add' | 'settle'> {
  /** Moves bodies to the audit, marks their events and settles what they owe. */
  blank(held: Held, range: Range, by: TakingBack, mark: number): void
}

export const createLog = (db: Database, names: Names, conversations: Conversations): Log => {
  const select = (where: string) => db.prepare(`SELECT ${EVENT_COLUMNS} FROM ${EVENT_FROM} WHERE ${where}`)
  const selectCid = select('l.cid = ? AND l.sender = ?')
  const selectOp = select('l.conversation = ? AND l.sender = ? AND l.op_id = ?')
  const selectSeq = select('l.conversation = ? AND l.seq = ?')
  const selectRecall = select(`l.conversation = ? AND l.kind = 'recall' AND l.target = ?`)
  const insert = db.prepare(
    `INSERT INTO log (conversation, seq, tenant, sender, cid, op_id, at, role, name, kind, text, more, target, owed, sum, body_sum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const settle = db.prepare('UPDATE log SET owed = 0 WHERE conversation = ? AND seq = ? AND owed = 1')
  const keepBodies = db.prepare(
    `INSERT INTO audit (log, at, op_id, by_role, by_id, by_name, text, more)
     SELECT id, ?, ?, ?, ?, ?, text, more FROM log
     WHERE conversation = ? AND seq BETWEEN ? AND ? AND (text IS NOT NULL OR more IS NOT NULL)`,
  )
  const blank = db.prepare(
    'UPDATE log SET text = NULL, more = NULL, body_sum = NULL, owed = 0, taken = taken | ? WHERE conversation = ? AND seq BETWEEN ? AND ?',
  )
  const found = (row: Row | undefined): Found | undefined => {
    if (row === undefined) return undefined
    const held = conversations.byRow(row['conversation_row'] as number)
    return { held, event: toEvent(row, held.conversation.id, conversations.epoch()) }
  }
  const rowOf = (held: object): number => (held as Held).row

  return {
    byCid: (tenant, sender, cid) => {
      const person = names.findPerson(tenant, sender)
      return person === undefined ? undefined : found(selectCid.get(cid, person))
    },
    byOp: (held, sender, opId) => {
      const person = names.findPerson(held.conversation.tenant, sender)
      return person === undefined ? undefined : found(selectOp.get(rowOf(held), person, opId))?.event
    },
    bySeq: (held, seq) => found(selectSeq.get(rowOf(held), seq)),
    recallOf: (held, seq) => found(selectRecall.get(rowOf(held), seq))?.event,
    add: (at, entry) => {
      const held = at as Held
      const { event, conversation } = nextEvent(held.conversation, entry)
      const { from, kind, cid = null, opId = null, text = null } = entry
      const more = moreOf(entry)
      const target = entry.target ?? entry.toSeq ?? null
      const { sum, bodySum } = eventSums({
        conversation: conversation.id,
        seq: event.seq,
        sender: from.id,
        cid,
        opId,
        at: entry.at,
        role: from.role,
        kind,
        target,
        name: from.name,
        text,
        more,
      })
      insert.run(
        held.row,
        event.seq,
        held.tenantRow,
        names.person(conversation.tenant, from.id),
        cid,
        opId,
        entry.at,
        from.role,
        from.name,
        kind,
        text,
        more,
        target,
        entry.owed ? 1 : 0,
        sum,
        bodySum,
      )
      conversations.grow(held, conversation)
      return event
    },
    settle: (held, seq) => void settle.run(rowOf(held), seq),
    blank: ({ row }, { from, to }, { at, opId, by }, mark) => {
      keepBodies.run(at, opId, by.role, by.id, by.name, row, from, to)
      blank.run(mark, row, from, to)
    },
  }
}
