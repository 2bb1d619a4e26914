import type { Language } from './message.ts'

/** A question that must never get certain answers, and whatever means the same. */
export interface AntiAnswer {
  id: string
  /** Phrasings of the question. */
  questions: string[]
  language: Language
  /** The answer that it must not get: one article, or all articles of an intent. */
  never: { article: string } | { intent: string }
  note?: string
  by: string
  /** ISO 8601. */
  at: string
}

/** A veto that fired: kept in the record. */
export interface Vetoed {
  antiAnswer: string
  article: string
  /** How near the question was, 0 to 1. */
  score: number
  /** Perhaps not what was forbidden: the article may be suggested to an agent, the bot does not send it. */
  doubtful?: true
}

/** The articles that must not be found at all; what may only be forbidden is found, and a person sends it. */
export const surelyVetoed = (vetoed: readonly Vetoed[]): Set<string> =>
  new Set(vetoed.filter(({ doubtful }) => !doubtful).map(({ article }) => article))
