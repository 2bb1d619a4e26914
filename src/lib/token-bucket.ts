export interface BucketRate {
  perSecond: number
  burst: number
}

export interface TokenBuckets {
  /** Takes one token from each bucket, or none: milliseconds until all have one, 0 when they were taken. */
  take(wanted: readonly { key: string; rate: BucketRate }[]): number
}

const SWEEP_EVERY = 10_000

/** A bucket per key, refilled as time goes; full ones are forgotten. `now` in milliseconds, monotonic. */
export const createTokenBuckets = (now: () => number): TokenBuckets => {
  const buckets = new Map<string, { tokens: number; at: number; fullAt: number }>()
  let takes = 0
  const refilled = (key: string, { perSecond, burst }: BucketRate, at: number) => {
    const bucket = buckets.get(key) ?? { tokens: burst, at, fullAt: at }
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond)
    bucket.at = at
    buckets.set(key, bucket)
    return bucket
  }
  const sweep = (at: number): void => {
    for (const [key, bucket] of buckets) if (bucket.fullAt <= at) buckets.delete(key)
  }
  return {
    take: (wanted) => {
      const at = now()
      takes += 1
      if (takes % SWEEP_EVERY === 0) sweep(at)
      const found = wanted.map(({ key, rate }) => ({ bucket: refilled(key, rate, at), rate }))
      const waits = found.map(({ bucket, rate }) =>
        bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) / rate.perSecond) * 1000),
      )
      const wait = Math.max(0, ...waits)
      if (wait > 0) return wait
      for (const { bucket, rate } of found) {
        bucket.tokens -= 1
        bucket.fullAt = at + ((rate.burst - bucket.tokens) / rate.perSecond) * 1000
      }
      return 0
    },
  }
}
