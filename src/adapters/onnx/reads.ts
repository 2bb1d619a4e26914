import { LRUCache } from 'lru-cache'
import { Refusal } from '../../domain/errors.ts'
import type { Encoder } from '../../ports/encoder.ts'
import { createJob, type Job, type JobQueue, type Rank } from './job-queue.ts'

/** Word pieces read of a customer's message: some 90 Chinese characters or 45 English words; the time grows with them. */
const QUERY_TOKENS = 64
const PASSAGE_TOKENS = 256
/** No word piece is longer; what lies beyond cannot reach the network. */
const CHARACTERS_PER_TOKEN = 16
/** Texts of a bulk give way to every message, so they may wait for long, milliseconds. */
const BULK_DEADLINE_MS = 30_000
/** Texts that wait from which on nothing is read ahead. */
const BUSY_QUEUE = 4
/** Vectors of messages seen lately, 1.5 KB each. */
const CACHED_VECTORS = 10_000

/**
 * `embed` over a queue: each distinct text is read once however many calls wait for it, vectors of messages are kept by
 * their exact text, and a call waits at most `deadlineMs`. A text that nobody waits for any more leaves the queue.
 */
export const createReads = (parts: {
  prefixes: Record<'query' | 'passage', string>
  queue: JobQueue
  deadlineMs: number
  maxQueued: number
  /** Why nothing can be read just now. */
  unavailable: () => Refusal | undefined
  dispatch: () => void
}): Encoder['embed'] => {
  const { queue, deadlineMs, maxQueued } = parts
  const cache = new LRUCache<string, Float32Array>({ max: CACHED_VECTORS })
  const wanted = new Map<string, Job>()
  let lastId = 0

  const admit = (texts: number, rank: Rank): void => {
    if (rank === 'ahead' && queue.size() >= BUSY_QUEUE)
      throw new Refusal('busy', 'what nobody waits for is not read while others wait', { retryAfterMs: deadlineMs })
    if (texts > maxQueued)
      throw new Refusal('too_large', `${texts} texts in one call, at most ${maxQueued} may be`, { field: 'texts' })
    const refusal = parts.unavailable()
    if (refusal !== undefined) throw refusal
    if (queue.size() + texts > maxQueued)
      throw new Refusal('busy', `${queue.size()} texts wait for the encoder, at most ${maxQueued} may`, {
        retryAfterMs: deadlineMs,
      })
  }

  const open = (text: string, prefix: 'query' | 'passage', rank: Rank): Job => {
    const query = prefix === 'query'
    const job = createJob({ id: ++lastId, text, maxTokens: query ? QUERY_TOKENS : PASSAGE_TOKENS }, rank)
    const done = () => {
      if (wanted.get(text) === job) wanted.delete(text)
    }
    job.vector.then((vector) => {
      if (query && job.rank !== 'background') cache.set(text, vector)
      done()
    }, done)
    wanted.set(text, job)
    queue.push(job)
    return job
  }

  const leave = (job: Job): void => {
    if (--job.waiting === 0 && queue.remove(job)) wanted.delete(job.text)
  }

  return async (texts, { prefix = 'query', signal, bulk, ahead } = {}) => {
    const rank = prefix === 'passage' || bulk === true ? 'background' : ahead === true ? 'ahead' : 'live'
    signal?.throwIfAborted()
    const full = texts.map((text) => clip(parts.prefixes[prefix] + text, prefix))
    const known = full.map((text) => cache.get(text))
    const missing = new Set(full.filter((_, i) => known[i] === undefined))
    const fresh = [...missing].filter((text) => !wanted.has(text))
    if (fresh.length > 0) admit(fresh.length, rank)
    const jobs = new Map([...missing].map((text) => [text, wanted.get(text) ?? open(text, prefix, rank)]))
    for (const job of jobs.values()) {
      job.waiting++
      if (rank === 'live' && job.rank !== 'live') queue.rise(job)
    }
    parts.dispatch()
    try {
      const vectors = Promise.all(full.map((text, i) => known[i] ?? (jobs.get(text) as Job).vector))
      // Copies: a caller that centres its vector in place must not change what the next one gets.
      const limit = bulk === true ? Math.max(deadlineMs, BULK_DEADLINE_MS) : deadlineMs
      return (await within(vectors, limit, signal)).map((vector) => vector.slice())
    } finally {
      for (const job of jobs.values()) leave(job)
    }
  }
}

const clip = (text: string, prefix: 'query' | 'passage'): string =>
  text.slice(0, (prefix === 'query' ? QUERY_TOKENS : PASSAGE_TOKENS) * CHARACTERS_PER_TOKEN)

const within = async <T>(work: Promise<T>, deadlineMs: number, signal: AbortSignal | undefined): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  let abort = (): void => {}
  const end = new Promise<never>((_, reject) => {
    const late = () =>
      reject(new Refusal('busy', `the encoder gave no answer within ${deadlineMs} ms`, { retryAfterMs: deadlineMs }))
    timer = setTimeout(late, deadlineMs)
    abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([work, end])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
