import type { IntentEvidence, Share } from './heads.ts'

/** Of the answers that the bot gives alone, this share is promised to be right. */
export const PROMISED_RIGHT = 0.92

/** An intent that the bot may not answer alone for now, because outcomes contradicted the promise, or a person said so. */
export interface Reduction {
  /** ISO 8601. */
  since: string
  /** What the outcomes were when it was taken back. */
  evidence: Share
  /** The person who took it back; absent: outcomes did. */
  by?: string
}

export interface AutonomyChange {
  at: string
  intent: string
  /** `reduced`: taken back, by outcomes or a person; `recovered`: earned back by outcomes; `restored`: by a person. */
  change: 'reduced' | 'recovered' | 'restored'
  evidence: Share
  by: string
}

/** What a tenant keeps about it. */
export interface AutonomyState {
  reduced: Record<string, Reduction>
  /** Outcomes up to then no longer count for an intent: somebody, or newer evidence, has decided. ISO 8601. */
  countedSince: Record<string, string>
  /** Newest last. */
  changes: AutonomyChange[]
}

export const NO_REDUCTION: AutonomyState = { reduced: {}, countedSince: {}, changes: [] }

/** One intent of one tenant, as people are shown it. */
export interface IntentAutonomy {
  intent: string
  /** `alone`: answered at or above `bar`; `suggestOnly`: training found too little evidence; `reduced`: taken back. */
  state: 'alone' | 'suggestOnly' | 'reduced'
  /** Calibrated confidence; null means never. */
  bar: number | null
  /** Outcomes of answers at or above the bar: how many, how many right, exact 95 % interval. */
  outcomes: Share
  /** What training found of it, on messages whose intent was known; absent where the model does not know the intent, or is older. */
  trained?: IntentEvidence
  /** Of a reduced one: since when, and who took it back; without a name outcomes did. */
  since?: string
  by?: string
}
