import { setMaxListeners } from 'node:events'
import DataLoader from 'dataloader'
import { type SourceName, UpstreamError } from '../domain/upstream-error.ts'
import { PRIORITIES, type Priority } from './gate.ts'

/** Ids of one call; a page of orders fits, and one slow answer does not hold up a crowd. */
const MAX_IDS = 100
/** Broken entries of one call that are left out one after the other; with more than that the source is at fault, not an entry. */
const MAX_BROKEN = 3

export interface BatchParts<T> {
  source: SourceName
  /** One entry an id, in the same order (UP4); of the priorities of those who ask the first. */
  call: (ids: readonly string[], signal: AbortSignal, priority: Priority) => Promise<T[]>
  /** Milliseconds that a call has. */
  deadlineMs: number
  /** Ids that the source takes in one call now. */
  size?: () => number
}

/**
 * Puts the ids that are asked for in one turn of the event loop, by whatever request, into one call. The busier the process, the more fit in:
 * no timer holds a lone request back. An entry that the source has broken fails alone, not with its whole batch.
 */
export const createBatch = <T>({
  source,
  call,
  deadlineMs,
  size = () => MAX_IDS,
}: BatchParts<T>): ((id: string, priority: Priority) => Promise<T>) => {
  const fetchEach = async (wanted: readonly Wanted[]): Promise<(T | Error)[]> => {
    const asked = wanted.map(({ id }) => id)
    const priority = PRIORITIES.find((one) => wanted.some((other) => other.priority === one)) ?? 'graphql'
    const signal = AbortSignal.timeout(deadlineMs)
    // One signal ends all calls of a batch; Node takes more than ten listeners for a leak.
    setMaxListeners(0, signal)
    const found = new Map<string, T | Error>()
    const ids = [...new Set(asked)]
    const most = Math.max(1, Math.min(MAX_IDS, size()))
    const calls = Array.from({ length: Math.ceil(ids.length / most) }, (_, at) => ids.slice(at * most, (at + 1) * most))
    await Promise.all(calls.map((chunk) => fetchChunk(chunk, { signal, priority, found })))
    return asked.map((id) => found.get(id) as T | Error)
  }
  const fetchChunk = async (
    chunk: readonly string[],
    { signal, priority, found }: { signal: AbortSignal; priority: Priority; found: Map<string, T | Error> },
  ): Promise<void> => {
    let ids = [...chunk]
    let broken = 0
    while (ids.length > 0) {
      try {
        const entries = await call(ids, signal, priority)
        for (const [at, id] of ids.entries()) found.set(id, entries[at] as T)
        return
      } catch (cause) {
        const error = asUpstreamError(source, cause)
        const { entry, unfit } = error
        const own = ids.filter((id) => id === entry || unfit.includes(id))
        const failed = own.length > 0 && broken < MAX_BROKEN ? own : ids
        for (const id of failed) found.set(id, error)
        ids = ids.filter((id) => !failed.includes(id))
        broken += 1
      }
    }
  }
  const loader = new DataLoader<Wanted, T>(fetchEach, {
    cache: false,
    maxBatchSize: MAX_IDS,
    batchScheduleFn: (dispatch) => setImmediate(dispatch),
  })
  return (id, priority) => loader.load({ id, priority })
}

interface Wanted {
  id: string
  priority: Priority
}

/** What any adapter may reject with, in the words of the mesh. */
const asUpstreamError = (source: SourceName, cause: unknown): UpstreamError => {
  if (cause instanceof UpstreamError) return cause
  const late = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')
  return new UpstreamError(
    source,
    late ? 'deadline' : 'unreachable',
    late ? 'no answer in time' : 'cannot be reached',
    { cause },
  )
}
