import type { ConversationSummary } from '../../domain/notice.ts'
import { t } from './texts.ts'

/** Where a conversation stands, in words. */
export const stateText = (
  row: Pick<ConversationSummary, 'state' | 'assignee' | 'assigneeName' | 'assigneeOffline'>,
  me: string | undefined,
): string => {
  if (row.state === 'bot') return t('stateBot')
  if (row.state === 'queued') return t('stateQueued')
  if (row.state === 'resolved') return t('stateResolved')
  if (row.assignee === me) return t('stateMine')
  return t(row.assigneeOffline ? 'stateAssignedOffline' : 'stateAssigned', {
    name: row.assigneeName ?? row.assignee ?? '',
  })
}
