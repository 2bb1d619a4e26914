import type { TextToEmbed } from './wire.ts'

/** One distinct text that at least one call waits for. */
export interface Job extends TextToEmbed {
  /** A customer's message: goes before passages, which are read in the background. */
  live: boolean
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
  /** Takes what one message to a worker may carry, at most `share` texts: live jobs first, oldest first. */
  drain(share: number): Job[]
  /** Takes out all. */
  clear(): Job[]
}

/** Texts in one message; a later text waits for these, some 4 ms each. */
const BATCH_TEXTS = 8
/** Characters in one message: a few long passages take as long as many short messages. */
const BATCH_CHARACTERS = 1_000

export const createJobQueue = (): JobQueue => {
  const live = new Set<Job>()
  const background = new Set<Job>()
  return {
    size: () => live.size + background.size,
    push: (job) => {
      ;(job.live ? live : background).add(job)
    },
    remove: (job) => (job.live ? live : background).delete(job),
    drain: (share) => {
      const queue = live.size > 0 ? live : background
      const batch: Job[] = []
      let characters = 0
      for (const job of queue) {
        characters += job.text.length
        if (batch.length > 0 && characters > BATCH_CHARACTERS) break
        batch.push(job)
        queue.delete(job)
        if (batch.length === Math.min(share, BATCH_TEXTS)) break
      }
      return batch
    },
    clear: () => {
      const all = [...live, ...background]
      live.clear()
      background.clear()
      return all
    },
  }
}

/** A job with its promise; a rejection that nobody awaits any more is not an unhandled one. */
export const createJob = (text: TextToEmbed, live: boolean): Job => {
  let resolve: Job['resolve'] = () => {}
  let reject: Job['reject'] = () => {}
  const vector = new Promise<Float32Array>((yes, no) => {
    resolve = yes
    reject = no
  })
  vector.catch(() => {})
  return { ...text, live, waiting: 0, vector, resolve, reject }
}
