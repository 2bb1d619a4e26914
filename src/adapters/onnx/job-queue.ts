import type { TextToEmbed } from './wire.ts'

/** A customer's message; a text that nobody reads yet but somebody may ask about (passages); one that a customer is still writing. */
export type Rank = 'live' | 'background' | 'ahead'

/** One distinct text that at least one call waits for. */
export interface Job extends TextToEmbed {
  /** What is ahead goes last; it rises when somebody waits for it after all. */
  rank: Rank
  waiting: number
  vector: Promise<Float32Array>
  resolve(vector: Float32Array): void
  reject(cause: unknown): void
}

export interface JobQueue {
  size(): number
  push(job: Job): void
  /** Takes out a job that nobody waits for any more; false when it was not queued. */
  remove(job: Job): boolean
  /** Somebody waits for it now. */
  rise(job: Job): void
  /** Takes what one message to a worker may carry, at most `share` texts: live jobs first, then the background, one that is ahead last; oldest first. */
  drain(share: number): Job[]
  /** Takes out all. */
  clear(): Job[]
}

/** Texts in one message; a later text waits for these, some 4 ms each. */
const BATCH_TEXTS = 8
/** Characters in one message: a few long passages take as long as many short messages. */
const BATCH_CHARACTERS = 1_000

export const createJobQueue = (): JobQueue => {
  const queues: Record<Rank, Set<Job>> = { live: new Set(), background: new Set(), ahead: new Set() }
  const { live, background, ahead } = queues
  return {
    size: () => live.size + background.size + ahead.size,
    push: (job) => {
      queues[job.rank].add(job)
    },
    remove: (job) => queues[job.rank].delete(job),
    rise: (job) => {
      const queued = queues[job.rank].delete(job)
      job.rank = 'live'
      if (queued) live.add(job)
    },
    drain: (share) => {
      const queue = live.size > 0 ? live : background.size > 0 ? background : ahead
      // One at a time: a message that comes meanwhile waits for no more than that.
      const most = queue !== live ? 1 : Math.min(share, BATCH_TEXTS)
      const batch: Job[] = []
      let characters = 0
      for (const job of queue) {
        characters += job.text.length
        if (batch.length > 0 && characters > BATCH_CHARACTERS) break
        batch.push(job)
        queue.delete(job)
        if (batch.length === most) break
      }
      return batch
    },
    clear: () => {
      const all = [...live, ...background, ...ahead]
      for (const queue of Object.values(queues)) queue.clear()
      return all
    },
  }
}

/** A job with its promise; a rejection that nobody awaits any more is not an unhandled one. */
export const createJob = (text: TextToEmbed, rank: Rank): Job => {
  let resolve: Job['resolve'] = () => {}
  let reject: Job['reject'] = () => {}
  const vector = new Promise<Float32Array>((yes, no) => {
    resolve = yes
    reject = no
  })
  vector.catch(() => {})
  return { ...text, rank, waiting: 0, vector, resolve, reject }
}
