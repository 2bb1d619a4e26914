import type { Language, LogEvent } from '../../domain/message.ts'
import { languageOf, tellsNoLanguage } from '../../pipeline/language.ts'

/** What a text is written in, as the bot reads it; undefined where it tells none, as a number or an order's code does. */
export const writtenIn = (text: string): Language | undefined => {
  const found = languageOf(text, 'zh')
  return found === languageOf(text, 'en') ? found : undefined
}

/**
 * What the customer is answered in: what the server says of the conversation, which it reads anew with each message; before it has
 * said anything, the last of the customer's words that tell.
 */
export const customersLanguage = (
  row: { language?: Language } | undefined,
  events: readonly Pick<LogEvent, 'from' | 'text'>[],
): Language | undefined => {
  if (row?.language !== undefined) return row.language
  const heard = events
    .flatMap(({ from, text = '' }) => (from.role === 'customer' ? [text.replace(CODE, ' ')] : []))
    .findLast((text) => writtenIn(text) !== undefined && !tellsNoLanguage(text))
  return heard === undefined ? undefined : writtenIn(heard)
}

/** MUC-2026-901 is no English. */
const CODE = /[a-z\d-]{0,24}\d[a-z\d-]*/gi
