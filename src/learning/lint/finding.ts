import type { EmbeddedExample } from '../rows.ts'

/** What can be wrong with labelled data, gravest first. */
export const FINDING_KINDS = [
  'leak',
  'conflict',
  'label',
  'near-conflict',
  'lone-intent',
  'thin-intent',
  'language',
  'twin',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** One thing that somebody should look at. */
export interface Finding {
  kind: FindingKind
  /** `file:line`; of an intent that of its first example. */
  at: string
  text: string
  intent: string
  /** What the label should perhaps be. */
  suggested?: string
  /** 0 to 1, how sure; comparable among findings of a kind. */
  score: number
  why: string
  /** `file:line` of the other example that it is about. */
  other?: string
}

/** An example ready to be looked at: normalised, with its vector and the place it stands. */
export interface LintExample extends EmbeddedExample {
  at: string
}
