import { signal } from '@preact/signals'
import type { Language } from '../../domain/message.ts'

/** The language of the page; components that read it follow it. */
export const language = signal<Language>('en')

export type Catalogue<K extends string> = Record<Language, Record<K, string>>

/** The look-up of a catalogue in the page's language; `{name}` in a text is replaced from `values`. */
export const createTexts =
  <K extends string>(catalogue: Catalogue<K>) =>
  (key: K, values: Record<string, string | number> = {}): string =>
    filled(catalogue[language.value][key], values)

/** A text with each `{name}` replaced from `values`. */
export const filled = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** A localised text of the shop in the page's language. */
export const said = (text: Record<Language, string>): string => text[language.value]

/** The first language of ours among BCP 47 tags such as `zh-Hans-CN`; English where there is none. */
export const pickLanguage = (tags: readonly (string | null | undefined)[]): Language => {
  for (const tag of tags) {
    const primary = tag?.toLowerCase().split(/[-_]/)[0]
    if (primary === 'zh' || primary === 'en') return primary
  }
  return 'en'
}

/** What `Intl` calls it. */
export const locale = (of: Language): string => (of === 'zh' ? 'zh-CN' : 'en')
