import type { Article, ShopFacts } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { SHOP_PREFIX, SLOT_PATTERN } from '../domain/slots.ts'

/** One searchable text of an article: a title or question as it is asked, or a paragraph of an answer. */
export interface PassageText {
  text: string
  language: Language
  kind: 'question' | 'answer'
}

/** The texts of an article, each once; facts of the shop are filled in, other slots left out. */
export const passagesOf = (article: Article, facts: ShopFacts): PassageText[] => {
  const passages = new Map<string, PassageText>()
  const add = (text: string, language: Language, kind: PassageText['kind']): void => {
    if (text !== '' && !passages.has(text)) passages.set(text, { text, language, kind })
  }
  for (const language of LANGUAGES) {
    for (const text of [article.title[language], ...article.questions[language]]) add(text.trim(), language, 'question')
    for (const { text } of article.answers[language])
      for (const paragraph of text.split(/\n\s*\n/)) add(plain(paragraph, language, facts), language, 'answer')
  }
  return [...passages.values()]
}

const plain = (text: string, language: Language, facts: ShopFacts): string =>
  text
    .replace(SLOT_PATTERN, (_, slot: string) =>
      slot.startsWith(SHOP_PREFIX) ? (facts[slot.slice(SHOP_PREFIX.length)]?.[language] ?? '') : '',
    )
    .trim()
