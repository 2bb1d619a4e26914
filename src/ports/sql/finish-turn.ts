import { advance, type Conversation } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { LogEvent } from '../../domain/message.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import type { ConversationPatch, FinishedTurn, FinishTurn } from '../store.ts'
import { first } from './append.ts'
import { toEntry } from './entry.ts'
import { erasedRecord } from './erasing.ts'
import type { Found, Held, Ledger } from './ledger.ts'
import { keepPromises } from './promises.ts'

/**
 * ST7: the record, the reply, the move and the patch of one turn, once per record id. A turn that events overtook
 * keeps its record and patch of language and order, and says and moves nothing: when a person spoke meanwhile (W9), or when the
 * conversation was resolved. One whose message was taken back keeps its record alone (W5),
 * one whose message was erased what an erased record has (ER1).
 * The stored record's `answeredSeq` is set here, where the seq is known.
 */
export type ApplyTurn = (turn: FinishTurn, at: number) => FinishedTurn

export const createFinishTurn = (ledger: Ledger): ApplyTurn => {
  const say = (held: Held, { reply }: FinishTurn, at: number): LogEvent | undefined => {
    if (reply === undefined) return undefined
    const known = ledger.byCid(reply.tenant, reply.from.id, reply.cid)
    if (known !== undefined) return first(known, reply).event
    const event = ledger.add(held, toEntry(reply, at))
    keepPromises(ledger, held, event.seq, reply.promises)
    return event
  }

  return (turn, at) => {
    const { record, move, patch } = turn
    const held = ledger.named(record.tenant, record.conversation)
    assertFits(turn)
    const message = ledger.bySeq(held, record.seq)
    if (message === undefined)
      throw new Refusal('not_found', `there is no message ${record.seq} in conversation ${record.conversation}`, {
        field: 'record.seq',
      })
    if (ledger.shown(held, record.seq) !== undefined) return { conversation: held.conversation, dup: true }

    assertStillTrue(held, turn)
    const overtaken = isOvertaken(message, turn)
    const event = overtaken ? undefined : say(held, turn, at)
    const takenBack = isTakenBack(message)
    const kept = answeredBy(record, event)
    ledger.keepRecord(held, message.event.erased ? erasedRecord(kept) : kept, takenBack ? undefined : turn.inputs)
    ledger.settle(held, record.seq)

    let next = held.conversation
    if (move !== undefined && !overtaken) {
      const moved = advance(next, move, new Date(at).toISOString())
      if (moved.ok) next = moved.conversation
    }
    if (patch !== undefined && !takenBack) next = patched(next, overtaken ? only(patch) : patch)
    if (next !== held.conversation) ledger.save(held, next)
    const { conversation } = held
    if (takenBack) return { conversation, dup: false, takenBack }
    return event === undefined ? { conversation, dup: false } : { conversation, event, dup: false }
  }
}

const assertFits = ({ record, reply }: FinishTurn): void => {
  const id = `${record.conversation}:${record.seq}`
  if (record.id !== id)
    throw new Refusal('bad_input', `record.id is ${JSON.stringify(record.id)}: it must be ${JSON.stringify(id)}`, {
      field: 'record.id',
    })
  if (reply === undefined) return
  if (reply.tenant !== record.tenant)
    throw new Refusal('bad_input', 'reply.tenant differs from record.tenant: a turn has one tenant', {
      field: 'reply.tenant',
    })
  if (reply.conversation !== undefined && reply.conversation !== record.conversation)
    throw new Refusal('bad_input', 'reply.conversation differs from record.conversation: a turn has one conversation', {
      field: 'reply.conversation',
    })
}

const assertStillTrue = ({ conversation }: Found['held'], { seen }: FinishTurn): void => {
  if (seen !== undefined && seen !== 'bot' && conversation.state === 'bot')
    throw new Refusal('busy', 'the conversation went back to the bot during the turn; run it again')
}

const isTakenBack = ({ event: { recalled, rolledBack, erased } }: Found): boolean =>
  recalled === true || rolledBack === true || erased === true

const isOvertaken = (message: Found, { reply }: FinishTurn): boolean => {
  const { state, humanSpoke } = message.held.conversation
  const taken = humanSpoke || state === 'assigned'
  return isTakenBack(message) || state === 'resolved' || (taken && reply !== undefined)
}

const answeredBy = (record: DecisionRecord, event: LogEvent | undefined): DecisionRecord => {
  const { answeredSeq: _told, ...rest } = record
  return event === undefined ? rest : { ...rest, answeredSeq: event.seq }
}

/** What stays true of a turn that was overtaken: what the customer spoke of and how urgent it is, not what the bot did. */
const only = ({ language, order, priority }: ConversationPatch): ConversationPatch => {
  const kept: ConversationPatch = {}
  if (priority !== undefined) kept.priority = priority
  if (language !== undefined) kept.language = language
  if (order !== undefined) kept.order = order
  return kept
}

const patched = (conversation: Conversation, patch: ConversationPatch): Conversation => {
  const { asked, ...rest } = { ...conversation, ...patch }
  return asked === undefined ? rest : { ...rest, asked }
}
