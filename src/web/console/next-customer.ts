import type { ConversationSummary } from '../../domain/notice.ts'
import { isSnoozed } from './rows.ts'

/** Why a conversation is next. */
export type NextReason = 'urgent' | 'promise' | 'wrote' | 'back' | 'priority' | 'waitsLongest'

export interface NextCustomer {
  row: ConversationSummary
  why: NextReason
}

/**
 * Who an agent serves next: danger, then a promise of theirs that is broken or due, then a customer of theirs who has written,
 * then what comes back from a snooze, then the line in the order in which the server keeps it. `passed` are those who are not meant: the one on screen, those just left.
 */
export const nextCustomer = (
  rows: Iterable<ConversationSummary>,
  { me, unread, passed }: { me: string; unread: ReadonlySet<string>; passed(conversation: string): boolean },
): NextCustomer | undefined => {
  const open = [...rows].filter(({ conversation }) => !passed(conversation))
  const line = open
    .filter(({ state }) => state === 'queued')
    .sort(
      (a, b) =>
        (a.position ?? Number.POSITIVE_INFINITY) - (b.position ?? Number.POSITIVE_INFINITY) || since(a) - since(b),
    )
  const mine = open
    .filter((row) => row.state === 'assigned' && row.assignee === me && !isSnoozed(row))
    .sort((a, b) => Date.parse(a.lastAt) - Date.parse(b.lastAt))
  const first = line[0]
  const found = (row: ConversationSummary | undefined, why: NextReason) => row && { row, why }
  return (
    found(
      line.find(({ priority }) => priority === 'urgent'),
      'urgent',
    ) ??
    found(
      mine.find(({ promise }) => promise !== undefined),
      'promise',
    ) ??
    found(
      mine.find(({ conversation, marks }) => unread.has(conversation) && marks?.woken?.why !== 'time'),
      'wrote',
    ) ??
    found(
      mine.find(({ marks }) => marks?.woken !== undefined),
      'back',
    ) ??
    found(first, first?.priority === undefined ? 'waitsLongest' : 'priority')
  )
}

const since = ({ queuedAt, lastAt }: ConversationSummary) => Date.parse(queuedAt ?? lastAt)
