import type { SourceCall } from './guard.ts'
import type { OperationName } from './shapes.ts'

/** What one call answered: entries as they came, `at` the dotted place of the first one's list; `asked` where the call was for one id. */
export interface Answered {
  entries: readonly unknown[]
  at: string
  asked?: string
}

/** Asks a source for some ids; one answer a call that it took. @throws SourceFault */
export type Ask = (ids: readonly string[], signal: AbortSignal) => Promise<Answered[]>

/** A source that is open. */
export interface Opened {
  asks: Partial<Record<OperationName, Ask>>
  /** Its entries are rows; see read-entry.ts. */
  rows: boolean
  state(): 'ok' | 'down'
  /** What is wrong with it though it works on. */
  fault?(): string | undefined
  close(): void
}

export type OnCall = (call: SourceCall) => void

/** Characters of one id; ours have at most 128. */
const MAX_ID_LENGTH = 256

/** Half a surrogate pair cannot be sent, dots alone would be a step in a path, and NUL ends texts in some databases: nobody has such an id. */
export const isAskable = (id: string): boolean =>
  id !== '' && id.length <= MAX_ID_LENGTH && !/\p{Surrogate}|\p{Cc}|^\.+$/u.test(id)

export const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
