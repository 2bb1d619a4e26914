import type { ConversationState, QueuePriority } from './conversation.ts'
import type { ContextCard } from './customer.ts'
import type { DeskMarks } from './desk-marks.ts'
import type { Author, Language, LogEvent, Receipt } from './message.ts'
import type { PromiseMark } from './promise.ts'
import type { Suggestion } from './record.ts'
import type { Closed } from './settings.ts'

/** One line of an agent's inbox. */
export interface ConversationSummary {
  conversation: string
  state: ConversationState
  customer: string
  customerName: string
  assignee?: string
  assigneeName?: string
  /** Who holds it is not there; after a while an unanswered one goes back to the queue. */
  assigneeOffline?: true
  queuedAt?: string
  position?: number
  head: number
  lastText?: string
  /** Why there is no `lastText`: the last message was taken back, or is a file without words. */
  lastGone?: 'recalled' | 'file'
  lastAt: string
  language?: Language
  /** Where the customer writes; absent: the widget. */
  channel?: string
  /** Of a conversation that should not wait its turn. */
  priority?: QueuePriority
  misses: number
  /** Of a conversation that is over. */
  outcome?: string
  /** What agents have put on it. */
  marks?: DeskMarks
  /** A promise that is soon due, or broken. */
  promise?: PromiseMark
}

export interface StatusNote {
  state: ConversationState
  position?: number
  /** Absent where nobody is there, and while the shop is closed. */
  etaSeconds?: number
  /** Of who waits outside the shop's hours. */
  closed?: Closed
  /** It is over because it goes on in another of the same customer's conversations. */
  merged?: true
  assignee?: string
  assigneeName?: string
}

/** What the rooms tell the sockets; the gateway knows who may see it. */
export type Notice = { tenant: string; conversation: string; customer: string } & (
  | { type: 'event'; event: LogEvent }
  /** `news`: nothing changed hands, only the inbox line is new; customers are not told. */
  | { type: 'status'; status: StatusNote; summary: ConversationSummary; news?: true }
  | { type: 'suggestion'; messageSeq: number; suggestions: Suggestion[] }
  | { type: 'context'; card: ContextCard }
  | { type: 'receipt'; receipt: Receipt }
  | { type: 'typing'; by: Author; text?: string }
)

export type Publish = (notice: Notice) => void
