import type { Article } from '../domain/article.ts'
import type { ArticleThen } from '../domain/article-history.ts'
import { isErased } from '../domain/article-history.ts'
import { english } from '../domain/english.ts'
import type { ArticleChange } from '../domain/knowledge-import.ts'
import { say } from '../domain/said.ts'
import type { LibraryEntry, LibraryHistoryEntry, LibraryStore } from '../ports/library-store.ts'
import type { Versions } from '../ports/versions.ts'
import { changesBetween } from './draft/changes.ts'
import { refusing } from './refusing.ts'

export interface VersionsParts {
  store: LibraryStore
  /** Waits until a new version can be found. */
  caughtUp(): Promise<void>
}

export const createVersions = ({ store, caughtUp }: VersionsParts): Versions => {
  const entriesOf = async (n: number, field: string): Promise<LibraryEntry[]> => {
    const entries = await store.entries(n)
    if (entries === undefined) throw refusing('not_found', say('version_gone', { n }), { field })
    return entries
  }
  const article = async (id: string, version: string): Promise<ArticleThen> => {
    const found = await store.article(id, version)
    if (found !== undefined) return found
    throw refusing('not_found', say('article_texts_gone', { article: JSON.stringify(id), version }), {
      field: 'version',
    })
  }

  return {
    history: async (limit) => (await store.history()).slice(0, limit),
    changes: async (n, against, most) => {
      const after = await entriesOf(n, 'n')
      const before = await entriesOf(against ?? n - 1, 'against')
      const differing = differingEntries(before, after)
      const some = differing.slice(0, most)
      const were = some.flatMap(({ was }) => was ?? [])
      const are = some.flatMap(({ is }) => is ?? [])
      const [old, now] = [await store.articles(were), await store.articles(are)]
      const { changes } = await changesBetween(old, now, most)
      return { changes: some.map((pair) => changeOf(pair, old, now, changes)), more: differing.length - some.length }
    },
    rollback: async (n, by, note) => {
      const version = await store.rollbackTo(n, by, note)
      await caughtUp()
      return entryOf(version)
    },
    historyOf: async (id) => {
      const versions = await store.articleHistory(id)
      if (versions.length > 0) return versions
      throw refusing('not_found', say('article_never', { article: JSON.stringify(id) }), { field: 'id' })
    },
    article,
    restore: async (id, version, by, note) => {
      // Read where nothing is being erased.
      const bringBack = async (articles: readonly Article[]): Promise<readonly Article[]> => {
        const back = await article(id, version)
        if (!isErased(back)) return restored(articles, back)
        throw refusing('unprocessable', say('article_erased', { article: id, by: back.erased.by }), {
          field: 'version',
        })
      }
      const did = say('did_restore', { article: id, version })
      const made = await store.commit(bringBack, note ?? english(did), by, note === undefined ? { did } : {})
      await caughtUp()
      return entryOf(made)
    },
    erase: async (id, reason, by) => {
      const version = await store.erase(id, reason, by)
      await caughtUp()
      return entryOf(version)
    },
  }
}

/** An article that two versions do not have alike. */
interface Differing {
  id: string
  was?: LibraryEntry
  is?: LibraryEntry
}

/** Changed ones first, then retired, then added. */
const differingEntries = (before: readonly LibraryEntry[], after: readonly LibraryEntry[]): Differing[] => {
  const old = new Map(before.map((entry) => [entry.id, entry]))
  const now = new Map(after.map((entry) => [entry.id, entry]))
  const changed = after.flatMap((is): Differing[] => {
    const was = old.get(is.id)
    return was === undefined || was.version === is.version ? [] : [{ id: is.id, was, is }]
  })
  const retired = before.flatMap((was) => (now.has(was.id) ? [] : [{ id: was.id, was }]))
  const added = after.flatMap((is) => (old.has(is.id) ? [] : [{ id: is.id, is }]))
  return [...changed, ...retired, ...added]
}

/** What differs in its texts, unless these were erased on one side: then nobody can tell any more. */
const changeOf = (
  { id, was, is }: Differing,
  old: readonly Article[],
  now: readonly Article[],
  changes: readonly ArticleChange[],
): ArticleChange => {
  const kind = was === undefined ? 'added' : is === undefined ? 'retired' : 'changed'
  const known = changes.find(({ article }) => article === id)
  if (known?.kind === kind) return known
  const title = [...now, ...old].find((article) => article.id === id)?.title
  return { article: id, kind, title: title?.zh || title?.en || id, fields: [] }
}

const restored = (articles: readonly Article[], back: Article): readonly Article[] => {
  const now = articles.find(({ id }) => id === back.id)
  if (now === undefined) return [...articles, back]
  if (now.version === back.version) return articles
  return articles.map((article) => (article.id === back.id ? back : article))
}

const entryOf = ({ articles, ...version }: { articles: readonly Article[] } & Omit<LibraryHistoryEntry, 'count'>) => ({
  ...version,
  count: articles.length,
})
