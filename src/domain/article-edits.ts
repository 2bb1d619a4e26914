import type { Article, ArticleMode } from './article.ts'
import type { FieldFault } from './errors.ts'
import type { Language } from './message.ts'

/** What became of an article since it is counted: times shown to agents, taken, changed, dismissed by them, and said by the bot. */
export interface ArticleUsage {
  shown: number
  accepted: number
  edited: number
  dismissed: number
  answered: number
}

/** An article as a list shows it. */
export interface ArticleRow extends ArticleUsage {
  id: string
  title: Record<Language, string>
  intent: string
  mode: ArticleMode
  /** Those that it has an answer in. */
  languages: Language[]
  validFrom?: string
  validTo?: string
  review?: string
  owner?: string
  version: string
  /** How many, over both languages. */
  questions: number
}

/** `current`, `future`, `past`: by its validity; `review`: its review date has come. */
export type ArticleState = 'current' | 'future' | 'past' | 'review'

export interface ArticleQuery {
  /** Words of its id, titles, questions, intent or owner; all of them. */
  q?: string
  mode?: ArticleMode
  intent?: string
  lang?: Language
  state?: ArticleState
  /** By id and title ascending, by counts descending. */
  sort: 'id' | 'title' | 'shown' | 'accepted'
  /** `next` of the page before. */
  after?: string
  limit: number
}

export interface ArticlePage {
  articles: ArticleRow[]
  /** How many fit the query, on all pages. */
  total: number
  next?: string
  /** Articles of the library that are as the starter kit brought them. */
  starter?: number
}

/** An article that was saved, and the library's version that has it. */
export interface SavedArticle {
  article: Article
  version: number
}

/** Articles written by hand. Refused calls reject with `Refusal`, `unprocessable` with all `faults`, `conflict` where somebody was quicker. */
export interface ArticleEdits {
  /** What would be refused; nothing is stored. */
  check(fields: unknown): FieldFault[]
  create(edit: { fields: unknown; note?: string; by: string }): Promise<SavedArticle>
  /** `from`: version of the article that the edit began with. */
  change(id: string, edit: { fields: unknown; from: string; note?: string; by: string }): Promise<SavedArticle>
  retire(id: string, edit: { note?: string; by: string }): Promise<{ version: number }>
}
