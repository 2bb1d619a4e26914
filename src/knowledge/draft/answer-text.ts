import type { Article, ShopFacts } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { SHOP_PREFIX, SLOT_PATTERN } from '../../domain/slots.ts'

/** The answer without a condition as customers read it: facts of the shop filled in, other slots left as they are. */
export const plainAnswer = (article: Article, language: Language, facts: ShopFacts): string | undefined => {
  const variants = article.answers[language]
  const variant = variants.find(({ when }) => when === undefined) ?? variants[0]
  return variant === undefined ? undefined : withFacts(variant.text, language, facts)
}

/** A template with the facts of the shop filled in and other slots left as they are. */
export const withFacts = (template: string, language: Language, facts: ShopFacts): string =>
  template.replace(SLOT_PATTERN, (slot, name: string) =>
    name.startsWith(SHOP_PREFIX) ? (facts[name.slice(SHOP_PREFIX.length)]?.[language] ?? slot) : slot,
  )
