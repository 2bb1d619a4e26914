import { Superseded } from '../lib/superseded.ts'

/** Milliseconds of calls that went well by which a source's slowness is told. */
const SAMPLES = 128
/** Fewer of them say nothing about the slowest twentieth. */
const FEWEST_SAMPLES = 20
/** Calls between two looks at the samples. */
const LOOK_EVERY = 16
const QUANTILE = 0.95
/** Second attempts a call earns, and how many may be saved up: a source gets one call in twenty more at the most. */
const PER_CALL = 0.05
const MOST_SAVED = 5
/** Milliseconds below which a second attempt comes no sooner than the first. */
const SOONEST_MS = 5

/** A second attempt of reads that take longer than nineteen in twenty (Dean and Barroso, The Tail at Scale, 2013). */
export interface Hedge {
  /**
   * What the first of one or two attempts gives that gives something; the other is aborted. `second` begins the second attempt, or says
   * undefined where there is no room for one.
   */
  run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>, second: Second): Promise<T>
  /** Milliseconds; undefined until enough calls went well. */
  p95(): number | undefined
}

export type Second = <T>(work: () => Promise<T>) => Promise<T> | undefined

/** `clock` in monotonic milliseconds. */
export const createHedge = ({ clock, onHedge = () => {} }: { clock: () => number; onHedge?: () => void }): Hedge => {
  const samples: number[] = []
  let seen = 0
  let p95: number | undefined
  let saved = MOST_SAVED
  const learn = (ms: number): void => {
    samples[seen % SAMPLES] = ms
    seen += 1
    if (seen >= FEWEST_SAMPLES && (p95 === undefined || seen % LOOK_EVERY === 0))
      p95 = samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * QUANTILE)]
  }

  return {
    p95: () => p95,
    run: async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>, second: Second): Promise<T> => {
      saved = Math.min(MOST_SAVED, saved + PER_CALL)
      const over = new AbortController()
      const by = AbortSignal.any([signal, over.signal])
      const attempt = async (): Promise<T> => {
        const started = clock()
        const result = await work(by)
        learn(clock() - started)
        return result
      }
      const first = attempt()
      if (p95 === undefined) return first
      const after = Math.max(SOONEST_MS, p95)
      let timer: NodeJS.Timeout | undefined
      let other: Promise<T> | undefined
      try {
        return await new Promise<T>((resolve, reject) => {
          first.then(resolve, (error) => {
            if (other === undefined) reject(error)
            else other.then(resolve, () => reject(error))
          })
          timer = setTimeout(() => {
            other = saved < 1 ? undefined : second(attempt)
            if (other === undefined) return
            saved -= 1
            onHedge()
            // Where it fails, the first decides.
            other.then(resolve, () => {})
          }, after)
        })
      } finally {
        clearTimeout(timer)
        over.abort(new Superseded())
      }
    },
  }
}
