import type { Article, ShopFacts } from './article.ts'
import type { SearchKnowledge } from './understanding.ts'

/** How far the library is; search works in every state but the first. */
export interface LibraryStatus {
  state: 'empty' | 'building' | 'ready' | 'lexical_only'
  articles: number
  passages: number
  /** Passages that have a vector. */
  embedded: number
  /** Why vectors are missing. */
  reason?: string
}

/** The knowledge in use: one snapshot at a time, swapped whole. */
export interface Library {
  search: SearchKnowledge
  article(id: string): Article | undefined
  articles(): readonly Article[]
  facts(): ShopFacts
  /** Of the articles, the facts and the way they are searched; the same content has the same one. */
  fingerprint(): string
  status(): LibraryStatus
  /**
   * Builds a new snapshot and swaps it in: first with the words, then with the vectors. A later call overtakes an earlier one.
   * Resolves once what could be embedded is; never rejects because the encoder is down, see `status`.
   */
  replace(articles: readonly Article[], facts?: ShopFacts): Promise<void>
  /** Embeds again what has no vector, e.g. when the encoder is back. */
  refresh(): Promise<void>
}
