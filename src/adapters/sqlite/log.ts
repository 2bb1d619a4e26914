import type { Author, LogEvent, MessageKind } from '../../domain/message.ts'
import type { Conversations, Held } from './conversations.ts'
import type { Database, Row } from './driver.ts'
import type { Names } from './names.ts'
import { EVENT_COLUMNS, EVENT_FROM, toEvent } from './rows.ts'

/** What an event brings; the log gives it its seq. `at` is in milliseconds since 1970. */
export type Entry = Pick<
  LogEvent,
  'from' | 'kind' | 'text' | 'cid' | 'attachment' | 'answer' | 'options' | 'cards' | 'target' | 'toSeq' | 'opId'
> & {
  at: number
  owed: boolean
}

/** An event where it lies. */
export interface Found {
  row: number
  held: Held
  event: LogEvent
}

/** The log inside the writer's running transaction. */
export interface Log {
  byCid(tenant: string, sender: string, cid: string): Found | undefined
  byOp(held: Held, sender: string, opId: string): LogEvent | undefined
  bySeq(held: Held, seq: number): Found | undefined
  /** The recall that took this seq back, if one did. */
  recallOf(held: Held, seq: number): LogEvent | undefined
  /** Adds an event at the next seq of its conversation. */
  add(held: Held, entry: Entry): LogEvent
}

export const createLog = (db: Database, names: Names, conversations: Conversations): Log => {
  const select = (where: string) => db.prepare(`SELECT ${EVENT_COLUMNS} FROM ${EVENT_FROM} WHERE ${where}`)
  const selectCid = select('l.cid = ? AND l.sender = ?')
  const selectOp = select('l.conversation = ? AND l.sender = ? AND l.op_id = ?')
  const selectSeq = select('l.conversation = ? AND l.seq = ?')
  const selectRecall = select(`l.conversation = ? AND l.kind = 'recall' AND l.target = ?`)
  const insert = db.prepare(
    `INSERT INTO log (conversation, seq, tenant, sender, cid, op_id, at, role, name, kind, text, more, target, owed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const found = (row: Row | undefined): Found | undefined => {
    if (row === undefined) return undefined
    const held = conversations.byRow(row['conversation_row'] as number)
    return { row: row['row'] as number, held, event: toEvent(row, held.conversation.id, conversations.epoch()) }
  }

  return {
    byCid: (tenant, sender, cid) => {
      const person = names.findPerson(tenant, sender)
      return person === undefined ? undefined : found(selectCid.get(cid, person))
    },
    byOp: (held, sender, opId) => {
      const person = names.findPerson(held.conversation.tenant, sender)
      return person === undefined ? undefined : found(selectOp.get(held.row, person, opId))?.event
    },
    bySeq: (held, seq) => found(selectSeq.get(held.row, seq)),
    recallOf: (held, seq) => found(selectRecall.get(held.row, seq))?.event,
    add: (held, entry) => {
      const { at, owed, ...body } = entry
      const { conversation, row, tenantRow } = held
      const { from, kind, cid = null, opId = null, text = null } = body
      const seq = conversation.head + 1
      const sender = names.person(conversation.tenant, from.id)
      const target = body.target ?? body.toSeq ?? null
      insert.run(
        row,
        seq,
        tenantRow,
        sender,
        cid,
        opId,
        at,
        from.role,
        from.name,
        kind,
        text,
        moreOf(entry),
        target,
        owed ? 1 : 0,
      )
      const iso = new Date(at).toISOString()
      const humanSpoke = conversation.humanSpoke || speaks(from, kind)
      conversations.grow(held, { ...conversation, head: seq, humanSpoke, updatedAt: iso })
      return { conversation: conversation.id, epoch: conversation.epoch, seq, at: iso, ...body }
    },
  }
}

const WORDS: ReadonlySet<string> = new Set<MessageKind>(['text', 'image', 'audio', 'file'])

/** A person speaks to the customer with words; notes, recalls and rollbacks are no words. */
const speaks = (from: Author, kind: string): boolean => from.role === 'agent' && WORDS.has(kind)

const moreOf = ({ attachment, answer, options, cards }: Entry): string | null =>
  attachment === undefined && answer === undefined && options === undefined && cards === undefined
    ? null
    : JSON.stringify({ attachment, answer, options, cards })
