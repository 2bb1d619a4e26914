import { Refusal } from '../../domain/errors.ts'

/**
 * What an error of the server or of the way to it means. `gone`: nothing can be had over this connection; `raced`: another
 * process was quicker, the same again may do; `locked`: somebody holds what is needed; `call`: the fault of one call's values.
 */
export interface ServerFault {
  kind: 'gone' | 'full' | 'raced' | 'locked' | 'call'
  refusal: Refusal
}

const RETRY_AFTER_MS = 1_000
const BUSY_RETRY_MS = 100

/** SQLSTATEs, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const UNIQUE_VIOLATION = '23505'
const RACES = new Set([UNIQUE_VIOLATION, '40001', '40P01'])
const LOCK_NOT_AVAILABLE = '55P03'
const CANCELED = '57014'
const DISK_FULL = '53100'
const READ_ONLY = '25006'
/** A transaction that the server ended in between answers the rest of it so. */
const IN_FAILED_TRANSACTION = '25P02'
const BAD_BYTES = new Set(['22021', '22P05'])
/** Classes after which the connection is of no use: connection, resources, operator, system, configuration, access. */
const GONE = new Set(['08', '53', '57', '58', 'F0', 'XX', '28', '3D'])

/** What the driver throws of values that it cannot send, and we of what should not be. */
const OURS = [TypeError, RangeError, SyntaxError]

/** Reads an error of the driver; `at` names the server without its password. */
export const serverFault = (error: unknown, at: string): ServerFault => {
  const { code, message } = error as { code?: unknown; message: string }
  const state = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
  const refuse = (
    kind: ServerFault['kind'],
    ...[refused, text, retryAfterMs = RETRY_AFTER_MS]: [Refusal['code'], string, number?]
  ): ServerFault => ({ kind, refusal: new Refusal(refused, text, { retryAfterMs, cause: error }) })

  if (OURS.some((kind) => error instanceof kind))
    return refuse('call', 'internal', `the store could not carry out the call: ${message}`)
  if (state === undefined || state === READ_ONLY)
    return refuse('gone', 'storage', `PostgreSQL at ${at} cannot be written: ${message}`)
  if (state === DISK_FULL)
    return refuse(
      'full',
      'storage.full',
      `the disk of PostgreSQL at ${at} is full: make room; writing goes on by itself`,
    )
  if (RACES.has(state)) return refuse('raced', 'busy', 'another process wrote the same: send again', BUSY_RETRY_MS)
  if (state === LOCK_NOT_AVAILABLE || state === IN_FAILED_TRANSACTION)
    return refuse('locked', 'busy', 'another process holds this conversation: send again', RETRY_AFTER_MS)
  if (state === CANCELED) return refuse('locked', 'storage', `PostgreSQL at ${at} took too long: send again`)
  if (GONE.has(state.slice(0, 2)))
    return refuse('gone', 'storage', `PostgreSQL at ${at} does not answer as it should (${state}): ${message}`)
  if (BAD_BYTES.has(state))
    return { kind: 'call', refusal: new Refusal('bad_input', 'a text holds NUL: send well-formed Unicode') }
  // The words of others may quote what a customer wrote.
  return refuse('call', 'internal', `PostgreSQL refused the call with SQLSTATE ${state}`)
}
