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
  /** Grows whenever something else may be found: another snapshot, or the same articles with more vectors. */
  revision(): number
  /** When, after `at`, the next article begins or ceases to be valid; undefined when none does. */
  nextChange(at: Date): Date | undefined
  status(): LibraryStatus
  /**
   * Holds exactly these articles, of which it takes in what differs; resolves when they can be searched, by words and by the vectors known
   * so far. The rest is embedded behind it and taken in every few seconds, see `settled`. A later call overtakes an earlier one.
   */
  replace(articles: readonly Article[], facts?: ShopFacts): Promise<void>
  /** Resolves when nothing is being built or embedded; an encoder that is down is said in `status`, never thrown. */
  settled(): Promise<void>
  /** Embeds again what has no vector, e.g. when the encoder is back. */
  refresh(): Promise<void>
  /** Puts everything together anew, aside, so that nothing is left of articles that are gone. Happens by itself, at the latest after an hour. */
  compact(): Promise<void>
}
