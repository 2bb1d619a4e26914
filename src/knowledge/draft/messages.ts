import type { Article, ShopFacts } from '../../domain/article.ts'
import type { DraftPreview, ImportProgress } from '../../domain/knowledge-import.ts'
import type { Trial } from './effects.ts'

/** What the thread that works out a preview is told, in pieces that do not hold the event loop of the one that tells it. */
export type ToDraftThread =
  | { kind: 'articles'; of: 'before' | 'made'; articles: readonly Article[] }
  | {
      kind: 'start'
      /** Ids of the articles after, in order: those of `made`, else those of `before`. */
      after: readonly string[]
      facts: ShopFacts
      /** Texts, and their vectors one after the other. */
      texts: readonly string[]
      vectors: Float32Array
      mean?: Float32Array
      trial: Trial
      /** ISO 8601. */
      at: string
    }

export type FromDraftThread =
  | { kind: 'progress'; progress: ImportProgress }
  | { kind: 'done'; preview: Omit<DraftPreview, 'state' | 'against'> }
  | { kind: 'failed'; reason: string }
