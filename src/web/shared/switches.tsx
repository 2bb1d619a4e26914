import { createTexts, language } from './i18n.ts'
import { Icon, type IconName } from './icons.tsx'
import { chooseLanguage } from './preferences.ts'
import type { TextStore } from './store.ts'
import { nextTheme, type Theme, theme } from './theme.ts'

const THEME_ICONS: Record<Theme, IconName> = { auto: 'auto', light: 'sun', dark: 'moon' }

const t = createTexts({
  zh: { theme: '外观：{name}', auto: '跟随系统', light: '浅色', dark: '深色' },
  en: { theme: 'Theme: {name}', auto: 'as the system', light: 'light', dark: 'dark' },
})

/** Buttons for language and theme. */
export const Switches = ({ store }: { store: TextStore }) => {
  const label = t('theme', { name: t(theme.value) })
  const other = language.value === 'zh' ? 'en' : 'zh'
  const name = other === 'zh' ? '切换到中文' : 'En: switch to English'
  return (
    <>
      <button
        type="button"
        class="icon-button"
        lang={other === 'zh' ? 'zh-CN' : 'en'}
        aria-label={name}
        title={name}
        onClick={() => chooseLanguage(store, other)}
      >
        {other === 'zh' ? '中' : 'En'}
      </button>
      <button type="button" class="icon-button" aria-label={label} title={label} onClick={() => nextTheme(store)}>
        <Icon name={THEME_ICONS[theme.value]} />
      </button>
    </>
  )
}
