import type { Article } from '../domain/article.ts'

/** One version of the whole library. Versions are never changed; going back makes a new one. */
export interface LibraryVersion {
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

export interface Seeded {
  outcome: 'seeded' | 'reseeded' | 'unchanged' | 'edits_kept'
  version: LibraryVersion
}

export type ChangeLibrary = (articles: readonly Article[]) => readonly Article[] | Promise<readonly Article[]>

/**
 * Durable versions of the library. Laws: LB1 a commit that resolved survives a power cut, and a crash leaves the last whole version;
 * LB2 a commit is a change of the newest version, also when another process commits at the same moment: nothing committed is lost;
 * LB3 a rollback is a version itself and has the articles of the one gone back to; LB4 `watch` tells of a commit of another process.
 */
export interface LibraryStore {
  /** The newest version; absent before the first seed or commit. */
  current(): Promise<LibraryVersion | undefined>
  /** `change` may be called more than once: it must have no side effect. One that returns what it was given makes no version. */
  commit(change: ChangeLibrary, note: string, by: string): Promise<LibraryVersion>
  /** Rejects with `not_found` when there is no such version any more. */
  rollbackTo(n: number, by: string): Promise<LibraryVersion>
  /** Newest first. */
  history(): Promise<LibraryHistoryEntry[]>
  /**
   * First start, or a seed folder that changed: its articles become a version, unless people have edited the library since.
   * `articles` is called only when they are needed.
   */
  seed(hash: string, articles: () => Promise<readonly Article[]>): Promise<Seeded>
  /** Calls back after commits, of this or another process; returns the stop. */
  watch(onChange: (n: number) => void): () => void
  /** Small JSON values beside the versions: what an import was, so that it can be taken back after a restart. */
  saveImport(id: string, value: unknown): Promise<void>
  loadImport(id: string): Promise<unknown>
}
