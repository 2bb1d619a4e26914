import type { Judgement } from './desk-marks.ts'

/** What customers said of conversations that are over. */
export interface JudgedFigures {
  days: number
  /** Conversations that ended and were looked at, the newest; `capped`: there were more. */
  ended: number
  capped: boolean
  thumbs: { n: number; good: number }
  /** `sum` of 1 to 5. */
  stars: { n: number; sum: number }
  /** The newest with words. */
  words: (Judgement & { conversation: string; customerName: string })[]
}
