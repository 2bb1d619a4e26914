import type { Worker } from 'node:worker_threads'
import { Refusal } from '../../domain/errors.ts'
import { createComebacks } from '../../lib/comebacks.ts'
import { startThread } from '../../lib/thread.ts'
import {
  type Call,
  CLOSE,
  CRASH,
  OPEN,
  type PlainRefusal,
  type Reply,
  type Report,
  type ThreadOptions,
} from './calls.ts'

/** Calls of one thread that may wait for their reply; beyond that callers are told to come back. */
export const MAX_QUEUED = 2_000
const SOONEST_RETRY_MS = 100
const LATEST_RETRY_MS = 5_000
/** After a crash: at once, then doubling, up to the longest; a thread that keeps failing is tried again for ever. */
const FIRST_RESTART_MS = 10
const LONGEST_RESTART_MS = 5_000
/** From so many failures in a row on, calls are refused at once instead of waiting for the next try. */
const FAILURES_TO_WAIT_FOR = 5

/** The loop's side of one thread: many calls travel in one message, and a thread that dies is started again. */
export interface Link {
  call<T>(name: string, ...args: unknown[]): Promise<T>
  /** Where no more calls may wait: milliseconds after which to come back, later with each who is told. */
  comeBack(): number | undefined
  ready: Report & { type: 'ready' }
  /** Test hook: the thread dies of an error; resolves once it is gone. */
  crash(): Promise<void>
  close(): Promise<void>
}

export interface LinkParts {
  entry: 'writer' | 'reader'
  options: ThreadOptions
  /** Milliseconds since 1970. */
  now(): number
  /** The thread starts at once and opens its file after this. */
  after?: Promise<unknown>
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Refusal): void
  sent: boolean
  /** Milliseconds since 1970. */
  at: number
}

/**
 * Starts a thread and waits until it is ready.
 * @throws Refusal with what the thread said when it cannot open the store
 */
export const createLink = async ({ entry, options, now, after }: LinkParts): Promise<Link> => {
  const waiting = new Map<number, Waiting>()
  let outbox: Call[] = []
  let worker: Worker
  /** Settles when the thread that was started last is ready or has failed; `ended` when it is gone. */
  let startup: Promise<unknown> = Promise.resolve()
  let ended: Promise<void> = Promise.resolve()
  let closing: Promise<void> | undefined
  let up = false
  let closed = false
  let failures = 0
  let fault: PlainRefusal | undefined
  let nextId = 0
  const comebacks = createComebacks({ places: MAX_QUEUED, soonestMs: SOONEST_RETRY_MS, latestMs: LATEST_RETRY_MS, now })
  let flushing = false

  const flush = (): void => {
    flushing = false
    if (!up || outbox.length === 0) return
    for (const { id } of outbox) (waiting.get(id) as Waiting).sent = true
    worker.postMessage(outbox)
    outbox = []
  }

  const refuse = (refusal: PlainRefusal, which: (call: Waiting) => boolean): void => {
    for (const [id, call] of waiting) {
      if (!which(call)) continue
      waiting.delete(id)
      call.reject(toRefusal(refusal))
    }
    outbox = outbox.filter(({ id }) => waiting.has(id))
  }

  const settle = (report: Report & { type: 'replies' }): void => {
    if (report.replies.some(isWell)) failures = 0
    for (const reply of report.replies) {
      const call = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('refused' in reply) call?.reject(toRefusal(reply.refused))
      else call?.resolve(reply.value)
    }
  }

  const start = (verify: boolean): Promise<Report & { type: 'ready' }> => {
    const promise = new Promise<Report & { type: 'ready' }>((resolve, reject) => {
      const thread = startThread(entry, import.meta.url, { workerData: { ...options, verify } })
      worker = thread
      ended = new Promise((gone) => thread.once('exit', () => gone()))
      const open = (): void => thread.postMessage(OPEN)
      if (after === undefined) open()
      else after.then(open, () => thread.postMessage(CLOSE))
      let started = false
      let broken = false
      thread.on('message', (report: Report) => {
        if (report.type === 'replies') return settle(report)
        if (report.type === 'ready') {
          started = up = true
          fault = undefined
          resolve(report)
          return flush()
        }
        fault = report.refused
        broken = report.type === 'broken'
        return undefined
      })
      thread.on('error', (error) => {
        fault = { code: 'storage', message: `the store's ${entry} failed: ${error.message}` }
      })
      thread.on('exit', () => {
        up = false
        failures += 1
        const cause = fault ?? { code: 'storage', message: `the store's ${entry} ended: send again with the same cid` }
        if (!started) reject(toRefusal(cause))
        refuse(
          { retryAfterMs: FIRST_RESTART_MS, ...cause },
          ({ sent }) => sent || closed || failures >= FAILURES_TO_WAIT_FOR,
        )
        if (closed) return
        fault = cause
        // After a fault of the disk the file is checked again; a crash of the program left it sound.
        const delay = Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** (failures - 1))
        setTimeout(() => void (closed || start(broken || (verify && !started))), delay).unref()
      })
    })
    startup = promise.catch(() => {})
    return promise
  }

  const control = (name: typeof CLOSE | typeof CRASH): void =>
    worker.postMessage([{ id: 0, name, args: [], at: 0 } satisfies Call])

  /** A thread is never terminated from outside: a driver inside a call would take the process with it. */
  const shutDown = async (): Promise<void> => {
    closed = true
    await startup
    flush()
    if (up) control(CLOSE)
    await ended
    refuse(CLOSED, () => true)
  }

  const ready = await start(options.verify).catch((error: unknown) => {
    closed = true
    throw error
  })

  const comeBack = (): number | undefined => {
    if (waiting.size < MAX_QUEUED) return undefined
    // Who has waited longest, also while nobody is served.
    const [first] = waiting.values()
    return comebacks.next(now() - (first?.at ?? now()))
  }

  return {
    ready,
    comeBack,
    call: <T>(name: string, ...args: unknown[]): Promise<T> =>
      new Promise((resolve, reject) => {
        if (closed) return reject(toRefusal(CLOSED))
        if (!up && fault !== undefined && failures >= FAILURES_TO_WAIT_FOR)
          return reject(toRefusal({ retryAfterMs: LONGEST_RESTART_MS, ...fault }))
        const retryAfterMs = comeBack()
        if (retryAfterMs !== undefined)
          return reject(new Refusal('busy', `${MAX_QUEUED} calls wait for the store: slow down`, { retryAfterMs }))
        const id = ++nextId
        const at = now()
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, sent: false, at })
        outbox.push({ id, name, args, at })
        if (flushing) return undefined
        flushing = true
        // After the reads of this turn of the loop: everything that arrived together travels together.
        setImmediate(flush)
        return undefined
      }),
    crash: async () => {
      flush()
      control(CRASH)
      await ended
    },
    close: () => {
      closing ??= shutDown()
      return closing
    },
  }
}

const CLOSED: PlainRefusal = { code: 'draining', message: 'the store is closed' }

/** A thread that only says that its disk fails is not well. */
const isWell = (reply: Reply): boolean => !('refused' in reply) || !reply.refused.code.startsWith('storage')

const toRefusal = ({ code, message, field, retryAfterMs }: PlainRefusal): Refusal =>
  new Refusal(code, message, {
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
