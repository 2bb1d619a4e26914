/** Milliseconds until what did not come is asked for again; each further pause is twice as long, up to the longest. */
const AGAIN_MS = 2_000
const LONGEST_MS = 60_000

/**
 * Fetches until it comes, after each miss as soon as the network is back and at the latest after a pause; `missed` hears of each. Rejects
 * once it is `over`: nobody wants it any more.
 */
export const untilThere = async <T>(fetch: () => Promise<T>, missed?: () => void, over?: AbortSignal): Promise<T> => {
  for (let wait = AGAIN_MS; ; wait = Math.min(2 * wait, LONGEST_MS)) {
    over?.throwIfAborted()
    try {
      return await fetch()
    } catch {
      missed?.()
    }
    const ends = new AbortController()
    const { signal } = ends
    await new Promise((resolve) => {
      setTimeout(resolve, wait)
      addEventListener('online', resolve, { signal })
      over?.addEventListener('abort', resolve, { signal })
    })
    ends.abort()
  }
}
