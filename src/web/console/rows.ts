import type { StatusFrame } from '../../client/wire.ts'
import { saysWords } from '../../domain/inbox-words.ts'
import type { ConversationSummary } from '../../domain/notice.ts'

export type Filter = 'mine' | 'queued' | 'bot' | 'all' | 'mentions' | 'snoozed' | 'resolved'
export const FILTERS: readonly Filter[] = ['mine', 'queued', 'bot', 'all', 'mentions', 'snoozed', 'resolved']

/** What narrows a filter further; absent parts let everything through. */
export interface Search {
  /** Words of the customer's name or of the last message; all must be there. They are looked for under every filter. */
  words?: string
  language?: 'zh' | 'en'
  channel?: string
  tag?: string
  /** Only what should not wait its turn. */
  urgent?: true
  /** Minutes that the customer has waited for a person, at least. */
  waitedMinutes?: number
}

/** What a row without a channel came through. */
export const WIDGET = 'widget'
const MINUTE_MS = 60_000

const MATCHES: Record<Filter, (row: ConversationSummary, me: string) => boolean> = {
  mine: (row, me) => row.state === 'assigned' && row.assignee === me && !isSnoozed(row),
  queued: (row) => row.state === 'queued',
  bot: (row) => row.state === 'bot',
  all: (row) => row.state !== 'resolved' && !isSnoozed(row),
  mentions: (row, me) => (row.marks?.mentions ?? []).some(({ agent }) => agent === me),
  snoozed: (row, me) => isSnoozed(row) && row.assignee === me,
  resolved: (row) => row.state === 'resolved',
}

/** Where the agent is named, what they have not looked at since counts. */
const COUNTED: typeof MATCHES = { ...MATCHES, mentions: (row, me) => isNamedIn(row, me) }

/** The rows of a filter; where words are looked for, those of the other filters come after them. Who waits for a person comes in the order in which they are served, the rest by newest activity. */
export const visibleRows = (
  rows: Iterable<ConversationSummary>,
  filter: Filter,
  me: string,
  search: Search = {},
  now = 0,
): ConversationSummary[] => {
  const fits = fitting(search, now)
  const found = [...rows].filter(fits)
  const [here, elsewhere] = [true, false].map((is) => found.filter((row) => MATCHES[filter](row, me) === is))
  return [
    ...(here ?? []).sort(filter === 'queued' ? byTurn : byActivity),
    ...(hasWords(search) ? (elsewhere ?? []).sort(byActivity) : []),
  ]
}

export const isSnoozed = ({ marks }: Pick<ConversationSummary, 'marks'>): boolean => marks?.snooze !== undefined

/** Whether a note names the agent, who has not looked since. */
export const isNamedIn = ({ marks }: Pick<ConversationSummary, 'marks'>, me: string | undefined): boolean =>
  (marks?.mentions ?? []).some(({ agent, seen }) => agent === me && seen !== true)

export const hasWords = ({ words = '' }: Search): boolean => words.trim() !== ''

export const countRows = (rows: Iterable<ConversationSummary>, me: string): Record<Filter, number> => {
  const counts = { mine: 0, queued: 0, bot: 0, all: 0, mentions: 0, snoozed: 0, resolved: 0 }
  for (const row of rows) for (const filter of FILTERS) if (COUNTED[filter](row, me)) counts[filter] += 1
  return counts
}

export const isNarrow = (search: Search): boolean =>
  Object.values(search).some((value) => value !== undefined && value !== '')

/** A row after a status frame: its summary where it has one, else what the frame itself says of a row that is known. */
export const rowAfter = (old: ConversationSummary | undefined, frame: StatusFrame): ConversationSummary | undefined => {
  const { type: _type, summary, ...said } = frame
  if (summary !== undefined || old === undefined) return summary
  const { assignee: _a, assigneeName: _n, position: _p, ...rest } = old
  return { ...rest, ...said }
}

/** Milliseconds that the customer has waited for a person; 0 where they do not. */
export const waitedMs = ({ state, queuedAt }: ConversationSummary, now: number): number =>
  state === 'queued' && queuedAt !== undefined ? Math.max(0, now - Date.parse(queuedAt)) : 0

const fitting = (search: Search, now: number): ((row: ConversationSummary) => boolean) => {
  const says = saysWords(search.words ?? '')
  const { language, channel, tag, urgent, waitedMinutes } = search
  return (row) => {
    if (language !== undefined && row.language !== language) return false
    if (channel !== undefined && (row.channel ?? WIDGET) !== channel) return false
    if (tag !== undefined && !row.marks?.tags?.includes(tag)) return false
    if (urgent && row.priority === undefined) return false
    if (waitedMinutes !== undefined && waitedMs(row, now) < waitedMinutes * MINUTE_MS) return false
    return says(row)
  }
}

const byActivity = (a: ConversationSummary, b: ConversationSummary) =>
  a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : a.conversation < b.conversation ? -1 : 1
const byTurn = (a: ConversationSummary, b: ConversationSummary) =>
  (a.position ?? Number.POSITIVE_INFINITY) - (b.position ?? Number.POSITIVE_INFINITY) ||
  ((a.queuedAt ?? a.lastAt) < (b.queuedAt ?? b.lastAt) ? -1 : 1)
