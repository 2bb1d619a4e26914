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
    if (!isBorrowed(article, language)) add(article.title[language].trim(), language, 'question')
    for (const text of article.questions[language]) add(text.trim(), language, 'question')
    for (const { text } of article.answers[language])
      for (const paragraph of text.split(/\n\s*\n/)) add(plain(paragraph, language, facts), language, 'answer')
  }
  return [...passages.values()]
}

/** An upload in one language has its title in the other one too, so that there is one to show. */
const isBorrowed = ({ title, answers }: Article, language: Language): boolean =>
  title.zh === title.en && answers[language].length === 0

const plain = (text: string, language: Language, facts: ShopFacts): string =>
  text
    .replace(SLOT_PATTERN, (_, slot: string) =>
      slot.startsWith(SHOP_PREFIX) ? (facts[slot.slice(SHOP_PREFIX.length)]?.[language] ?? '') : '',
    )
    .trim()
