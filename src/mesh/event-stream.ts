import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import type { Report } from './graphql-errors.ts'

/** Milliseconds: who takes nothing for so long is cut off, and comes back for what is true then. */
const STALLED_MS = 30_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

export interface EventStreamParts {
  report: Report
  heartbeatMs: number
  /** Ends `results`. */
  close(): void
  /** Whether the reader may still read; asked at each sign of life and before each result. */
  stillWorth(): Promise<boolean>
}

/** Results as server-sent events, until they end or the reader goes; a reader who is behind gets the newest one once it has taken the last. */
export const sendEvents = async (
  results: AsyncIterable<ExecutionResult>,
  response: ServerResponse,
  { report, heartbeatMs, close, stillWorth }: EventStreamParts,
): Promise<void> => {
  let worth = true
  const check = async (): Promise<void> => {
    worth = worth && (await stillWorth())
    if (!worth) close()
    // It may have ended while the token was looked at.
    else if (!response.writableEnded && !response.writableNeedDrain) response.write(':\n\n')
  }
  response.writeHead(200, HEADERS)
  response.write(':\n\n')
  response.on('close', close)
  const beat = setInterval(() => void check(), heartbeatMs)
  beat.unref()
  try {
    for await (const { data, errors } of results) {
      worth = worth && (await stillWorth())
      if (!worth) break
      write(response, 'next', { data, ...(errors === undefined ? {} : { errors: errors.map(report) }) })
      if (response.writableNeedDrain) await once(response, 'drain', { signal: AbortSignal.timeout(STALLED_MS) })
    }
    if (!worth) write(response, 'next', { errors: [EXPIRED] })
    response.end('event: complete\ndata:\n\n')
  } catch {
    response.destroy()
  } finally {
    clearInterval(beat)
  }
}

const EXPIRED = {
  message: 'the token cannot be used any more; come back with a new one',
  extensions: { code: 'unauthenticated' },
}

const write = (response: ServerResponse, event: string, data: object): void =>
  void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
