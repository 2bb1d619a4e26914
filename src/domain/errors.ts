import type { Said } from './said.ts'

/** The error catalogue: what can be refused, whether trying again may help, and the HTTP status that says so. */
export const CATALOGUE = {
  bad_frame: { status: 400, retryable: false },
  bad_input: { status: 400, retryable: false },
  unknown_type: { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  'conversation.taken': { status: 409, retryable: false },
  'conversation.closed': { status: 409, retryable: false },
  'conversation.move': { status: 409, retryable: false },
  'recall.too_late': { status: 409, retryable: false },
  'suggestion.unknown': { status: 404, retryable: false },
  cid_reuse: { status: 409, retryable: false },
  conflict: { status: 409, retryable: false },
  too_large: { status: 413, retryable: false },
  unsupported_type: { status: 415, retryable: false },
  unprocessable: { status: 422, retryable: false },
  'attachments.full': { status: 507, retryable: false },
  rate_limited: { status: 429, retryable: true },
  busy: { status: 503, retryable: true },
  draining: { status: 503, retryable: true },
  storage: { status: 503, retryable: true },
  'storage.full': { status: 503, retryable: true },
  model_down: { status: 503, retryable: true },
  internal: { status: 500, retryable: true },
} as const

export type ErrorCode = keyof typeof CATALOGUE

/** One field that cannot be used: which, what was got (cut short), what to do. */
export interface FieldFault {
  field: string
  value: string
  fix: string
  /** The fix, for a page in another language. */
  said?: Said
}

/** A refusal that the caller can read: which field, what was got, what to do. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined
  /** Where several fields are wrong: all of them. */
  readonly faults: readonly FieldFault[] | undefined
  /** The message, for a page in another language. */
  readonly said: Said | undefined
  /** A model broke over this very call: the same call may break it again. Else it was busy, or rested from another one. */
  readonly broke: boolean

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      field?: string
      retryAfterMs?: number
      faults?: readonly FieldFault[]
      said?: Said
      broke?: boolean
      cause?: unknown
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Refusal'
    this.code = code
    this.field = more.field
    this.retryAfterMs = more.retryAfterMs
    this.faults = more.faults
    this.said = more.said
    this.broke = more.broke ?? false
  }

  /** Whether the same call may go through later. */
  get retryable(): boolean {
    return CATALOGUE[this.code].retryable
  }

  /** HTTP status that says so. */
  get status(): number {
    return CATALOGUE[this.code].status
  }
}
