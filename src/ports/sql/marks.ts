import { advance, type Conversation } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Receipt } from '../../domain/message.ts'
import type { Outcome } from '../../domain/record.ts'
import type { Store } from '../store.ts'
import type { Ledger } from './ledger.ts'
import { parseRecordId } from './record-id.ts'

/** The writes beside the log: states, outcomes, cursors. */
export interface Marks {
  move(op: Parameters<Store['move']>[0]): Conversation
  /** ST11. */
  outcome(outcome: Outcome): { first: boolean }
  /** ST12. */
  receipt(op: Parameters<Store['receipt']>[0]): Receipt[]
}

export const createMarks = (ledger: Ledger): Marks => ({
  move: ({ tenant, conversation, move, at }) => {
    if (Number.isNaN(Date.parse(at)))
      throw new Refusal('bad_input', `at is ${JSON.stringify(at)}: use ISO 8601`, { field: 'at' })
    const held = ledger.named(tenant, conversation)
    if (move.type === 'unmerge') assertNoOther(ledger, held.conversation, move.customer)
    const moved = advance(held.conversation, move, at)
    if (!moved.ok) throw new Refusal(moved.code, whyNot(moved.code, held.conversation, move.type))
    ledger.save(held, moved.conversation)
    return held.conversation
  },
  outcome: (outcome) => {
    const { tenant, record, suggestion } = outcome
    const { conversation, seq } = parseRecordId(record)
    const held = known(() => ledger.named(tenant, conversation))
    const suggestions = held && ledger.shown(held, seq)
    if (!held || suggestions === undefined || !isShown(record, suggestion, suggestions))
      throw new Refusal(
        'suggestion.unknown',
        `there is no ${suggestion === undefined ? `record ${record}` : `suggestion ${suggestion} of record ${record}`}`,
        {
          field: suggestion === undefined ? 'record' : 'suggestion',
        },
      )
    return { first: ledger.keepOutcome(held, seq, outcome) }
  },
  receipt: ({ tenant, conversation, by, delivered = 0, read = 0 }) => {
    const held = ledger.named(tenant, conversation)
    const { head } = held.conversation
    const seen = Math.min(read, head)
    // What was read was delivered.
    return ledger.raise(held, { by, delivered: Math.max(Math.min(delivered, head), seen), read: seen })
  },
})
/** ST6: what is open again must be the only one. */
const assertNoOther = (ledger: Ledger, { id, tenant, customer }: Conversation, named: string): void => {
  const other = ledger.openOf(tenant, customer)
  if (named !== customer)
    throw new Refusal('bad_input', `customer is ${JSON.stringify(named)}: name whose conversation ${id} is`, {
      field: 'customer',
    })
  if (other !== undefined)
    throw new Refusal(
      'conversation.move',
      `the customer of ${id} has opened ${other.conversation.id} meanwhile: the merge cannot be taken back`,
    )
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
