import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import {
  type KeptSettings,
  NO_SETTINGS,
  SETTINGS_AREAS,
  type SettingsArea,
  type SettingsChange,
  type TenantSettings,
} from '../domain/settings.ts'
import type { SettingsBook } from '../ports/settings.ts'

/** Times that a change is made anew because another area was changed at the same moment. */
const TRIES = 4

export interface KeptState {
  version: number
  settings: TenantSettings
}

/** What the tenants of this process have set, as the book has it. */
export interface SettingsKeeper {
  /** Out of memory. */
  of(tenant: string): TenantSettings
  /** Those who have set anything. */
  tenants(): Iterable<string>
  /** As the book has it now. */
  read(tenant: string): Promise<KeptState>
  /**
   * Sets one area; `seen` is the version that the author saw.
   * @throws Refusal `conflict` where the area was changed since
   */
  change<A extends SettingsArea>(by: Principal, area: A, value: TenantSettings[A], seen: number): Promise<KeptState>
  /** Sets the area of a change to what it was before it. @throws Refusal `not_found` */
  revert(by: Principal, version: number): Promise<KeptState>
  changes: SettingsBook['settingsChanges']
  /** Reads what other processes have set since; at the start, everything. */
  catchUp(): Promise<void>
}

export interface SettingsKeeperParts {
  book: SettingsBook
  now(): Date
  /** An area of a tenant is different from now on, whoever changed it. */
  changed(tenant: string, area: SettingsArea): void
  /** Whether a value from the past may still be set. @throws Refusal */
  check(tenant: string, area: SettingsArea, value: unknown): TenantSettings[SettingsArea]
}

export const createSettingsKeeper = ({ book, now, changed, check }: SettingsKeeperParts): SettingsKeeper => {
  const held = new Map<string, KeptState>()

  /** Takes in what was read; an older answer that comes later changes nothing. */
  const take = (tenant: string, kept: KeptSettings): KeptState => {
    const before = held.get(tenant) ?? { version: 0, settings: NO_SETTINGS }
    if (kept.version <= before.version) return before
    const after = { version: kept.version, settings: settingsOf(kept) }
    held.set(tenant, after)
    for (const area of SETTINGS_AREAS)
      if (JSON.stringify(before.settings[area]) !== JSON.stringify(after.settings[area])) changed(tenant, area)
    return after
  }
  const read = async (tenant: string): Promise<KeptState> => take(tenant, await book.settings(tenant))

  const write = async (
    { tenant, role, sub, name }: Principal,
    area: SettingsArea,
    more: { after: unknown; reverts?: number },
    isStale: (newest: SettingsChange | undefined) => boolean,
  ): Promise<KeptState> => {
    for (let left = TRIES; ; left--) {
      const { version, settings } = await read(tenant)
      const [newest] = await book.settingsChanges(tenant, { area, limit: 1 })
      if (isStale(newest))
        throw new Refusal(
          'conflict',
          `${area} was changed by ${newest?.by.name} (version ${newest?.version}) since you read it: read it again, then change it`,
          { field: 'version' },
        )
      const before = settings[area]
      if (JSON.stringify(before) === JSON.stringify(more.after)) return { version, settings }
      const change: SettingsChange = {
        ...{ tenant, version: version + 1, at: now().toISOString(), by: { role, id: sub, name }, area, before },
        ...more,
      }
      try {
        await book.changeSettings(change)
        return await read(tenant)
      } catch (error) {
        if (left === 1 || !(error instanceof Refusal) || error.code !== 'conflict') throw error
      }
    }
  }

  return {
    of: (tenant) => held.get(tenant)?.settings ?? NO_SETTINGS,
    tenants: () => held.keys(),
    read,
    change: (by, area, value, seen) => write(by, area, { after: value }, (newest) => (newest?.version ?? 0) > seen),
    revert: async (by, version) => {
      const [found] = await book.settingsChanges(by.tenant, { before: version + 1, limit: 1 })
      if (found?.version !== version)
        throw new Refusal('not_found', `there is no version ${version}: see GET /v1/settings/changes`, {
          field: 'version',
        })
      const { area, before } = found
      return write(by, area, { after: check(by.tenant, area, before), reverts: version }, () => false)
    },
    changes: book.settingsChanges,
    catchUp: async () => {
      for (const { tenant, version } of await book.settingsVersions())
        if (version > (held.get(tenant)?.version ?? 0)) await read(tenant)
    },
  }
}

/** What an older program kept has not all of today's fields. */
const settingsOf = ({ areas }: KeptSettings): TenantSettings =>
  Object.fromEntries(
    SETTINGS_AREAS.map((area) => {
      const [own, kept] = [NO_SETTINGS[area], areas[area]]
      if (kept === undefined) return [area, own]
      const merges = !Array.isArray(own) && own !== null && kept !== null
      return [area, merges ? { ...own, ...(kept as object) } : kept]
    }),
  ) as unknown as TenantSettings
