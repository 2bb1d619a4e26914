import { batch, computed, signal } from '@preact/signals'
import type { Language } from '../../domain/message.ts'
import { filled } from '../shared/i18n.ts'
import { setLanguage } from '../shared/preferences.ts'
import type { texts } from './texts-zh.ts'

/** Milliseconds until words that did not come are asked for again. */
const AGAIN_MS = 2_000

export type WidgetText = keyof typeof texts

const words = signal<Record<WidgetText, string> | undefined>(undefined)
let wanted: Language | undefined

/** There is something to say; before that nothing is shown. */
export const canSpeak = computed(() => words.value !== undefined)

/** Speaks `language` as soon as its words are there; until then what it spoke before. The other's are not fetched. */
export const speak = async (language: Language): Promise<void> => {
  wanted = language
  try {
    const come = await (language === 'zh' ? import('./texts-zh.ts') : import('./texts-en.ts'))
    if (wanted !== language) return
    batch(() => {
      words.value = come.texts
      setLanguage(language)
    })
  } catch {
    setTimeout(() => {
      if (wanted === language) void speak(language)
    }, AGAIN_MS)
  }
}

/** A text in the widget's language; `{name}` in it is replaced from `values`. */
export const t = (key: WidgetText, values: Record<string, string | number> = {}): string =>
  filled(words.value?.[key] ?? '', values)
