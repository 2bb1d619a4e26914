import type { Article } from '../domain/article.ts'
import type { Card } from '../domain/card.ts'
import type { Language } from '../domain/message.ts'
import { fill } from './fill.ts'

export interface FilledCards {
  cards?: Card[]
  missing: string[]
  reads: Record<string, string>
}

/** The cards of an article in a language, their words filled like the answer's; addresses and what a button says stay as they are written. */
export const fillCards = (
  { cards }: Pick<Article, 'cards'>,
  language: Language,
  value: (slot: string) => string | undefined,
): FilledCards => {
  const written = cards?.[language] ?? []
  const found: FilledCards = { missing: [], reads: {} }
  const filled = (text: string): string => {
    const { text: words, missing, reads } = fill(text, value)
    found.missing.push(...missing)
    Object.assign(found.reads, reads)
    return words
  }
  const shown = written.map(({ title, text, ...rest }) => ({
    title: filled(title),
    ...(text === undefined ? {} : { text: filled(text) }),
    ...rest,
  }))
  return shown.length === 0 ? found : { ...found, cards: shown }
}
