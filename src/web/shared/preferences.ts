import { effect } from '@preact/signals'
import type { Language } from '../../domain/message.ts'
import { language, pickLanguage } from './i18n.ts'
import type { TextStore } from './store.ts'

const KEY = 'tabdesk.language'

/** Sets the page's language, also for screen readers and for the fonts of Chinese. */
export const setLanguage = (next: Language): void => {
  language.value = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
}

/** Starts in the language chosen before, else the browser's. */
export const followLanguage = (store: TextStore): void => {
  setLanguage(pickLanguage([store.getItem(KEY), ...navigator.languages]))
}

export const chooseLanguage = (store: TextStore, next: Language): void => {
  setLanguage(next)
  store.setItem(KEY, next)
}

/** Keeps the page's title in step with what `text` reads, until the function that it returns is called. */
export const followTitle = (text: () => string): (() => void) =>
  effect(() => {
    // Read for the sake of following it: `text` may not.
    void language.value
    document.title = text()
  })
