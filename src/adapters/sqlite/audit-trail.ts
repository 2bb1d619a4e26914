import type { AuditAction, AuditEntry, AuditedEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Role } from '../../domain/message.ts'
import type { AuditTrail } from '../../ports/audit.ts'
import type { Database, Row } from './driver.ts'
import type { Names } from './names.ts'

/** AU1 inside the writer's running transaction. */
export const createAudit = (db: Database, names: Names): ((entry: AuditEntry) => void) => {
  const insert = db.prepare(
    `INSERT INTO audit_trail (tenant, at, action, by_role, by_id, by_name, customer, order_ref, field, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return ({ tenant, at, action, by, customer, order, field, reason }) => {
    const time = Date.parse(at)
    if (Number.isNaN(time)) throw new Refusal('bad_input', `at is ${JSON.stringify(at)}: use ISO 8601`, { field: 'at' })
    insert.run(
      names.tenant(tenant),
      time,
      action,
      by.role,
      by.id,
      by.name,
      customer ?? null,
      order ?? null,
      field ?? null,
      reason ?? null,
    )
  }
}

/** The reads of the trail. */
export interface AuditReads {
  audited(...args: Parameters<AuditTrail['audited']>): AuditedEntry[]
}

export const createAuditReads = (db: Database): AuditReads => {
  const newest = db.prepare(
    `SELECT id, at, action, by_role, by_id, by_name, customer, order_ref, field, reason FROM audit_trail
     WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  return {
    audited: (tenant, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      newest.all(tenant, before, limit).map((row) => toEntry(tenant, row)),
  }
}

const toEntry = (tenant: string, row: Row): AuditedEntry => ({
  id: row['id'] as number,
  tenant,
  at: new Date(row['at'] as number).toISOString(),
  by: { role: row['by_role'] as Role, id: row['by_id'] as string, name: row['by_name'] as string },
  action: row['action'] as AuditAction,
  ...(row['customer'] === null ? {} : { customer: row['customer'] as string }),
  ...(row['order_ref'] === null ? {} : { order: row['order_ref'] as string }),
  ...(row['field'] === null ? {} : { field: row['field'] as string }),
  ...(row['reason'] === null ? {} : { reason: row['reason'] as string }),
})
