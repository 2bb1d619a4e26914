/** When those for whom there was no room should come back: one after the other, not all together. */
export interface Comebacks {
  /** Milliseconds for one who is refused now. `waitMs`: how long who has a place waits for their turn, and so what it takes until all places were free once. */
  next(waitMs: number): number
}

export interface ComebackParts {
  /** How many can wait. */
  places: number
  soonestMs: number
  latestMs: number
  /** Milliseconds. */
  now(): number
}

/**
 * Hands out times in a line that moves as fast as places become free: who is refused comes when those who were refused before have been served.
 * With one time for all, a crowd would come back as the same crowd again and again, and each time cost as much as if it were served.
 */
export const createComebacks = ({ places, soonestMs, latestMs, now }: ComebackParts): Comebacks => {
  let end = Number.NEGATIVE_INFINITY
  return {
    next: (waitMs) => {
      const at = now()
      const turnMs = Math.max(soonestMs, waitMs)
      end = Math.min(at + latestMs, Math.max(end, at + Math.min(turnMs, latestMs)) + turnMs / places)
      return Math.ceil(end - at)
    },
  }
}
