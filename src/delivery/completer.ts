import { LRUCache } from 'lru-cache'
import type { Article, ShopFacts } from '../domain/article.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Draft } from '../domain/decision.ts'
import type { Language } from '../domain/message.ts'
import {
  type CompletionIndex,
  type CompletionItem,
  type CompletionSource,
  createCompletionIndex,
} from './completion.ts'
import { draftArticle } from './draft.ts'

export interface CompleterParts {
  articles(): Article[]
  facts(): ShopFacts
  canned: Record<Language, string[]>
  /** What agents of the tenant sent, newest first. */
  pastReplies(tenant: string): Promise<string[]>
}

export interface CompleterContext {
  tenant: string
  conversation: string
  card: ContextCard
  order: string | undefined
  /** The open suggestions: the likeliest continuation. */
  suggestions: readonly Pick<Draft, 'text' | 'missing'>[]
}

export interface Completer {
  complete(context: CompleterContext, draft: string): Promise<CompletionItem[]>
  /** The conversation has a new card or new suggestions. */
  forget(conversation: string): void
  /** A person said something new in the tenant. */
  learned(tenant: string, text: string): void
}

/** Conversations whose index is kept; an agent has a handful open. */
const KEPT_INDEXES = 500
const KEPT_REPLIES = 2_000
/** Which of two equally fitting completions is likelier: what was suggested here, what people said, what is canned, what articles say. */
const WEIGHT = { suggestion: 4, reply: 3, canned: 2, article: 1 }

/** Completions for the agents: an index per conversation, since templates are filled with its own orders. */
export const createCompleter = (parts: CompleterParts): Completer => {
  const indexes = new LRUCache<string, CompletionIndex>({ max: KEPT_INDEXES })
  const replies = new Map<string, Promise<string[]>>()
  const repliesOf = (tenant: string): Promise<string[]> => {
    const known = replies.get(tenant) ?? parts.pastReplies(tenant)
    replies.set(tenant, known)
    return known
  }
  return {
    complete: async (context, draft) => {
      const index =
        indexes.get(context.conversation) ??
        createCompletionIndex(sources(parts, context, await repliesOf(context.tenant)))
      indexes.set(context.conversation, index)
      return index.complete(draft)
    },
    forget: (conversation) => void indexes.delete(conversation),
    learned: (tenant, text) => {
      const known = replies.get(tenant)
      if (known === undefined) return
      replies.set(
        tenant,
        known.then((all) => [text, ...all.filter((other) => other !== text)].slice(0, KEPT_REPLIES)),
      )
      indexes.clear()
    },
  }
}

const sources = (parts: CompleterParts, context: CompleterContext, replies: readonly string[]): CompletionSource[] => {
  const found: CompletionSource[] = []
  const add = (id: string, text: string, weight: number): void => void found.push({ id, text, weight })
  context.suggestions.forEach(({ text, missing }, rank) => {
    if (missing.length === 0) add(`suggestion:${rank}`, text, WEIGHT.suggestion)
  })
  replies.forEach((text, rank) => add(`reply:${rank}`, text, WEIGHT.reply - rank / KEPT_REPLIES))
  for (const language of ['zh', 'en'] as const) {
    parts.canned[language].forEach((text, rank) => add(`canned:${language}:${rank}`, text, WEIGHT.canned))
    for (const article of parts.articles()) {
      const draft = draftArticle(article, {
        card: context.card,
        facts: parts.facts(),
        language,
        entities: [],
        spokenOf: context.order,
      })
      if (draft !== undefined && draft.missing.length === 0)
        add(`article:${article.id}:${language}`, draft.text, WEIGHT.article)
    }
  }
  return found
}
