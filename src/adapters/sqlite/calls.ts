import type { ErrorCode, Refusal } from '../../domain/errors.ts'
import type { DriverName } from './driver.ts'
import type { Opened } from './open.ts'

/** What travels between the store's face and its threads, many to a message. */
export interface Call {
  id: number
  name: string
  args: readonly unknown[]
  /** When it was asked for, milliseconds since 1970. */
  at: number
}

/** The first message to a thread: its file may be opened now. */
export const OPEN = 'open'

/** The name of the call that ends a thread once everything before it is settled; it has no reply. */
export const CLOSE = 'close'

/** Test hook: the thread dies of an error once what came before is settled, and replies to none of it. */
export const CRASH = 'crash'

export type Reply = { id: number; value: unknown } | { id: number; refused: PlainRefusal }

/** A `Refusal` without its class, which does not survive the way between threads. */
export interface PlainRefusal {
  code: ErrorCode
  message: string
  field?: string
  retryAfterMs?: number
}

/** What a thread is started with. */
export interface ThreadOptions {
  dir: string
  /** Absent: the best one that loads. */
  driver?: DriverName
  /** Check the file before the first write. */
  verify: boolean
  maxPages?: number
}

/** What a thread says: once ready or failed, then replies. `broken`: it ends itself, the file wants a new connection. */
export type Report =
  | { type: 'ready'; driver: DriverName; version: string; opened?: Opened }
  | { type: 'failed'; refused: PlainRefusal }
  | { type: 'replies'; replies: Reply[] }
  | { type: 'broken'; refused: PlainRefusal }

export const plain = ({ code, message, field, retryAfterMs }: Refusal): PlainRefusal => {
  const refused: PlainRefusal = { code, message }
  if (field !== undefined) refused.field = field
  if (retryAfterMs !== undefined) refused.retryAfterMs = retryAfterMs
  return refused
}
