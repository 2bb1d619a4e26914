import type { AuditEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import type { DecisionRecord } from '../../domain/record.ts'
import { fromJson, toJson } from '../../lib/json.ts'
import type { Erasable, Erasure } from '../../ports/erasure.ts'
import { attachedUrl, erasedConversation, erasedRecord, erasureEntry, toErasable } from '../../ports/sql/erasing.ts'
import { ERASED } from '../../ports/sql/rows.ts'
import type { Conversations, Held } from './conversations.ts'
import type { Database } from './driver.ts'

/** ER1 to ER3 inside the writer's running transaction. */
export const createErase = (
  db: Database,
  conversations: Conversations,
  audit: (entry: AuditEntry) => void,
): ((op: Parameters<Erasure['erase']>[0]) => { events: number }) => {
  const erasedAt = db.prepare('SELECT erased_at FROM conversations WHERE id = ?')
  const nameless = db.prepare(`UPDATE conversations SET customer_name = '', erased_at = ? WHERE id = ?`)
  const blank = db.prepare(
    `UPDATE log SET text = NULL, more = NULL, body_sum = NULL, owed = 0, taken = taken | ${ERASED},
     name = CASE role WHEN 'customer' THEN '' ELSE name END WHERE conversation = ?`,
  )
  const records = db.prepare('SELECT id, body FROM records WHERE conversation = ?')
  const saveRecord = db.prepare('UPDATE records SET body = ? WHERE id = ?')
  const drops = [
    'DELETE FROM audit WHERE log IN (SELECT id FROM log WHERE conversation = ?)',
    'DELETE FROM inputs WHERE record IN (SELECT id FROM records WHERE conversation = ?)',
    'DELETE FROM promises WHERE conversation = ?',
  ].map((sql) => db.prepare(sql))

  return (op) => {
    const held = conversations.named(op.tenant, op.conversation) as Held
    const { row, conversation } = held
    const isResolved = conversation.state === 'resolved'
    if (Number.isNaN(Date.parse(op.at)))
      throw new Refusal('bad_input', `at is ${JSON.stringify(op.at)}: use ISO 8601`, { field: 'at' })
    if (isResolved && erasedAt.get(row)?.['erased_at'] !== null) return { events: 0 }
    blank.run(row)
    for (const { id, body } of records.all(row))
      saveRecord.run(toJson(erasedRecord(fromJson(body as string) as DecisionRecord)), id as number)
    for (const drop of drops) drop.run(row)
    conversations.save(held, erasedConversation(conversation))
    // One that goes on is erased again once it is over.
    nameless.run(isResolved ? op.at : null, row)
    audit(erasureEntry(op, conversation))
    return { events: conversation.head }
  }
}

/** What there is to erase. */
export interface ErasureReads {
  erasable(...args: Parameters<Erasure['erasable']>): Erasable[]
  attachedIn(tenant: string, conversation: string): string[]
}

export const createErasureReads = (db: Database): ErasureReads => {
  const select = (where: string) =>
    db.prepare(
      `SELECT c.uid, p.sub AS customer, c.state, c.head, c.updated_at FROM conversations c JOIN people p ON p.id = c.customer
       WHERE c.tenant = (SELECT id FROM tenants WHERE name = ?) AND c.erased_at IS NULL AND ${where} ORDER BY c.updated_at, c.id LIMIT ?`,
    )
  const old = select(`c.state = 'resolved' AND c.updated_at < ?`)
  const ofCustomer = select('p.sub = ?')
  const place = '(SELECT id FROM conversations WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND uid = ?)'
  const attached = db.prepare(
    `SELECT more FROM log WHERE conversation = ${place} AND more IS NOT NULL
     UNION ALL SELECT a.more FROM audit a JOIN log l ON l.id = a.log WHERE l.conversation = ${place} AND a.more IS NOT NULL`,
  )
  return {
    erasable: (tenant, which) =>
      ('customer' in which
        ? ofCustomer.all(tenant, which.customer, which.limit)
        : old.all(tenant, which.resolvedBefore, which.limit)
      ).map(toErasable),
    attachedIn: (tenant, id) => attached.all(tenant, id, tenant, id).flatMap(({ more }) => attachedUrl(more)),
  }
}
