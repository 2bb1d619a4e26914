import { advance, type Conversation } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import type { LogEvent } from '../../domain/message.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import type { ConversationPatch, FinishedTurn, FinishTurn } from '../../ports/store.ts'
import { first, toEntry } from './append.ts'
import type { Conversations, Held } from './conversations.ts'
import type { Database } from './driver.ts'
import type { Found, Log } from './log.ts'
import type { Promises } from './promises.ts'
import { toJson } from './rows.ts'
import { packInputs } from './turn-inputs.ts'

/**
 * ST7: the record, the reply, the move and the patch of one turn, once per record id. A turn that events overtook
 * keeps its record and patch of language and order, and says and moves nothing: when a person spoke meanwhile (W9), or when the
 * conversation was resolved. One whose message was taken back keeps its record alone (W5).
 * The stored record's `answeredSeq` is set here, where the seq is known.
 */
export type ApplyTurn = (turn: FinishTurn, at: number) => FinishedTurn

export const createFinishTurn = (
  db: Database,
  conversations: Conversations,
  log: Log,
  promises: Promises,
): ApplyTurn => {
  const selectRecord = db.prepare('SELECT 1 AS found FROM records WHERE conversation = ? AND seq = ?')
  const insertRecord = db.prepare(
    'INSERT INTO records (conversation, seq, tenant, at, suggestions, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertInputs = db.prepare('INSERT INTO inputs (record, body, vectors) VALUES (?, ?, ?)')
  const settle = db.prepare('UPDATE log SET owed = 0 WHERE conversation = ? AND seq = ? AND owed = 1')

  const say = (held: Held, { reply }: FinishTurn, at: number): LogEvent | undefined => {
    if (reply === undefined) return undefined
    const known = log.byCid(reply.tenant, reply.from.id, reply.cid)
    if (known !== undefined) return first(known, reply).event
    const event = log.add(held, toEntry(reply, at))
    promises.add(held, event.seq, reply.promises)
    return event
  }

  return (turn, at) => {
    const { record, move, patch } = turn
    const held = conversations.named(record.tenant, record.conversation)
    assertFits(turn)
    const message = log.bySeq(held, record.seq)
    if (message === undefined)
      throw new Refusal('not_found', `there is no message ${record.seq} in conversation ${record.conversation}`, {
        field: 'record.seq',
      })
    if (selectRecord.get(held.row, record.seq) !== undefined) return { conversation: held.conversation, dup: true }

    assertStillTrue(held, turn)
    const overtaken = isOvertaken(message, turn)
    const event = overtaken ? undefined : say(held, turn, at)
    const { lastInsertRowid } = insertRecord.run(
      held.row,
      record.seq,
      held.tenantRow,
      record.at,
      record.decision.suggestions.length,
      bodyOf(record, event),
    )
    if (turn.inputs !== undefined && !isTakenBack(message)) {
      const { body, vectors } = packInputs(turn.inputs)
      insertInputs.run(Number(lastInsertRowid), body, vectors)
    }
    settle.run(held.row, record.seq)

    let next = held.conversation
    if (move !== undefined && !overtaken) {
      const moved = advance(next, move, new Date(at).toISOString())
      if (moved.ok) next = moved.conversation
    }
    const takenBack = isTakenBack(message)
    if (patch !== undefined && !takenBack) next = patched(next, overtaken ? only(patch) : patch)
    if (next !== held.conversation) conversations.save(held, next)
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

const isTakenBack = ({ event }: Found): boolean => event.recalled === true || event.rolledBack === true

const isOvertaken = (message: Found, { reply }: FinishTurn): boolean => {
  const { state, humanSpoke } = message.held.conversation
  const taken = humanSpoke || state === 'assigned'
  return isTakenBack(message) || state === 'resolved' || (taken && reply !== undefined)
}

const bodyOf = (record: DecisionRecord, event: LogEvent | undefined): string => {
  const { answeredSeq: _told, ...rest } = record
  return toJson(event === undefined ? rest : { ...rest, answeredSeq: event.seq })
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
