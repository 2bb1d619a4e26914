import type { AuditEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import type { KeptSettings, SettingsChange } from '../../domain/settings.ts'
import type { SettingsBook } from '../../ports/settings.ts'
import { auditOf, refuseStale, settingsColumns, toKeptSettings, toSettingsChange } from '../../ports/sql/settings.ts'
import type { Database } from './driver.ts'
import type { Names } from './names.ts'

const COLUMNS = 'version, at, by_role, by_id, by_name, area, before, after, reverts'

/** SG1 and SG5 inside the writer's running transaction. */
export const createSettingsWrite = (
  db: Database,
  names: Names,
  audit: (entry: AuditEntry) => void,
): ((change: SettingsChange) => void) => {
  const newest = db.prepare('SELECT coalesce(max(version), 0) AS version FROM settings_changes WHERE tenant = ?')
  const insert = db.prepare(`INSERT INTO settings_changes (tenant, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return (change) => {
    if (Number.isNaN(Date.parse(change.at)))
      throw new Refusal('bad_input', `at is ${JSON.stringify(change.at)}: use ISO 8601`, { field: 'at' })
    const tenant = names.tenant(change.tenant)
    refuseStale(change, Number(newest.get(tenant)?.['version']))
    insert.run(tenant, change.version, ...settingsColumns(change))
    audit(auditOf(change))
  }
}

/** The reads of the book. */
export interface SettingsReads {
  settings(tenant: string): KeptSettings
  settingsChanges(...args: Parameters<SettingsBook['settingsChanges']>): SettingsChange[]
  settingsVersions(): { tenant: string; version: number }[]
}

export const createSettingsReads = (db: Database): SettingsReads => {
  const tenantId = '(SELECT id FROM tenants WHERE name = ?)'
  const kept = db.prepare(
    `SELECT area, after, version FROM settings_changes c WHERE tenant = ${tenantId}
     AND version = (SELECT max(version) FROM settings_changes WHERE tenant = c.tenant AND area = c.area)`,
  )
  const newest = db.prepare(
    `SELECT ${COLUMNS} FROM settings_changes WHERE tenant = ${tenantId} AND version < ? AND (? IS NULL OR area = ?)
     ORDER BY version DESC LIMIT ?`,
  )
  const versions = db.prepare(
    `SELECT t.name AS tenant, max(c.version) AS version FROM settings_changes c JOIN tenants t ON t.id = c.tenant
     GROUP BY c.tenant ORDER BY t.name`,
  )
  return {
    settings: (tenant) => toKeptSettings(kept.all(tenant)),
    settingsChanges: (tenant, { area = null, before = Number.MAX_SAFE_INTEGER, limit }) =>
      newest.all(tenant, before, area, area, limit).map((row) => toSettingsChange(tenant, row)),
    settingsVersions: () =>
      versions.all().map(({ tenant, version }) => ({ tenant: tenant as string, version: version as number })),
  }
}
