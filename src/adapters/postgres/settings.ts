import type { SettingsBook } from '../../ports/settings.ts'
import { toKeptSettings, toSettingsChange } from '../../ports/sql/settings.ts'
import type { Query } from './query.ts'

/** The reads of the book. */
export const createSettingsReads = (query: Query): Omit<SettingsBook, 'changeSettings'> => ({
  settings: async (tenant) => toKeptSettings(await query(KEPT, [tenant])),
  settingsChanges: async (tenant, { area, before, limit }) => {
    const rows = await query(NEWEST, [tenant, before ?? Number.MAX_SAFE_INTEGER, area ?? null, limit])
    return rows.map((row) => toSettingsChange(tenant, row))
  },
  settingsVersions: async () => {
    const rows = await query(VERSIONS)
    return rows.map(({ tenant, version }) => ({ tenant: tenant as string, version: version as number }))
  },
})

const KEPT = `SELECT area, after, version FROM tabdesk.settings_changes c WHERE tenant = $1
  AND version = (SELECT max(version) FROM tabdesk.settings_changes WHERE tenant = c.tenant AND area = c.area)`
const NEWEST = `SELECT version, at, by_role, by_id, by_name, area, before, after, reverts FROM tabdesk.settings_changes
  WHERE tenant = $1 AND version < $2::bigint AND ($3::text IS NULL OR area = $3::text) ORDER BY version DESC LIMIT $4`
const VERSIONS = 'SELECT tenant, max(version) AS version FROM tabdesk.settings_changes GROUP BY tenant ORDER BY tenant'
