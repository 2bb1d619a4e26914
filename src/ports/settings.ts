import type { KeptSettings, SettingsArea, SettingsChange } from '../domain/settings.ts'

/**
 * What tenants set for themselves, as a book of changes. Laws, checked by the contract suite on every adapter:
 * SG1 a promise of `changeSettings` resolves only when the change survives a power cut, and no change is there whose promise was refused;
 * SG2 versions of a tenant are gapless from 1; a change with another version than the next is refused with `conflict`, so of two made at once one is;
 * SG3 changes come back as they were made, newest first, also after a restart; nothing alters or removes them;
 * SG4 nothing of one tenant is visible to another;
 * SG5 with each change the audit trail has an entry, in the same transaction: `settings`, its field the area, its reason the version.
 */
export interface SettingsBook {
  changeSettings(change: SettingsChange): Promise<void>
  settings(tenant: string): Promise<KeptSettings>
  /** At most `limit`; `before` is the version that this page follows. */
  settingsChanges(
    tenant: string,
    page: { area?: SettingsArea; before?: number; limit: number },
  ): Promise<SettingsChange[]>
  /** The newest version of every tenant that has any. */
  settingsVersions(): Promise<{ tenant: string; version: number }[]>
}
