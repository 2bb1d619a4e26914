import { effect, signal } from '@preact/signals'
import type { TextStore } from './store.ts'

export type Theme = 'auto' | 'light' | 'dark'

/** The person's choice; `auto` follows the system. */
export const theme = signal<Theme>('auto')

const KEY = 'tabdesk.theme'

/** Keeps `data-theme` of the page at light or dark, following the choice (the last one, where `store` has it) and the system. */
export const followTheme = (store?: TextStore): void => {
  const stored = store?.getItem(KEY)
  if (stored === 'light' || stored === 'dark') theme.value = stored
  const system = matchMedia('(prefers-color-scheme: dark)')
  const systemDark = signal(system.matches)
  system.addEventListener('change', () => {
    systemDark.value = system.matches
  })
  effect(() => {
    const dark = theme.value === 'auto' ? systemDark.value : theme.value === 'dark'
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
  })
}

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' }

export const nextTheme = (store: TextStore): void => {
  theme.value = NEXT[theme.value]
  store.setItem(KEY, theme.value)
}
