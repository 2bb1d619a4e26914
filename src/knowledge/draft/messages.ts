import type { Article, ShopFacts } from '../../domain/article.ts'
import type { DraftPreview, ImportProgress } from '../../domain/knowledge-import.ts'
import type { Heard } from '../../ports/voters.ts'
import type { Trial, TriedQuestion } from './effects.ts'

/** What the thread that works out a preview is told, in pieces that do not hold the event loop of the one that tells it. */
export type ToDraftThread =
  | { kind: 'articles'; of: 'before' | 'made'; articles: readonly Article[] }
  | { kind: 'questions'; questions: readonly TriedQuestion[] }
  | {
      kind: 'start'
      /** Ids of the articles after, in order: those of `made`, else those of `before`. */
      after: readonly string[]
      facts: ShopFacts
      /** Texts, and their vectors one after the other. */
      texts: readonly string[]
      vectors: Float32Array
      mean?: Float32Array
      from: Trial['from']
      /** ISO 8601. */
      at: string
    }
  /** To `ask`; `reason` where there is none. */
  | { kind: 'answer'; id: number; answer: unknown; reason?: string }

export type FromDraftThread =
  | { kind: 'progress'; progress: ImportProgress }
  | { kind: 'ask'; id: number; asked: AskedAside }
  | { kind: 'done'; preview: Omit<DraftPreview, 'state' | 'against'> }
  | { kind: 'failed'; reason: string }

/** What only the process itself has: its encoder, answered with a vector, and its plug-in voters, answered with what they say. */
export type AskedAside = { of: 'vector'; text: string } | { of: 'voters'; heard: Heard }
