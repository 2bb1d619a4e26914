export interface HandleTime {
  started(conversation: string, at: number): void
  ended(tenant: string, conversation: string, at: number): void
  /** Seconds. */
  seconds(tenant: string): number
}

/** A tenth of each new chat: the estimate follows the last twenty or so. */
const SMOOTHING = 0.1
const LONGEST_SECONDS = 4 * 3600

/** What a chat takes, from claim to resolve, smoothed; `initial` seconds until one was measured. Times in milliseconds. */
export const createHandleTime = (initial: number): HandleTime => {
  const since = new Map<string, number>()
  const mean = new Map<string, number>()
  return {
    started: (conversation, at) => {
      if (!since.has(conversation)) since.set(conversation, at)
    },
    ended: (tenant, conversation, at) => {
      const start = since.get(conversation)
      since.delete(conversation)
      if (start === undefined) return
      const seconds = Math.min(LONGEST_SECONDS, (at - start) / 1000)
      mean.set(tenant, (1 - SMOOTHING) * (mean.get(tenant) ?? initial) + SMOOTHING * seconds)
    },
    seconds: (tenant) => mean.get(tenant) ?? initial,
  }
}
