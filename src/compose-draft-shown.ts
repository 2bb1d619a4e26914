import { chooseVariant } from './delivery/fill.ts'
import { voterArticles } from './delivery/voter-draft.ts'
import type { ContextCard } from './domain/customer.ts'
import type { Draft } from './domain/decision.ts'
import type { Library } from './domain/library.ts'
import type { Understanding } from './domain/understanding.ts'
import { withFacts } from './knowledge/draft/answer-text.ts'

export interface ShownParts {
  /** What the draft was made from. */
  understanding: Pick<Understanding, 'votes' | 'language'>
  card: Pick<ContextCard, 'orders'>
  library: Pick<Library, 'article' | 'facts'>
  /** Takes personal data out of a text. */
  mask: (text: string) => string
}

/** The words of a draft without what is this customer's own, which a plug-in voter may have from the message itself. */
export const shownText = (draft: Draft, { understanding, card, library, mask }: ShownParts): string => {
  const parts = draft.parts ?? [draft]
  const texts = parts.map(({ source, language, order, voter }) => {
    const article =
      voter === undefined
        ? library.article(source.article)
        : voterArticles(understanding).find((one) => one.article.id === source.article)?.article
    const variant = chooseVariant(
      article?.answers[language] ?? [],
      card.orders.find(({ id }) => id === order),
    )
    const template = variant?.text ?? ''
    const plain = withFacts(voter === undefined ? template : mask(template), language, library.facts())
    return parts.length === 1 ? plain : `**${source.title}**\n${plain}`
  })
  return texts.join('\n\n')
}
