import type { Worker } from 'node:worker_threads'
import { startThread } from '../../lib/thread.ts'
import type { Row } from './driver.ts'
import type { Query, QueryReply } from './query-thread.ts'

/** A database of somebody else's, opened for reading in a thread of its own: a slow query holds up neither the event loop nor the store. */
export interface QueryFile {
  /** All rows. Queries wait for each other; one that is given up is ended with its thread. @throws Error with what SQLite said, or the signal's reason */
  read(statement: string, values: readonly string[], signal: AbortSignal): Promise<Row[]>
  placeholder(n: number): string
  close(): void
}

/** The file is opened by the first query, so that one that comes later is no error now. */
export const openQueryFile = (file: string): QueryFile => {
  let thread: Worker | undefined
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  const end = (): void => {
    void thread?.terminate()
    thread = undefined
  }
  const run = (query: Query, signal: AbortSignal): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      if (signal.aborted || closed) return reject(closed ? new Error('the source was closed') : signal.reason)
      const worker = thread ?? startThread('query-thread', import.meta.url, { workerData: { file } })
      thread = worker
      worker.ref()
      const settle = (how: () => void): void => {
        worker.off('error', fail).off('exit', ended).off('message', answered).unref()
        signal.removeEventListener('abort', abort)
        how()
      }
      const fail = (error: Error): void =>
        settle(() => {
          end()
          reject(error)
        })
      const abort = (): void => fail(signal.reason)
      const ended = (): void => fail(new Error('the reading thread ended'))
      const answered = (reply: QueryReply): void =>
        settle(() => ('rows' in reply ? resolve(reply.rows) : reject(new Error(reply.error))))
      signal.addEventListener('abort', abort, { once: true })
      worker.on('error', fail).on('exit', ended).on('message', answered)
      worker.postMessage(query)
    })

  return {
    read: (statement, values, signal) => {
      const result = last.then(() => run({ statement, values }, signal))
      last = result.catch(() => undefined)
      return result
    },
    placeholder: () => '?',
    close: () => {
      closed = true
      end()
    },
  }
}
