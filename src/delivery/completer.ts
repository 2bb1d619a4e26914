import { LRUCache } from 'lru-cache'
import type { Article, ShopFacts } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Draft } from '../domain/decision.ts'
import type { Language } from '../domain/message.ts'
import {
  type CompletionIndex,
  type CompletionItem,
  type CompletionSource,
  completeDraft,
  createCompletionIndex,
} from './completion.ts'
import { draftArticle } from './draft.ts'

export interface CompleterParts {
  articles(): readonly Article[]
  facts(): ShopFacts
  canned(tenant: string): Record<Language, string[]>
  /** What agents of the tenant sent, newest first. */
  pastReplies(tenant: string): Promise<string[]>
}

/** What the completions of one conversation are made of. */
export interface CompleterContext {
  card: ContextCard
  order: string | undefined
  /** The open suggestions: the likeliest continuation. */
  suggestions: readonly Pick<Draft, 'text' | 'missing'>[]
}

export interface Completer {
  /** `context` is asked for only where the conversation's texts are not at hand; it refuses who may not see it. */
  complete(
    at: { tenant: string; conversation: string; draft: string },
    context: () => Promise<CompleterContext>,
  ): Promise<CompletionItem[]>
  /** The conversation has a new card or new suggestions. */
  forget(tenant: string, conversation: string): void
  /** A person said something new in the tenant. */
  learned(tenant: string, text: string): void
  /** Something was taken back in the tenant (W5), or its canned answers changed: what is left is read again. */
  unlearned(tenant: string): void
}

/** Conversations whose texts are kept, and for how long without news: orders change upstream too. */
const KEPT_CONVERSATIONS = 500
const KEPT_MS = 60_000
const KEPT_TENANTS = 300
/** Which of two equally fitting completions is likelier: what was suggested here, what people said, what is canned, what articles say. */
const WEIGHT = { suggestion: 4, reply: 3, canned: 2, article: 1 }
/** After so many new replies the texts of all tenants are read again: old ones fall out. */
const RENEWED_AFTER = 5_000
/** Of two replies the newer one is a little likelier. */
const NEWER = 1e-9

/** Completions for the agents, out of memory: a tenant's common texts, and per conversation those filled with its own orders. */
export const createCompleter = (parts: CompleterParts): Completer => {
  const own = new LRUCache<string, CompletionIndex>({ max: KEPT_CONVERSATIONS, ttl: KEPT_MS })
  const common = new LRUCache<string, Promise<CompletionIndex>>({ max: KEPT_TENANTS })
  let told = 0

  const commonOf = (tenant: string): Promise<CompletionIndex> => {
    const known =
      common.get(tenant) ??
      parts.pastReplies(tenant).then((replies) => createCompletionIndex(commonTexts(parts.canned(tenant), replies)))
    common.set(tenant, known)
    known.catch(() => common.delete(tenant))
    return known
  }
  return {
    complete: async ({ tenant, conversation, draft }, context) => {
      const key = `${tenant}/${conversation}`
      const texts = own.get(key) ?? createCompletionIndex(ownTexts(parts, await context()))
      if (!own.has(key)) own.set(key, texts)
      return completeDraft([texts, await commonOf(tenant)], draft)
    },
    forget: (tenant, conversation) => void own.delete(`${tenant}/${conversation}`),
    learned: (tenant, text) => {
      told += 1
      if (told % RENEWED_AFTER === 0) return common.clear()
      const weight = WEIGHT.reply + told * NEWER
      common.get(tenant)?.then(
        (index) => index.add({ id: `reply:${told}`, text, weight }),
        () => undefined,
      )
    },
    unlearned: (tenant) => void common.delete(tenant),
  }
}

const commonTexts = (canned: Record<Language, string[]>, replies: readonly string[]): CompletionSource[] => [
  ...replies.map((text, rank) => ({ id: `reply:-${rank}`, text, weight: WEIGHT.reply - rank * NEWER })),
  ...LANGUAGES.flatMap((language) =>
    canned[language].map((text, rank) => ({ id: `canned:${language}:${rank}`, text, weight: WEIGHT.canned })),
  ),
]

const ownTexts = (parts: CompleterParts, { card, order, suggestions }: CompleterContext): CompletionSource[] => {
  const facts = parts.facts()
  const suggested = suggestions.flatMap(({ text, missing }, rank) =>
    missing.length > 0 ? [] : [{ id: `suggestion:${rank}`, text, weight: WEIGHT.suggestion }],
  )
  const answers = parts.articles().flatMap((article) =>
    LANGUAGES.flatMap((language) => {
      if (article.audience === 'agents') return []
      const draft = draftArticle(article, { card, facts, language, entities: [], spokenOf: order })
      if (draft === undefined || draft.missing.length > 0) return []
      return [{ id: `article:${article.id}:${language}`, text: draft.text, weight: WEIGHT.article }]
    }),
  )
  return [...suggested, ...answers]
}
