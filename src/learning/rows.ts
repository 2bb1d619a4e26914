import type { Ballot } from '../domain/heads.ts'
import type { Language } from '../domain/message.ts'

/** An example ready for training: normalised, with its vector. */
export interface EmbeddedExample {
  text: string
  intent: string
  language: Language
  vector: Float32Array
  /** How much it counts in training; default 1. */
  weight?: number
}

/** What all voters said about a message whose intent is known and that they had not seen. */
export interface PolledRow {
  intent: string
  language: Language
  ballots: Ballot[]
  /** The classes of the ballots. */
  intents: readonly string[]
}
