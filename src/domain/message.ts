import type { Card } from './card.ts'

/**
 * The words of the product; one word a thing, everywhere.
 *
 * - tenant: a company on this installation; ids of another tenant do not exist.
 * - principal: who a token speaks for. person: a customer, over all channels.
 * - conversation: one ordered line of events with a person; it is always somebody's turn.
 * - event: one durable entry of a conversation's log, at a `seq`. message: an event that carries words.
 * - turn: what the product does about one customer message: open, understand, draft, decide, record, deliver.
 * - vote: one voter's opinion of the intent; verdict: what the ensemble makes of the votes.
 * - passage: a piece of an article found for a message; draft: an article's answer filled for this customer.
 * - suggestion: a draft shown to an agent. handoff: the bot passes the conversation to people.
 */
export type Language = 'zh' | 'en'

/** UTF-16 units of a text that is translated; what is longer is a document. */
export const MAX_TRANSLATED = 4_000

export type Role = 'customer' | 'agent' | 'supervisor' | 'knowledge' | 'engineer' | 'admin' | 'service'

/** Who a verified token speaks for. */
export interface Principal {
  sub: string
  role: Role
  tenant: string
  name: string
  /** Unix seconds at which the token ends. */
  exp: number
}

/** Who wrote an event, as everybody in the conversation sees it. */
export interface Author {
  role: 'customer' | 'agent' | 'bot' | 'system'
  id: string
  name: string
}

export type MessageKind = 'text' | 'note' | 'image' | 'audio' | 'file'
export type EventKind = MessageKind | 'recall' | 'rollback'

export interface Attachment {
  name: string
  mime: string
  /** Bytes. */
  size: number
  url: string
}

/** Why the bot said it: only answers from knowledge or orders carry this. */
export interface AnswerNote {
  confidence: number
  intent: string
  sources: Source[]
}

/** A choice that the bot offers; the customer taps it or writes the label. */
export interface AskOption {
  intent: string
  label: string
  /** Its number, where it is asked which order is meant. */
  order?: string
}

export interface Source {
  article: string
  version: string
  title: string
  /** Where the article says it comes from. */
  from?: string
}

/** One entry of a conversation's log. `seq` is gapless from 1 and never reused (W2). */
export interface LogEvent {
  conversation: string
  epoch: string
  seq: number
  /** ISO 8601, UTC. */
  at: string
  from: Author
  kind: EventKind
  text?: string
  cid?: string
  attachment?: Attachment
  answer?: AnswerNote
  /** A question back: what can be tapped. */
  options?: AskOption[]
  /** Shown under an answer. */
  cards?: Card[]
  /** kind recall: the seq taken back. */
  target?: number
  /** kind rollback: everything above is rolled back. */
  toSeq?: number
  opId?: string
  /** The body was taken back; the audit trail keeps it (W5). */
  recalled?: true
  rolledBack?: true
  /** What was said is gone for good. */
  erased?: true
}

/** Cumulative cursors of one side of a conversation; they only move forward. */
export interface Receipt {
  by: Author['role']
  delivered: number
  read: number
}
