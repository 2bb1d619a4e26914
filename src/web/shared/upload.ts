import type { Attachment } from '../../domain/message.ts'
import { ApiError, call, type Problem } from './api.ts'

/** Attempts of one piece, each after twice the time of the one before, beginning with a second. */
const ATTEMPTS = 6
const FIRST_WAIT_MS = 1_000
/** Milliseconds that a piece may take; the server itself waits for 15 seconds. */
const PIECE_WITHIN_MS = 30_000

export interface UploadOptions {
  /** Asked for each piece: it may have been renewed. */
  token(): string
  /** Whose conversation it is for; a customer leaves it out. */
  conversation?: string
  /** Bytes that have arrived. */
  progress(sent: number): void
  signal: AbortSignal
}

interface Begun {
  id: string
  offset: number
  pieceBytes: number
}

/**
 * Brings a file to the server, piece by piece, and goes on where the line was cut. Resolves with what a message says of it.
 * Rejects with `ApiError` where the server refuses it, with the abort's reason, or with the last failure of the line.
 */
export const upload = async (file: File, options: UploadOptions): Promise<Attachment> => {
  const { token, conversation, progress, signal } = options
  const begun = await call<Begun>('/v1/attachments', {
    token: token(),
    body: { name: file.name || 'file', size: file.size, ...(conversation !== undefined && { conversation }) },
    signal: within(PIECE_WITHIN_MS, signal),
  })
  for (let { offset } = begun, failures = 0; ; ) {
    try {
      const answer = await put(begun, offset, file, options)
      failures = 0
      if ('url' in answer) return answer
      offset = answer.offset
      progress(offset)
    } catch (error) {
      if (signal.aborted || isFinal(error) || ++failures === ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (failures - 1)))
      // Nobody knows how much of the piece came through.
      offset = (
        await call<Begun>(`/v1/attachments/${begun.id}/upload`, {
          token: token(),
          signal: within(PIECE_WITHIN_MS, signal),
        }).catch(() => ({ offset }))
      ).offset
    }
  }
}

/** Trying again helps where the line or the server failed, and where another attempt of ours is still being written. */
const isFinal = (error: unknown): boolean => error instanceof ApiError && error.status < 500 && error.status !== 409

/** Ends with `signal`, and after `ms`; by hand, for browsers without `AbortSignal.any`. */
const within = (ms: number, signal: AbortSignal): AbortSignal => {
  const stop = new AbortController()
  const end = () => stop.abort(signal.reason)
  setTimeout(end, ms)
  signal.addEventListener('abort', end)
  return stop.signal
}

const put = async (
  { id, pieceBytes }: Begun,
  offset: number,
  file: File,
  { token, signal }: UploadOptions,
): Promise<Attachment | { offset: number }> => {
  const response = await fetch(`/v1/attachments/${id}?offset=${offset}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/octet-stream' },
    body: file.slice(offset, offset + pieceBytes),
    signal: within(PIECE_WITHIN_MS, signal),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new ApiError(response.status, answer as Problem)
  if (response.status !== 201) return answer as { offset: number }
  const { name, mime, size, url } = answer as Attachment
  return { name, mime, size, url }
}
