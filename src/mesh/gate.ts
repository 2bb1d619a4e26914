import { type SourceName, UpstreamError } from '../domain/upstream-error.ts'

/** Who goes first where a system is busy: an answer that a customer waits for, a card beside a conversation, what may be asked soon, everything else. */
export const PRIORITIES = ['turn', 'card', 'prefetch', 'graphql'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Calls that may wait for one source. */
const CALLS_WAITING = 2_048
/** Of these, how many are waiting when a priority is turned away: the less it matters, the sooner. */
const SHARE: Record<Priority, number> = { turn: 1, card: 0.75, prefetch: 0.5, graphql: 0.25 }
/** Calls at once below which the limit never falls: fewer would not notice that the source is well again. */
const FEWEST_AT_ONCE = 2
/** What is left of the limit after a call that took too long: CUBIC's factor (RFC 9438, 4.6). */
const DECREASE = 0.7
/** Times its quickest that a call may take before it says that there are too many: a system that always takes long is not a busy one. */
const SLOW_FACTOR = 2
/** How far the quickest moves towards each call that took longer: after a thousand calls a system that has become slower counts as it is now. */
const FORGETTING = 0.001

export interface GateParts {
  source: SourceName
  /** Calls at once that are never exceeded. */
  callsAtOnce: number
  /** Milliseconds from which on a call may say that there are too many. */
  slowMs: number
  /** Monotonic milliseconds. */
  clock: () => number
  onShed?: (priority: Priority) => void
}

/** What lets calls to one source through. */
export interface Gate {
  /** Runs `work` when it is its turn. @throws UpstreamError unreachable where too many wait; what the signal aborted with */
  run<T>(priority: Priority, signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Runs `work` now, or says undefined where there is no room. */
  tryRun<T>(work: () => Promise<T>): Promise<T> | undefined
  status(): { limit: number; running: number; waiting: number }
}

/**
 * A limit of calls at once that adapts: one more for each round of calls while it is used, a third less at a call that takes too long, at most
 * once in the time of such a call (additive increase, multiplicative decrease: Chiu and Jain 1989). Too long is told by the quickest call, as TCP
 * Vegas does (Brakmo and Peterson 1995). Who waits goes by priority, then by arrival.
 */
export const createGate = ({ source, callsAtOnce, slowMs, clock, onShed = () => {} }: GateParts): Gate => {
  const queues: Record<Priority, Set<() => void>> = {
    turn: new Set(),
    card: new Set(),
    prefetch: new Set(),
    graphql: new Set(),
  }
  let limit = callsAtOnce
  let running = 0
  let waiting = 0
  let nextCut = Number.NEGATIVE_INFINITY
  let quickest = Number.POSITIVE_INFINITY

  const adapt = (ms: number): void => {
    quickest = ms < quickest ? ms : quickest + (ms - quickest) * FORGETTING
    if (ms >= Math.max(slowMs, quickest * SLOW_FACTOR)) {
      if (clock() < nextCut) return
      limit = Math.max(Math.min(FEWEST_AT_ONCE, callsAtOnce), limit * DECREASE)
      nextCut = clock() + ms
    } else if (running * 2 >= limit) limit = Math.min(callsAtOnce, limit + 1 / limit)
  }
  const next = (): void => {
    for (const priority of PRIORITIES)
      for (const start of queues[priority]) {
        if (running >= Math.floor(limit)) return
        queues[priority].delete(start)
        waiting -= 1
        start()
      }
  }
  const pass = async <T>(work: () => Promise<T>): Promise<T> => {
    running += 1
    const started = clock()
    try {
      return await work()
    } finally {
      adapt(clock() - started)
      running -= 1
      next()
    }
  }
  const hasRoom = (): boolean => running < Math.floor(limit)

  return {
    run: async (priority, signal, work) => {
      signal.throwIfAborted()
      if (hasRoom() && waiting === 0) return pass(work)
      if (waiting >= CALLS_WAITING * SHARE[priority]) {
        onShed(priority)
        throw new UpstreamError(source, 'unreachable', `${waiting} calls are waiting already`)
      }
      const queue = queues[priority]
      // Started in the very step that makes room, so that nobody else takes it.
      return new Promise((resolve, reject) => {
        const start = (): void => {
          signal.removeEventListener('abort', leave)
          pass(work).then(resolve, reject)
        }
        const leave = (): void => {
          if (queue.delete(start)) waiting -= 1
          reject(signal.reason)
        }
        queue.add(start)
        waiting += 1
        signal.addEventListener('abort', leave, { once: true })
      })
    },
    tryRun: (work) => (hasRoom() && waiting === 0 ? pass(work) : undefined),
    status: () => ({ limit: Math.floor(limit), running, waiting }),
  }
}
