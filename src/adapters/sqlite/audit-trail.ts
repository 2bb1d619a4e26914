import type { AuditEntry, AuditedEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import { linkedHash } from '../../lib/linked-hash.ts'
import type { AuditTrail } from '../../ports/audit.ts'
import type { AuditChain, ChainedEntry, ChainHead } from '../../ports/audit-chain.ts'
import { toAudited, toChained } from '../../ports/sql/rows.ts'
import type { Database } from './driver.ts'
import type { Names } from './names.ts'

/** AU1 and AC1 inside the writer's running transaction. */
export const createAudit = (db: Database, names: Names): ((entry: AuditEntry) => void) => {
  const insert = db.prepare(
    `INSERT INTO audit_trail (id, tenant, at, action, by_role, by_id, by_name, customer, order_ref, field, reason, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const nextId = db.prepare(`SELECT coalesce(max(seq), 0) + 1 AS id FROM sqlite_sequence WHERE name = 'audit_trail'`)
  const selectHead = db.prepare('SELECT entries, hash FROM audit_heads WHERE tenant = ?')
  const saveHead = db.prepare(
    `INSERT INTO audit_heads (tenant, entries, hash) VALUES (?, ?, ?)
     ON CONFLICT (tenant) DO UPDATE SET entries = excluded.entries, hash = excluded.hash`,
  )
  const earlier = db.prepare(`${CHAIN} WHERE t.id = ? ORDER BY a.id`)
  const headOf = (tenant: number): { entries: number; hash: string } => {
    const row = selectHead.get(tenant)
    if (row !== undefined) return { entries: row['entries'] as number, hash: row['hash'] as string }
    // Entries of before there were hashes are covered by the first one that has one.
    let hash = ''
    const rows = earlier.all(tenant)
    for (const row of rows) hash = linkedHash(hash, toChained(row).columns)
    return { entries: rows.length, hash }
  }
  return ({ tenant, at, action, by, customer = null, order = null, field = null, reason = null }) => {
    const time = Date.parse(at)
    if (Number.isNaN(time)) throw new Refusal('bad_input', `at is ${JSON.stringify(at)}: use ISO 8601`, { field: 'at' })
    const row = names.tenant(tenant)
    const id = Number(nextId.get()?.['id'])
    const before = headOf(row)
    const rest = [time, action, by.role, by.id, by.name, customer, order, field, reason]
    const hash = linkedHash(before.hash, [id, tenant, ...rest])
    insert.run(id, row, ...rest, hash)
    saveHead.run(row, before.entries + 1, hash)
  }
}

/** The reads of the trail. */
export interface AuditReads {
  audited(...args: Parameters<AuditTrail['audited']>): AuditedEntry[]
  auditChain(...args: Parameters<AuditChain['auditChain']>): ChainedEntry[]
  auditHead(tenant: string): ChainHead | undefined
  auditTenants(): string[]
}

export const createAuditReads = (db: Database): AuditReads => {
  const newest = db.prepare(
    `SELECT id, at, action, by_role, by_id, by_name, customer, order_ref, field, reason FROM audit_trail
     WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const chain = db.prepare(`${CHAIN} WHERE t.name = ? AND a.id > ? ORDER BY a.id LIMIT ?`)
  const head = db.prepare(
    'SELECT h.entries, h.hash FROM audit_heads h JOIN tenants t ON t.id = h.tenant WHERE t.name = ?',
  )
  const tenants = db.prepare('SELECT name FROM tenants WHERE id IN (SELECT tenant FROM audit_trail) ORDER BY name')
  return {
    audited: (tenant, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      newest.all(tenant, before, limit).map((row) => toAudited(tenant, row)),
    auditChain: (tenant, { after, limit }) => chain.all(tenant, after, limit).map(toChained),
    auditHead: (tenant) => {
      const row = head.get(tenant)
      return row && { entries: row['entries'] as number, hash: row['hash'] as string }
    },
    auditTenants: () => tenants.all().map(({ name }) => name as string),
  }
}

const CHAIN = `SELECT a.id, t.name AS tenant, a.at, a.action, a.by_role, a.by_id, a.by_name, a.customer, a.order_ref, a.field, a.reason, a.hash
  FROM audit_trail a JOIN tenants t ON t.id = a.tenant`
