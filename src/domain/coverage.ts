import type { Language } from './message.ts'

/** Questions that mean much the same and that nothing answered. */
export interface CoverageCluster {
  id: string
  /** Questions in the time looked at, and in the same time before it. */
  size: number
  before: number
  /** Three of them, the most central first. */
  questions: string[]
  language: Language
  /** Conversations where they stand, newest first; over HTTP at most 20. */
  conversations: string[]
  /** What comes nearest in the library. */
  nearest?: { article: string; title: string; score: number }
  /** Made of what agents answered there; absent where they did not. */
  draft?: { title: string; questions: string[]; answer: string; from: number }
}

/** An article that somebody should look at. */
export interface StaleArticle {
  article: string
  title: string
  why: 'unused' | 'often_edited' | 'review_due'
  /** Shown and used in the time looked at; share of the used ones that agents changed. */
  shown: number
  used: number
  edited: number
  review?: string
}

/** An agent's own answer that is to become an article. */
export interface KeptAnswer {
  id: string
  question: string
  answer: string
  language: Language
  conversation: string
  by: string
  /** ISO 8601. */
  at: string
}

/** What customers asked and what became of it. */
export interface Coverage {
  /** ISO 8601; absent before the first run. */
  at?: string
  state: 'never' | 'running' | 'ready' | 'failed'
  reason?: string
  days: number
  /** Customer questions looked at, and those that an article answered. */
  questions: number
  answered: number
  clusters: CoverageCluster[]
  stale: StaleArticle[]
  /** Answers that agents kept, newest first. */
  kept: KeptAnswer[]
}
