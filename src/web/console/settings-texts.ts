import { createTexts } from '../shared/i18n.ts'
import { settingsEn } from './settings-texts-en.ts'
import { settingsZh } from './settings-texts-zh.ts'

export type SettingsText = keyof typeof settingsZh

/** Words that only the settings pages need, loaded with them. */
export const s = createTexts<SettingsText>({ zh: settingsZh, en: settingsEn })
