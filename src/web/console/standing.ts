import type { ConversationSummary } from '../../domain/notice.ts'
import type { ConsoleText } from './texts.ts'

/** Whose a conversation is, as far as writing goes. */
export type Standing = 'mine' | 'free' | 'taken' | 'resolved'

export const standingOf = (row: ConversationSummary | undefined, me: string | undefined): Standing => {
  if (row?.state === 'resolved') return 'resolved'
  if (row?.state !== 'assigned') return 'free'
  return row.assignee === me ? 'mine' : 'taken'
}

export const placeholderOf = (note: boolean, standing: Standing): ConsoleText => {
  if (note) return 'notePlaceholder'
  if (standing === 'taken') return 'takenPlaceholder'
  if (standing === 'resolved') return 'resolvedPlaceholder'
  return standing === 'mine' ? 'replyPlaceholder' : 'claimPlaceholder'
}
