/** A moment of a piece of work: Unix milliseconds, and how much of it was done. */
export interface Mark {
  at: number
  done: number
}

/** Before this long nobody can tell, in milliseconds. */
const TOO_EARLY_MS = 1_500

/** Milliseconds that are left at the pace since `start`; undefined where that cannot be told yet. */
export const timeLeft = (start: Mark, now: Mark, total: number): number | undefined => {
  const passed = now.at - start.at
  const done = now.done - start.done
  return passed < TOO_EARLY_MS || done <= 0 ? undefined : ((total - now.done) * passed) / done
}
