import type { LogEvent } from '../../domain/message.ts'

/** Whether the server would let `by` take the message back now: an author for `recallMs`, staff what the bot said, overseers everything. */
export const isRecallable = (
  event: LogEvent,
  by: { sub: string | undefined; oversees: boolean },
  { recallMs, now }: { recallMs: number; now: number },
): boolean => {
  const { kind, from, at, recalled, rolledBack } = event
  if (recalled === true || rolledBack === true || kind === 'recall' || kind === 'rollback') return false
  if (by.oversees || from.role === 'bot') return true
  return isBy(event, by.sub) && now < Date.parse(at) + recallMs
}

/** The agent's own last message that can still be taken back. */
export const lastRecallable = (
  events: readonly LogEvent[],
  sub: string | undefined,
  time: { recallMs: number; now: number },
): LogEvent | undefined =>
  events.findLast((event) => isBy(event, sub) && isRecallable(event, { sub, oversees: false }, time))

const isBy = ({ from }: LogEvent, sub: string | undefined) => from.role === 'agent' && from.id === sub
