import { computed, signal } from '@preact/signals'
import type { Language } from '../../domain/message.ts'
import { filled, language } from '../shared/i18n.ts'
import { setLanguage } from '../shared/preferences.ts'
import { untilThere } from './again.ts'
import type { texts as first } from './first-texts-zh.ts'
import type { texts as more } from './more-texts-zh.ts'

export type WidgetText = keyof typeof first | keyof typeof more
type Words = Partial<Record<WidgetText, string>>

const words = signal<Record<Language, Words>>({ zh: {}, en: {} })
let wanted: Language | undefined
let wantsMore = false

/** There is something to say; before that nothing is shown. */
export const canSpeak = computed(() => words.value[language.value].hello !== undefined)

const learn = async (of: Language, come: Promise<{ texts: Words }>): Promise<void> => {
  const { texts } = await come
  words.value = { ...words.value, [of]: { ...words.value[of], ...texts } }
}
const learnFirst = (of: Language) =>
  learn(of, of === 'zh' ? import('./first-texts-zh.ts') : import('./first-texts-en.ts'))
const learnMore = (of: Language) => learn(of, of === 'zh' ? import('./more-texts-zh.ts') : import('./more-texts-en.ts'))

/** Speaks `language` as soon as its words are there; until then what it spoke before. The other's are not fetched. */
export const speak = async (next: Language): Promise<void> => {
  wanted = next
  await untilThere(async () => wanted === next && Promise.all([learnFirst(next), wantsMore && learnMore(next)]))
  if (wanted === next) setLanguage(next)
}

/** Fetches the words of a conversation too, in what it speaks and will speak. */
export const speakMore = async (): Promise<void> => {
  wantsMore = true
  await learnMore(wanted ?? language.value)
}

/** A text in the widget's language; `{name}` in it is replaced from `values`. */
export const t = (key: WidgetText, values: Record<string, string | number> = {}): string =>
  filled(words.value[language.value][key] ?? '', values)
