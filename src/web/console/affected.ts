import type { LogEvent } from '../../domain/message.ts'
import type { PromiseNote } from '../../domain/promise.ts'

/** What taking back would touch. */
export interface Affected {
  customers: number
  answers: number
  replies: number
  notes: number
  promises: readonly PromiseNote[]
  /** The customer has seen some of it. */
  read: boolean
  /** Messages that it is about, oldest first. */
  messages: readonly LogEvent[]
}

/** Of one message (`recall`), or of everything above it (`rollback`). What was taken back before is touched no more. */
export const affectedBy = (input: {
  kind: 'recall' | 'rollback'
  seq: number
  events: readonly LogEvent[]
  promises: readonly PromiseNote[]
  /** Seq up to which the customer has read. */
  read: number
}): Affected => {
  const isMeant = (seq: number) => (input.kind === 'recall' ? seq === input.seq : seq > input.seq)
  const messages = input.events.filter(
    ({ seq, kind, from, recalled, rolledBack }) =>
      isMeant(seq) &&
      kind !== 'recall' &&
      kind !== 'rollback' &&
      from.role !== 'system' &&
      recalled !== true &&
      rolledBack !== true,
  )
  const count = (fits: (event: LogEvent) => boolean) => messages.filter(fits).length
  return {
    messages,
    customers: count(({ from }) => from.role === 'customer'),
    answers: count(({ from }) => from.role === 'bot'),
    replies: count(({ from, kind }) => from.role === 'agent' && kind !== 'note'),
    notes: count(({ kind }) => kind === 'note'),
    promises: input.promises.filter(({ seq }) => isMeant(seq)),
    read: messages.some(({ seq, from, kind }) => from.role !== 'customer' && kind !== 'note' && seq <= input.read),
  }
}
