import { SETTINGS_AREAS, type SettingsArea } from '../../domain/settings.ts'

/** `#settings/hours`; undefined where the address is of something else. */
export const settingsPlace = (hash: string): SettingsArea | undefined => {
  const found = /^#settings(?:\/(\w*))?$/.exec(hash)
  if (found === null) return undefined
  return SETTINGS_AREAS.find((area) => area === found[1]) ?? 'canned'
}
