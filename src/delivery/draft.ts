import type { Article, ShopFacts } from '../domain/article.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Draft, DraftReplies } from '../domain/decision.ts'
import type { Language } from '../domain/message.ts'
import type { Entity, Passage, Understanding } from '../domain/understanding.ts'
import { chooseVariant, fill } from './fill.ts'
import { chooseOrder } from './order-choice.ts'
import { slotValue } from './slot-values.ts'
import { voterArticles } from './voter-draft.ts'

/** More would never be shown: three suggestions, and a spare for each that is switched off. */
const MAX_DRAFTS = 6

export interface DraftParts {
  article(id: string): Article | undefined
  /** Articles of an intent that are valid at the time. */
  articlesOf(intent: string, at: Date): Article[]
  facts(): ShopFacts
}

/**
 * Articles of the verdict's intent first (best passage first), then those behind the other passages and the intents
 * that came next; each article once, filled for this customer; then the words of plug-in voters. A passage's own words never reach
 * the customer.
 */
export const createDraftReplies =
  (parts: DraftParts): DraftReplies =>
  ({ understanding, card, conversation, at }) => {
    const draftFor: DraftFor = {
      card,
      facts: parts.facts(),
      language: understanding.language,
      entities: understanding.entities,
      spokenOf: conversation.order,
    }
    const found = candidates(parts, understanding, at).slice(0, MAX_DRAFTS)
    return [...found, ...voterArticles(understanding)].flatMap(({ article, ...rest }) => {
      const draft = draftArticle(article, draftFor)
      return draft === undefined ? [] : [{ ...draft, ...rest }]
    })
  }

export interface DraftFor {
  card: ContextCard
  facts: ShopFacts
  language: Language
  entities: readonly Entity[]
  spokenOf: string | undefined
}

/** One article's answer for one customer; undefined where it has none in any language. */
export const draftArticle = (
  article: Article,
  { card, facts, language, entities, spokenOf }: DraftFor,
): Omit<Draft, 'passage'> | undefined => {
  const order = chooseOrder(article, card, entities, spokenOf)
  const spoken = article.answers[language].length > 0 ? language : language === 'zh' ? 'en' : 'zh'
  const variant = chooseVariant(article.answers[spoken], order)
  if (variant === undefined) return undefined
  const { text, missing, reads } = fill(variant.text, (slot) =>
    slotValue(slot, { card, order, facts, language: spoken }),
  )
  return {
    text,
    language: spoken,
    intent: article.intent,
    mode: article.mode,
    courtesy: article.courtesy,
    missing,
    source: {
      article: article.id,
      version: article.version,
      title: article.title[spoken],
      ...(article.source === undefined ? {} : { from: article.source }),
    },
    ...(order === undefined ? {} : { order: order.id }),
    reads,
  }
}

const candidates = (
  parts: DraftParts,
  understanding: Understanding,
  at: Date,
): { article: Article; passage: Passage }[] => {
  const { verdict, passages, language } = understanding
  const rank = new Map(passages.map((passage, index) => [passage.article, index]))
  const found: { article: Article; passage: Passage }[] = []
  const add = (article: Article): void => {
    if (article.mode === 'off' || found.some((candidate) => candidate.article.id === article.id)) return
    const index = rank.get(article.id)
    const passage = index === undefined ? undefined : passages[index]
    found.push({ article, passage: passage ?? unseen(article, language) })
  }
  const byRank = (a: Article, b: Article): number =>
    (rank.get(a.id) ?? passages.length) - (rank.get(b.id) ?? passages.length)
  const ofIntent = (intent: string): void => parts.articlesOf(intent, at).sort(byRank).forEach(add)
  ofIntent(verdict.intent)
  const [, second, third] = verdict.ranked
  for (const next of [second, third]) if (next !== undefined && next.confidence > 0.1) ofIntent(next.intent)
  for (const passage of passages) {
    const article = parts.article(passage.article)
    if (article !== undefined) add(article)
  }
  return found
}

/** The intent brought the article, not the search: its title stands for the passage. */
const unseen = (article: Article, language: Language): Passage => ({
  article: article.id,
  version: article.version,
  intent: article.intent,
  language,
  text: article.title[language],
  score: 0,
  lexical: 0,
})
