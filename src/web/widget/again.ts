/** Milliseconds until what did not come is asked for again; each further pause is twice as long. */
const AGAIN_MS = 2_000

/** Fetches until it comes, after each miss as soon as the network is back and at the latest after a pause; `missed` hears of each. */
export const untilThere = async <T>(fetch: () => Promise<T>, missed?: () => void): Promise<T> => {
  for (let wait = AGAIN_MS; ; wait *= 2) {
    try {
      return await fetch()
    } catch {
      missed?.()
    }
    await new Promise((resolve) => {
      setTimeout(resolve, wait)
      addEventListener('online', resolve, { once: true })
    })
  }
}
