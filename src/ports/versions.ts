import type { ArticleHistoryEntry, ArticleThen } from '../domain/article-history.ts'
import type { ArticleChange } from '../domain/knowledge-import.ts'
import type { LibraryHistoryEntry } from './library-store.ts'

/** What the library was, what changed, and ways back. Every call rejects with `Refusal`. */
export interface Versions {
  /** Newest first. */
  history(limit: number): Promise<LibraryHistoryEntry[]>
  /** From version `against` (0: nothing; absent: the one before) to version `n`, at most `most` articles. */
  changes(n: number, against: number | undefined, most: number): Promise<{ changes: ArticleChange[]; more: number }>
  rollback(n: number, by: string, note?: string): Promise<LibraryHistoryEntry>
  /** Newest first. */
  historyOf(id: string): Promise<ArticleHistoryEntry[]>
  /** The article as it was, or who erased it. */
  article(id: string, version: string): Promise<ArticleThen>
  /** Puts one article back as it was, whatever it is now. */
  restore(id: string, version: string, by: string, note?: string): Promise<LibraryHistoryEntry>
  erase(id: string, reason: string, by: string): Promise<LibraryHistoryEntry>
}
