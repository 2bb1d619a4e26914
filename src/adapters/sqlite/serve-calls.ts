import { once } from 'node:events'
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { Refusal } from '../../domain/errors.ts'
import { type Call, CLOSE, CRASH, OPEN, plain, type Report } from './calls.ts'
import type { Settled } from './group-commit.ts'

/** Calls of one transaction at most: larger ones make the first wait for the last. */
const MAX_BATCH = 512

/** What a thread has opened and what it does with calls. */
export interface Thread {
  ready: Report & { type: 'ready' }
  settle(calls: readonly Call[]): Settled
  afterBatch?(): void
  close(): void
}

/**
 * The thread's side of its port: opens when it is told to, then takes everything that has arrived, settles it in batches, and replies once a batch.
 * While a batch waits for the disk the next one gathers, so batches grow with the load.
 */
export const serveCalls = async (port: MessagePort, open: () => Promise<Thread>): Promise<void> => {
  const say = (report: Report): void => port.postMessage(report)
  const [go] = await once(port, 'message')
  if (go !== OPEN) return port.close()
  const thread = await open().catch((error: unknown) => {
    const refusal =
      error instanceof Refusal ? error : new Refusal('storage', `the store cannot be opened: ${String(error)}`)
    say({ type: 'failed', refused: plain(refusal) })
    port.close()
  })
  if (thread === undefined) return
  const end = (): void => {
    thread.close()
    port.close()
  }

  port.on('message', (first: Call[]) => {
    const calls = [...first]
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port))
      calls.push(...(more.message as Call[]))
    const closing = calls.at(-1)?.name === CLOSE
    if (closing) calls.pop()
    const crash = calls.findIndex(({ name }) => name === CRASH)
    if (crash !== -1) {
      thread.settle(calls.slice(0, Math.min(crash, MAX_BATCH)))
      throw new Error('crashed, as a test asked for')
    }
    for (let start = 0; start < calls.length; start += MAX_BATCH) {
      const { replies, broken } = thread.settle(calls.slice(start, start + MAX_BATCH))
      say({ type: 'replies', replies })
      if (broken === undefined) continue
      say({ type: 'broken', refused: plain(broken) })
      end()
      return
    }
    if (closing) end()
    else thread.afterBatch?.()
  })
  say(thread.ready)
}
