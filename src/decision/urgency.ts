import type { QueuePriority } from '../domain/conversation.ts'
import type { Policy } from '../domain/decision.ts'
import type { Understanding, UrgencyFlag } from '../domain/understanding.ts'

type Heard = Pick<Understanding, 'sentiment'>

export const isUrgent = ({ sentiment }: Heard, flag: UrgencyFlag): boolean =>
  sentiment.urgency?.some((urgency) => urgency.flag === flag) === true

/** How soon a person should come, whatever else is decided: it only ever brings one sooner. */
export const priorityOf = (heard: Heard, { angerAbove }: Pick<Policy, 'angerAbove'>): QueuePriority | undefined => {
  if (isUrgent(heard, 'safety')) return 'urgent'
  const pressing = isUrgent(heard, 'legal') || isUrgent(heard, 'leaving') || heard.sentiment.anger >= angerAbove
  return pressing ? 'high' : undefined
}
