import type { AuditEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import type { KeptSettings, SettingsArea, SettingsChange } from '../../domain/settings.ts'
import type { Row } from './rows.ts'

/** SG2: a change that was made beside another is refused. */
export const refuseStale = ({ version, area }: SettingsChange, newest: number): void => {
  if (version !== newest + 1)
    throw new Refusal(
      'conflict',
      `${area} was to become version ${version}, but version ${newest} is the newest: read it again, then change it`,
      { field: 'version' },
    )
}

/** SG5 */
export const auditOf = ({ tenant, at, by, area, version }: SettingsChange): AuditEntry => ({
  tenant,
  at,
  by,
  action: 'settings',
  field: area,
  reason: `version ${version}`,
})

/** Its columns after the tenant and the version. */
export const settingsColumns = (change: SettingsChange): (string | number | null)[] => {
  const { at, by, area, before, after, reverts = null } = change
  return [Date.parse(at), by.role, by.id, by.name, area, JSON.stringify(before), JSON.stringify(after), reverts]
}

export const toSettingsChange = (tenant: string, row: Row): SettingsChange => ({
  tenant,
  version: row['version'] as number,
  at: new Date(row['at'] as number).toISOString(),
  by: {
    role: row['by_role'] as SettingsChange['by']['role'],
    id: row['by_id'] as string,
    name: row['by_name'] as string,
  },
  area: row['area'] as SettingsArea,
  before: JSON.parse(row['before'] as string),
  after: JSON.parse(row['after'] as string),
  ...(row['reverts'] === null ? {} : { reverts: row['reverts'] as number }),
})

/** The newest change of each area. */
export const toKeptSettings = (rows: readonly Row[]): KeptSettings => ({
  version: Math.max(0, ...rows.map(({ version }) => version as number)),
  areas: Object.fromEntries(rows.map(({ area, after }) => [area as string, JSON.parse(after as string)])),
})
