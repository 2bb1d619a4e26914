import type { Article } from '../../domain/article.ts'
import { LANGUAGES } from '../../domain/article.ts'
import { PRODUCT_PREFIX, slotsIn } from '../../domain/slots.ts'
import { catalogueColumns } from '../../lib/catalogue-columns.ts'

/** Slots of products in answers, with the articles that have them. */
export const productSlotsIn = (articles: Iterable<Article>): Map<string, string[]> => {
  const used = new Map<string, string[]>()
  for (const { id, answers } of articles) {
    const texts = LANGUAGES.flatMap((language) => answers[language].map(({ text }) => text))
    for (const slot of new Set(texts.flatMap(slotsIn)))
      if (slot.startsWith(PRODUCT_PREFIX)) used.set(slot, [...(used.get(slot) ?? []), id])
  }
  return used
}

/** What the columns before filled and the columns after do not, where an answer needs it. */
export const lostSlots = (
  before: readonly string[],
  after: readonly string[],
  used: ReadonlyMap<string, readonly string[]>,
): { slot: string; articles: string[] }[] => {
  const kept = new Set(catalogueColumns(after).attributes)
  return catalogueColumns(before).attributes.flatMap((name) => {
    const slot = PRODUCT_PREFIX + name
    const articles = kept.has(name) ? [] : [...(used.get(slot) ?? [])]
    return articles.length === 0 ? [] : [{ slot, articles }]
  })
}
