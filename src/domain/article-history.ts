import type { Article } from './article.ts'
import type { Said } from './said.ts'

/** One version of the library in which an article was added, changed or retired. */
export interface ArticleHistoryEntry {
  /** Version of the library. */
  n: number
  /** ISO 8601. */
  at: string
  by: string
  note: string
  /** What `note` says where nobody wrote one, for a page in another language. */
  did?: Said
  /** Version of the article that came; of a retired one, the version that went. */
  version: string
  kind: 'added' | 'changed' | 'retired'
}

/** Who took an article's texts away for good, and why. */
export interface Erasure {
  /** ISO 8601. */
  at: string
  by: string
  reason: string
}

/** What is left of an article version whose texts were erased. */
export interface ErasedArticle {
  id: string
  version: string
  erased: Erasure
}

/** An article as it was in some version, or what is left of it. */
export type ArticleThen = Article | ErasedArticle

export const isErased = (article: ArticleThen): article is ErasedArticle => 'erased' in article
