import { advance } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Receipt } from '../../domain/message.ts'
import type { Outcome } from '../../domain/record.ts'
import type { Store } from '../../ports/store.ts'
import type { Conversations } from './conversations.ts'
import type { Database } from './driver.ts'
import { parseRecordId } from './record-id.ts'
import { toReceipt } from './rows.ts'

/** The writes beside the log: states, outcomes, cursors, named values. */
export interface Marks {
  move(op: Parameters<Store['move']>[0]): Awaited<ReturnType<Store['move']>>
  outcome(outcome: Outcome): { first: boolean }
  receipt(op: Parameters<Store['receipt']>[0]): Receipt[]
  setMeta(key: string, value: string): void
}

export const createMarks = (db: Database, conversations: Conversations): Marks => {
  const selectRecord = db.prepare(
    'SELECT id, suggestions FROM records WHERE tenant = ? AND conversation = ? AND seq = ?',
  )
  const insertOutcome = db.prepare(
    'INSERT OR IGNORE INTO outcomes (record, suggestion, result, value, by, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const selectReceipts = db.prepare('SELECT by, delivered, read FROM receipts WHERE conversation = ? ORDER BY by')
  const upsertReceipt = db.prepare(
    `INSERT INTO receipts (conversation, by, delivered, read) VALUES (?, ?, ?, ?)
     ON CONFLICT (conversation, by) DO UPDATE SET delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)
     WHERE excluded.delivered > delivered OR excluded.read > read`,
  )
  const upsertMeta = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )

  return {
    move: ({ tenant, conversation, move, at }) => {
      if (Number.isNaN(Date.parse(at)))
        throw new Refusal('bad_input', `at is ${JSON.stringify(at)}: use ISO 8601`, { field: 'at' })
      const held = conversations.named(tenant, conversation)
      const moved = advance(held.conversation, move, at)
      if (!moved.ok) throw new Refusal(moved.code, whyNot(moved.code, held.conversation, move.type))
      conversations.save(held, moved.conversation)
      return held.conversation
    },
    outcome: ({ tenant, record, suggestion, result, value, by, at }) => {
      const { conversation, seq } = parseRecordId(record)
      const held = known(() => conversations.named(tenant, conversation))
      const row = held && selectRecord.get(held.tenantRow, held.row, seq)
      if (!row || !isShown(record, suggestion, row['suggestions'] as number))
        throw new Refusal(
          'suggestion.unknown',
          `there is no ${suggestion === undefined ? `record ${record}` : `suggestion ${suggestion} of record ${record}`}`,
          {
            field: suggestion === undefined ? 'record' : 'suggestion',
          },
        )
      const { changes } = insertOutcome.run(row['id'] as number, suggestion ?? '', result, value ?? null, by, at)
      return { first: changes > 0 }
    },
    receipt: ({ tenant, conversation, by, delivered = 0, read = 0 }) => {
      const held = conversations.named(tenant, conversation)
      const { head } = held.conversation
      const seen = Math.min(read, head)
      // What was read was delivered.
      upsertReceipt.run(held.row, by, Math.max(Math.min(delivered, head), seen), seen)
      return selectReceipts.all(held.row).map(toReceipt)
    },
    setMeta: (key, value) => {
      upsertMeta.run(key, value)
      if (key !== 'epoch') return
      // Held conversations carry the epoch: what they grew is written, then they are read anew.
      conversations.flush()
      conversations.forget()
    },
  }
}

/** A suggestion's id ends in its rank, from 0. */
const isShown = (record: string, suggestion: string | undefined, count: number): boolean => {
  if (suggestion === undefined) return true
  const rank = suggestion.startsWith(`${record}:`) ? suggestion.slice(record.length + 1) : ''
  return /^\d{1,3}$/.test(rank) && Number(rank) < count
}

const known = <T>(find: () => T): T | undefined => {
  try {
    return find()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return undefined
    throw error
  }
}

const whyNot = (
  code: 'conversation.taken' | 'conversation.closed' | 'conversation.move',
  conversation: { id: string; state: string; assignee?: string; assigneeName?: string },
  move: string,
): string => {
  if (code === 'conversation.taken') return `taken by ${conversation.assigneeName ?? conversation.assignee}`
  if (code === 'conversation.closed') return `conversation ${conversation.id} is resolved`
  return `conversation ${conversation.id} is ${conversation.state}: ${move} is not possible from there`
}
