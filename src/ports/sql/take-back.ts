import { Refusal } from '../../domain/errors.ts'
import type { Author, LogEvent } from '../../domain/message.ts'
import type { Appended, Store } from '../store.ts'
import type { Held, Ledger } from './ledger.ts'
import { RECALLED, ROLLED_BACK } from './rows.ts'

type Recall = Parameters<Store['recall']>[0]
type Rollback = Parameters<Store['rollback']>[0]

/**
 * ST8: recall and rollback. Bodies move from the log to the audit, so no read can show them. What was taken
 * back owes no turn any more. A message already recalled yields its recall again, with dup.
 */
export interface TakeBack {
  recall(op: Recall, at: number): Appended
  rollback(op: Rollback, at: number): Appended
}

export const createTakeBack = (ledger: Ledger): TakeBack => {
  const again = (held: Held, event: LogEvent): Appended => ({ event, conversation: held.conversation, dup: true })

  return {
    recall: (op, at) => {
      const held = ownedBy(op, ledger)
      const known = ledger.byOp(held, op.by.id, op.opId)
      if (known !== undefined) return again(held, known)
      const target = ledger.bySeq(held, op.seq)
      if (target === undefined || target.event.cid === undefined)
        throw new Refusal('not_found', `there is no message ${op.seq} in conversation ${op.conversation}`, {
          field: 'seq',
        })
      assertInTime(target.event, op, at)
      const earlier = ledger.recallOf(held, op.seq)
      if (earlier !== undefined) return again(held, earlier)
      ledger.takeBack(held, { from: op.seq, to: op.seq }, { ...op, at }, RECALLED)
      const event = ledger.add(held, { from: op.by, kind: 'recall', target: op.seq, opId: op.opId, at, owed: false })
      return { event, conversation: held.conversation, dup: false }
    },
    rollback: (op, at) => {
      const held = ownedBy(op, ledger)
      const known = ledger.byOp(held, op.by.id, op.opId)
      if (known !== undefined) return again(held, known)
      const { head } = held.conversation
      if (!Number.isInteger(op.toSeq) || op.toSeq < 0 || op.toSeq > head)
        throw new Refusal('bad_input', `toSeq is ${op.toSeq}: use a seq from 0 to the head, ${head}`, {
          field: 'toSeq',
        })
      ledger.takeBack(held, { from: op.toSeq + 1, to: head }, { ...op, at }, ROLLED_BACK)
      const event = ledger.add(held, { from: op.by, kind: 'rollback', toSeq: op.toSeq, opId: op.opId, at, owed: false })
      return { event, conversation: held.conversation, dup: false }
    },
  }
}

const ownedBy = (op: { tenant: string; conversation: string; opId: string; by: Author }, ledger: Ledger): Held => {
  if (op.opId === '') throw new Refusal('bad_input', 'opId is empty: send a UUIDv7', { field: 'opId' })
  const held = ledger.named(op.tenant, op.conversation)
  if (op.by.role === 'customer' && op.by.id !== held.conversation.customer)
    throw new Refusal('not_found', `there is no conversation ${JSON.stringify(op.conversation)}`, {
      field: 'conversation',
    })
  return held
}

/** Without a time limit (supervisors) anybody's message; else only one's own, and only in time. */
const assertInTime = (event: LogEvent, { by, seq, withinMs }: Recall, at: number): void => {
  if (withinMs === Number.POSITIVE_INFINITY) return
  if (event.from.id !== by.id || event.from.role !== by.role)
    throw new Refusal('forbidden', `message ${seq} was written by somebody else: only a supervisor can take it back`, {
      field: 'seq',
    })
  if (at - Date.parse(event.at) > withinMs)
    throw new Refusal(
      'recall.too_late',
      `message ${seq} is older than ${Math.round(withinMs / 1000)} s: ask a supervisor`,
      { field: 'seq' },
    )
}
