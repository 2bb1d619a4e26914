import type { Conversation, ConversationMove, ConversationState } from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Decision } from '../domain/decision.ts'
import type { Attachment, MessageKind, Principal } from '../domain/message.ts'
import type { ConversationSummary, StatusNote } from '../domain/notice.ts'
import type { OutcomeResult, Suggestion } from '../domain/record.ts'
import type { Understanding } from '../domain/understanding.ts'
import type { Appended, LogPage, LogText } from './store.ts'

export interface MessageToSend {
  cid: string
  conversation?: string
  kind: MessageKind
  text?: string
  attachment?: Attachment
  /** Roles service and above speak for a customer. */
  customer?: { id: string; name: string }
  /** Where the customer writes; from a service only. */
  channel?: string
  /** Agents whom a note names. */
  mentions?: readonly string[]
  /** The time of a kept reply, which goes out only while it waits for it (`Append.keptFor`). */
  keptFor?: string
}

/** What an agent who starts to watch gets at once. */
export interface ConversationView {
  conversation: Conversation
  status: StatusNote
  summary: ConversationSummary
  card: ContextCard | undefined
  messageSeq: number
  suggestions: Suggestion[]
}

export interface Completion {
  id: string
  base: string
  text: string
}

/**
 * Everything that a socket or an HTTP call can ask of the rooms. Laws: SU1 a conversation that the principal may not see is
 * `not_found`; SU2 `send` resolves only once the message is durable (W1), and the models' work starts after that;
 * SU3 what changes is published to those concerned before the promise resolves or right after, never before it is durable;
 * SU6 where a merged conversation goes on is read by its own customer alone, and only by who is signed in as the shop's customer: an
 * order that a visitor has proven opens no other conversation to them.
 */
export interface Support {
  send(by: Principal, message: MessageToSend): Promise<Appended>
  receipt(by: Principal, at: { conversation: string; delivered?: number; read?: number }): Promise<void>
  /** A customer may leave the conversation out: the open one, or the one that sending would open. */
  typing(by: Principal, at: { conversation?: string; text?: string }): Promise<void>
  recall(by: Principal, op: { conversation: string; seq: number; opId: string }): Promise<Appended>
  rollback(by: Principal, op: { conversation: string; toSeq: number; opId: string }): Promise<Appended>
  move(by: Principal, conversation: string, move: ConversationMove): Promise<Conversation>
  view(by: Principal, conversation: string): Promise<ConversationView>
  /** A customer's open conversation and where it stands. */
  openOf(by: Principal): Promise<{ conversation: Conversation; status: StatusNote } | undefined>
  complete(by: Principal, at: { conversation: string; draft: string }): Promise<Completion[]>
  outcome(by: Principal, of: { suggestion: string; result: OutcomeResult; text?: string }): Promise<void>
  /**
   * Newest activity first; `after` is the `next` of the page before, which is absent at the end. With `words` only what says them all
   * in its line, name or last message: a page that took its time is given as it is, with where to go on.
   */
  list(
    by: Principal,
    filter: { states?: ConversationState[]; after?: string; words?: string; limit: number },
  ): Promise<{ conversations: ConversationSummary[]; next?: string }>
  events(by: Principal, conversation: string, page: { after: number; limit: number }): Promise<LogPage>
  /** The same, written as this principal may see it. */
  logText(by: Principal, conversation: string, page: { after: number; limit: number }): Promise<LogText>
  /** The log of where the customer's merged conversation goes on, to the last of several merges. */
  continuation(by: Principal, conversation: string, page: { after: number; limit: number }): Promise<LogPage>
  understand(
    by: Principal,
    of: { text: string; conversation?: string },
  ): Promise<{ understanding: Understanding; decision: Decision }>
}

/**
 * What agents put on conversations (`domain/desk-marks.ts`). Laws: SU4 only staff do, in their own tenant; only who holds a conversation
 * snoozes it and writes for later in it; SU5 conversations are merged only where both are open and are about the same customer.
 */
export interface DeskWork {
  /** Without `until` (ISO) it comes back now. */
  snooze(by: Principal, at: { conversation: string; until?: string }): Promise<void>
  tag(by: Principal, at: { conversation: string; add?: string[]; remove?: string[] }): Promise<void>
  /** Keeps a reply for a time (ISO), or changes the one of this cid. */
  keepReply(by: Principal, of: { conversation: string; cid: string; text: string; at: string }): Promise<void>
  dropReply(by: Principal, of: { conversation: string; cid: string }): Promise<void>
  /** `conversation` is over and goes on in `into`. */
  merge(by: Principal, of: { conversation: string; into: string }): Promise<void>
  /** Opens a merged one again, as the agent's. */
  unmerge(by: Principal, of: { conversation: string }): Promise<void>
  /** Other open conversations of the customer that this one is about. */
  sameCustomer(by: Principal, conversation: string): Promise<ConversationSummary[]>
  /** Conversations in which the agent was named and has not looked since. */
  mentioning(by: Principal): Promise<ConversationSummary[]>
}
