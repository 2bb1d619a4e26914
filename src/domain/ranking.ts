/** What somebody's choice says about an article as the answer to a question and its like. */
export interface RankingEvidence {
  /** The decision that it is about. */
  record: string
  article: string
  /** 1: sent as it stood; -1 at most: rewritten or turned down. */
  weight: number
  by: string
  /** ISO 8601. */
  at: string
}

/** What choices did to the ranking. */
export interface RankingState {
  on: boolean
  /** The most that a score can change, as a share of it. */
  most: number
  evidence: number
  /** Newest first, at most 100. */
  latest: RankingEvidence[]
}
