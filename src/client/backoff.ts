/** First and longest pause before connecting again, in milliseconds. */
const FIRST_MS = 500
const LONGEST_MS = 30_000
/** A server that drains is replaced at once: come back soon, but not all in the same moment. */
const DRAINED_MS = 1_500
/** A server that says "too many" wants to be left alone for a while. */
const TOO_MANY_MS = 5_000

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first) after a close with `code`.
 * Full jitter: anywhere between nothing and the doubled bound, so that clients do not return together.
 * `random` is in [0, 1).
 */
export const reconnectDelay = (attempt: number, code: number, random: number): number => {
  if (code === 4503 && attempt === 0) return Math.round(random * DRAINED_MS)
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return Math.round((code === 4429 ? TOO_MANY_MS : 0) + random * bound)
}
