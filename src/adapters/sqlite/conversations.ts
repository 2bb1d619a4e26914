import type { Conversation } from '../../domain/conversation.ts'
import { Refusal } from '../../domain/errors.ts'
import { markColumns, toConversation } from '../../ports/sql/rows.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_FROM } from './columns.ts'
import type { Database, Row } from './driver.ts'
import type { Names } from './names.ts'

/** Conversations kept in the writer's memory; above this all are dropped at the end of a transaction. */
const MAX_HELD = 20_000

/** A conversation with its row ids; `conversation` is replaced, never changed, because results hold it. */
export interface Held {
  row: number
  tenantRow: number
  conversation: Conversation
}

/**
 * Conversations as the one writer sees them inside the running transaction: read once and kept. A head that only
 * grew is written by `flush`, once a transaction however many events it took; everything else is written at once.
 */
export interface Conversations {
  epoch(): string
  /** @throws Refusal `not_found`, also for another tenant's id */
  named(tenant: string, id: string): Held
  byRow(row: number): Held
  openOf(tenant: string, customer: string): Held | undefined
  create(conversation: Omit<Conversation, 'epoch' | 'head'>): Held
  save(held: Held, conversation: Conversation): void
  grow(held: Held, conversation: Conversation): void
  /** To be called before every commit. */
  flush(): void
  /** To be called after a rollback, and when the epoch was changed. */
  forget(): void
}

export const createConversations = (db: Database, names: Names): Conversations => {
  const selectEpoch = db.prepare(`SELECT value FROM meta WHERE key = 'epoch'`)
  const selectByUid = db.prepare(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_FROM} WHERE c.uid = ?`)
  const selectByRow = db.prepare(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_FROM} WHERE c.id = ?`)
  const selectOpen = db.prepare(`SELECT id FROM conversations WHERE customer = ? AND state <> 'resolved'`)
  const insert = db.prepare(
    `INSERT INTO conversations (uid, tenant, customer, customer_name, head, state, human_spoke, misses, channel, created_at, updated_at)
     VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)`,
  )
  const update = db.prepare(
    `UPDATE conversations SET head = ?, state = ?, assignee = ?, assignee_name = ?, queued_at = ?, human_spoke = ?,
     language = ?, order_id = ?, asked = ?, misses = ?, outcome = ?, priority = ?, apologised = ?, proof = ?, marks = ?, due_at = ?, mentioned = ?, updated_at = ? WHERE id = ?`,
  )
  const updateHead = db.prepare('UPDATE conversations SET head = ?, human_spoke = ?, updated_at = ? WHERE id = ?')

  const byUid = new Map<string, Held>()
  const byRow = new Map<number, Held>()
  const grown = new Set<Held>()
  const readEpoch = (): string => String(selectEpoch.get()?.['value'])
  let epoch = readEpoch()

  const keep = (held: Held): Held => {
    byUid.set(held.conversation.id, held)
    byRow.set(held.row, held)
    return held
  }
  const read = (row: Row | undefined): Held | undefined =>
    row &&
    keep({
      row: row['row'] as number,
      tenantRow: row['tenant_row'] as number,
      conversation: toConversation(row, epoch),
    })
  const drop = (): void => {
    byUid.clear()
    byRow.clear()
  }
  const at = (row: number): Held => {
    const held = byRow.get(row) ?? read(selectByRow.get(row))
    if (held === undefined) throw new Error(`conversation row ${row} is missing`)
    return held
  }

  return {
    epoch: () => epoch,
    named: (tenant, id) => {
      const held = byUid.get(id) ?? read(selectByUid.get(id))
      if (held?.conversation.tenant !== tenant)
        throw new Refusal('not_found', `there is no conversation ${JSON.stringify(id)}`, { field: 'conversation' })
      return held
    },
    byRow: at,
    openOf: (tenant, customer) => {
      const person = names.findPerson(tenant, customer)
      const row = person === undefined ? undefined : selectOpen.get(person)
      return row && at(row['id'] as number)
    },
    create: (conversation) => {
      const { id, tenant, customer, customerName, state, humanSpoke, misses, channel = null } = conversation
      const tenantRow = names.tenant(tenant)
      const person = names.person(tenant, customer)
      const { lastInsertRowid } = insert.run(
        id,
        tenantRow,
        person,
        customerName,
        state,
        humanSpoke ? 1 : 0,
        misses,
        channel,
        conversation.createdAt,
        conversation.updatedAt,
      )
      return keep({ row: Number(lastInsertRowid), tenantRow, conversation: { ...conversation, epoch, head: 0 } })
    },
    save: (held, next) => {
      held.conversation = next
      grown.delete(held)
      const {
        head,
        state,
        assignee = null,
        assigneeName = null,
        queuedAt = null,
        humanSpoke,
        language = null,
        order = null,
      } = next
      const asked = next.asked === undefined ? null : JSON.stringify(next.asked)
      const { misses, outcome = null, priority = null, apologised = false, proof, updatedAt } = next
      update.run(
        head,
        state,
        assignee,
        assigneeName,
        queuedAt,
        humanSpoke ? 1 : 0,
        language,
        order,
        asked,
        misses,
        outcome,
        priority,
        apologised ? 1 : 0,
        proof === undefined ? null : JSON.stringify(proof),
        ...markColumns(next),
        updatedAt,
        held.row,
      )
    },
    grow: (held, next) => {
      held.conversation = next
      grown.add(held)
    },
    flush: () => {
      for (const { row, conversation } of grown)
        updateHead.run(conversation.head, conversation.humanSpoke ? 1 : 0, conversation.updatedAt, row)
      grown.clear()
      if (byUid.size > MAX_HELD) drop()
    },
    forget: () => {
      grown.clear()
      drop()
      epoch = readEpoch()
    },
  }
}
