/** How long work may hold the event loop before it lets others go first, milliseconds; an acknowledgement waits for it some three times. */
const LONGEST_HOLD_MS = 0.5

/**
 * For loops of small steps: `await breathe()` after each step. It returns at once until the loop has been held for long enough,
 * then waits for one round of the event loop.
 */
export const createBreathe = (now: () => number = () => performance.now()): (() => Promise<void> | undefined) => {
  let since = now()
  return () => {
    if (now() - since < LONGEST_HOLD_MS) return undefined
    return nextRound().then(() => {
      since = now()
    })
  }
}

/** Lets everything else that waits go first. */
export const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
