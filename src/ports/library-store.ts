import type { Article } from '../domain/article.ts'
import type { ArticleHistoryEntry, ArticleThen } from '../domain/article-history.ts'
import type { Said } from '../domain/said.ts'

/** What a version was made for; kept with it, so that it can be found again after a crash. */
export interface MadeFor {
  /** The import that it committed. */
  import?: string
  /** The import that it took back. */
  takesBack?: string
  /** What `note` says where nobody wrote one, for a page in another language. */
  did?: Said
}

/** One version of the whole library. Versions are never changed; going back makes a new one. */
export interface LibraryVersion extends MadeFor {
  /** From 1, gapless while nothing is pruned. */
  n: number
  /** ISO 8601. */
  at: string
  by: string
  note: string
  /** A person changed it since it was seeded. */
  edited: boolean
  /** Hash of the seed folder that it started from. */
  seed: string
  articles: readonly Article[]
}

export type LibraryHistoryEntry = Omit<LibraryVersion, 'articles'> & { count: number }

/** An article of a version without its texts: they are the same wherever id and version are. */
export interface LibraryEntry {
  id: string
  version: string
  /** The uploaded file that it came from. */
  origin?: string
}

export interface Seeded {
  outcome: 'seeded' | 'reseeded' | 'unchanged' | 'edits_kept'
  version: LibraryVersion
}

export type ChangeLibrary = (articles: readonly Article[]) => readonly Article[] | Promise<readonly Article[]>

/**
 * Durable versions of the library. Laws: LB1 a commit that resolved survives a power cut, and a crash leaves the last whole version;
 * LB2 a commit is a change of the newest version, also when another process commits at the same moment: nothing committed is lost;
 * LB3 a rollback is a version itself and has the articles of the one gone back to, but for erased ones; LB4 `watch` tells of a commit of
 * another process; LB5 an article version that a kept version has, or that was in force within the time that bodies are kept, can be read
 * back, also after its retirement or a rollback; LB6 an erased article's texts are in no version and in no file any more, who erased
 * it, when and why is told in their place, and an erasure that a crash cut short is finished at the next start.
 */
export interface LibraryStore {
  /** The newest version; absent before the first seed or commit. */
  current(): Promise<LibraryVersion | undefined>
  /** `change` may be called more than once: it must have no side effect. One that returns what it was given makes no version. */
  commit(change: ChangeLibrary, note: string, by: string, madeFor?: MadeFor): Promise<LibraryVersion>
  /** Rejects with `not_found` when there is no such version any more. */
  rollbackTo(n: number, by: string, note?: string): Promise<LibraryVersion>
  /** Newest first. */
  history(): Promise<LibraryHistoryEntry[]>
  /** Which articles a version has, in its order; undefined when it is not kept. Version 0 is what was before the first: nothing. */
  entries(n: number): Promise<LibraryEntry[] | undefined>
  /** Articles with their texts, in the order asked for; erased ones are left out. */
  articles(entries: readonly LibraryEntry[]): Promise<Article[]>
  /** One article as it was, whether or not some version has it; undefined when its texts are not kept. */
  article(id: string, version: string): Promise<ArticleThen | undefined>
  /** Versions that added, changed or retired an article, newest first. */
  articleHistory(id: string): Promise<ArticleHistoryEntry[]>
  /** Retires an article and removes its texts from everything that is kept, by a version of its own. Rejects with `not_found` when nothing is known of it. */
  erase(id: string, reason: string, by: string): Promise<LibraryVersion>
  /**
   * First start, or a seed folder that changed: its articles become a version, unless people have edited the library since.
   * `articles` is called only when they are needed.
   */
  seed(hash: string, articles: () => Promise<readonly Article[]>): Promise<Seeded>
  /** Calls back after commits, of this or another process; returns the stop. */
  watch(onChange: (n: number) => void): () => void
  /** Small JSON values beside the versions: what became of an import. */
  saveImport(id: string, value: unknown): Promise<void>
  loadImport(id: string): Promise<unknown>
  /** What an import that waits would bring, as many JSON values as it takes; kept until it is removed. */
  saveDraft(id: string, rows: Iterable<unknown>): Promise<void>
  /** Undefined when there is none. */
  loadDraft(id: string): Promise<unknown[] | undefined>
  removeDraft(id: string): Promise<void>
  /** Ids of imports that have a draft, in no order. */
  draftIds(): Promise<string[]>
}
