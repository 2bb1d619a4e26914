import type { AuditEntry, AuditedEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import type { AuditTrail } from '../../ports/audit.ts'
import { toAudited } from '../../ports/sql/rows.ts'
import type { Database } from './driver.ts'
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
      newest.all(tenant, before, limit).map((row) => toAudited(tenant, row)),
  }
}
