import type { ConversationSummary } from '../../domain/notice.ts'
import type { StatusFrame } from '../shared/wire.ts'

export type Filter = 'mine' | 'queued' | 'bot' | 'all'
export const FILTERS: readonly Filter[] = ['mine', 'queued', 'bot', 'all']

const MATCHES: Record<Filter, (row: ConversationSummary, me: string) => boolean> = {
  mine: (row, me) => row.state === 'assigned' && row.assignee === me,
  queued: (row) => row.state === 'queued',
  bot: (row) => row.state === 'bot',
  all: () => true,
}

/** The rows of a filter. Who waits for a person comes in the order of waiting, the rest by newest activity. */
export const visibleRows = (rows: Iterable<ConversationSummary>, filter: Filter, me: string): ConversationSummary[] =>
  [...rows].filter((row) => MATCHES[filter](row, me)).sort(filter === 'queued' ? byWait : byActivity)

export const countRows = (rows: Iterable<ConversationSummary>, me: string): Record<Filter, number> => {
  const counts = { mine: 0, queued: 0, bot: 0, all: 0 }
  for (const row of rows) for (const filter of FILTERS) if (MATCHES[filter](row, me)) counts[filter] += 1
  return counts
}

/** The inbox after a status frame: its summary where it has one, else what the frame itself says. */
export const withStatus = (
  rows: ReadonlyMap<string, ConversationSummary>,
  frame: StatusFrame,
): ReadonlyMap<string, ConversationSummary> => {
  const old = rows.get(frame.conversation)
  const { type: _type, summary, ...said } = frame
  if (summary === undefined && old === undefined) return rows
  const { assignee: _a, assigneeName: _n, position: _p, ...rest } = old ?? {}
  return new Map(rows).set(frame.conversation, summary ?? ({ ...rest, ...said } as ConversationSummary))
}

const byActivity = (a: ConversationSummary, b: ConversationSummary) => (a.lastAt < b.lastAt ? 1 : -1)
const byWait = (a: ConversationSummary, b: ConversationSummary) =>
  (a.queuedAt ?? a.lastAt) < (b.queuedAt ?? b.lastAt) ? -1 : 1
