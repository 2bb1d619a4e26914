import type { ContextCard } from '../domain/customer.ts'
import type { Attachment, Author, Language, LogEvent, Principal, Receipt } from '../domain/message.ts'
import type { ConversationSummary, StatusNote } from '../domain/notice.ts'
import type { Suggestion } from '../domain/record.ts'

/** The frames of the wire (v1) as the pages use them; fields that a page does not read are left out. */
export type ServerFrame =
  | WelcomeFrame
  | AckFrame
  | NackFrame
  | EventFrame
  | SuggestionFrame
  | CompletionFrame
  | ContextFrame
  | StatusFrame
  | TypingFrame
  | ReceiptFrame
  | { type: 'beat' }

export interface WelcomeFrame {
  type: 'welcome'
  principal: Principal
  heartbeatMs: number
  /** The server's time. */
  at?: string
  /** Unsent text is wanted in `typing`. */
  typingText?: boolean
  limits?: { attachmentBytes?: number; textUnits?: number; recallMs?: number }
  conversations: { conversation: string; epoch: string; head: number; recovered: boolean }[]
}

export interface AckFrame {
  type: 'ack'
  cid: string
  conversation: string
  seq: number
  epoch: string
  at: string
  dup?: boolean
}

export interface NackFrame {
  type: 'nack'
  cid?: string
  code: string
  message: string
  retryable: boolean
  retryAfterMs?: number
  /** Type of the frame that was refused. */
  re?: string
}

export type EventFrame = LogEvent & { type: 'event' }

export interface SuggestionFrame {
  type: 'suggestion'
  conversation: string
  messageSeq: number
  suggestions: Suggestion[]
}

export interface CompletionItem {
  id: string
  /** Prefix of the draft; `base + text` starts with the draft. */
  base: string
  text: string
}

export interface CompletionFrame {
  type: 'completion'
  conversation: string
  revision: number
  items: CompletionItem[]
}

export interface ContextFrame {
  type: 'context'
  conversation: string
  card: ContextCard
}

export interface StatusFrame extends StatusNote {
  type: 'status'
  conversation: string
  /** For agents only: the row of the inbox. */
  summary?: ConversationSummary
}

export interface TypingFrame {
  type: 'typing'
  conversation: string
  by: Author
}

export interface ReceiptFrame extends Receipt {
  type: 'receipt'
  conversation: string
}

export interface ResumePoint {
  conversation: string
  epoch: string
  seq: number
}

export type TransferTarget = { agent: string } | { group: string } | { bot: true }
export type PresenceStatus = 'online' | 'busy' | 'away' | 'offline'

/** What agents put on conversations; times are ISO 8601. */
export type MarkFrame =
  | { type: 'snooze'; conversation: string; until?: string }
  | { type: 'tag'; conversation: string; add?: string[]; remove?: string[] }
  | { type: 'sendLater'; conversation: string; cid: string; text: string; at: string }
  | { type: 'cancelLater'; conversation: string; cid: string }
  | { type: 'merge'; conversation: string; into: string }
  | { type: 'unmerge'; conversation: string }

export interface SendFrame {
  type: 'send'
  cid: string
  /** Absent for a customer: the open conversation, or a new one. */
  conversation?: string
  kind: 'text' | 'note' | 'image' | 'audio' | 'file'
  /** Empty where a file says it all. */
  text: string
  attachment?: Attachment
}

export type ClientFrame =
  | { type: 'hello'; device: string; resume?: ResumePoint[] }
  | SendFrame
  | { type: 'typing'; conversation?: string; text?: string }
  | { type: 'received' | 'read'; conversation: string; seq: number }
  | { type: 'recall'; conversation: string; seq: number; opId: string }
  | { type: 'rollback'; conversation: string; toSeq: number; opId: string }
  | { type: 'watch' | 'unwatch' | 'claim'; conversation: string }
  | { type: 'transfer'; conversation: string; to: TransferTarget; note?: string }
  | { type: 'resolve'; conversation: string; outcome?: string }
  | MarkFrame
  | { type: 'presence'; status: PresenceStatus; capacity: number }
  | { type: 'complete'; conversation: string; draft: string; revision: number }
  | { type: 'outcome'; suggestion: string; result: 'accepted' | 'edited' | 'dismissed' | 'expired'; text?: string }

/** `GET /v1/about`, open to all. */
export interface About {
  name: string
  version: string
  demo: boolean
  shop: Record<Language, string>
}

/** `GET /v1/conversations`; `next` is absent on the last page. */
export interface ConversationsPage {
  conversations: ConversationSummary[]
  next?: string
}

/** `GET /v1/conversations/:id/events`. */
export interface EventsPage {
  conversation: string
  epoch: string
  head: number
  events: LogEvent[]
  /** It is over because it goes on in another of the same customer's conversations. */
  merged?: true
}
