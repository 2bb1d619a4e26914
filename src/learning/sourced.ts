import type { Example } from '../domain/article.ts'

/** A labelled utterance and where it stands. */
export interface Sourced extends Example {
  /** `file:line`. */
  at: string
  /** What else the data say about it, e.g. `typo`; where it comes from, e.g. `chat`. Evaluation slices by them. */
  tags?: string[]
  source?: string
}

/** One thing that cannot be used. */
export interface ExampleFault {
  at: string
  text: string
}

export interface ReadText {
  examples: Sourced[]
  faults: ExampleFault[]
}

export interface ReadOptions {
  /** Lines without an intent are fine: only their text is wanted. */
  unlabelled?: boolean
}
