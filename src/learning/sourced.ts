import type { Example } from '../domain/article.ts'

/** A labelled utterance and where it stands. */
export interface Sourced extends Example {
  /** `file:line`. */
  at: string
  /** What else the data say about it, e.g. `typo`; where it comes from, e.g. `chat`. Evaluation slices by them. */
  tags?: string[]
  source?: string
  /** How much it counts in training; default 1. */
  weight?: number
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
  /** Told of what can be used and may be a slip: columns that nobody reads, an encoding that was guessed. */
  warn?: (text: string) => void
}

/** Faults that are kept of one file; a file with more is another kind of file. */
export const MOST_FAULTS = 1_000
