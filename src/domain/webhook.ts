import type { ConversationState } from './conversation.ts'

/** What an endpoint can be told of; the part before the dot is what it happened to. */
export const WEBHOOK_KINDS = [
  'message.created',
  'note.created',
  'message.recalled',
  'conversation.opened',
  'conversation.queued',
  'conversation.assigned',
  'conversation.returned',
  'conversation.resolved',
  'conversation.rolled_back',
] as const
export type WebhookKind = (typeof WEBHOOK_KINDS)[number]

/** Where a tenant's events are sent. */
export interface Webhook {
  id: string
  tenant: string
  url: string
  kinds: WebhookKind[]
  /** Whether words, files and names go along; without them only that something happened, and where. */
  content: boolean
  /** A paused one is told nothing; its events wait. */
  state: 'active' | 'paused'
  /** Why it is paused. */
  reason?: string
  /** The newest first; each signs until its time (ISO 8601) is up, the newest for good. */
  secrets: { secret: string; until?: string }[]
  /** ISO 8601 */
  createdAt: string
  /** Since when every call has failed; absent where the last one went well. */
  failingSince?: string
}

/** What an administrator changes of an endpoint; what is absent stays as it is, whoever else writes meanwhile. */
export interface WebhookChange {
  tenant: string
  id: string
  url?: string
  kinds?: WebhookKind[]
  content?: boolean
  /** `active` forgets what calls said of it so far. */
  state?: { is: 'active' } | { is: 'paused'; reason: string }
  /** From now on the newest secret; the newest until now signs beside it until a time (ISO 8601), those before go. */
  rotation?: { secret: string; oldUntil: string }
}

export type DeliveryState = 'waiting' | 'delivered' | 'dead'

/** Where a conversation went with a move, as it was then. */
export interface WebhookMove {
  state: ConversationState
  assignee?: string
  assigneeName?: string
  outcome?: string
}

/** One event on its way to one endpoint. What was said is not in it: it is read from the log when it is sent, so that what was taken back is never told. */
export interface Delivery {
  /** Grows in the order in which the events of a conversation happened; stays through retries and replays. */
  id: number
  webhook: string
  tenant: string
  conversation: string
  /** Of the event, or the conversation's head when it moved. */
  seq: number
  kind: WebhookKind
  /** ISO 8601; when it happened. */
  at: string
  move?: WebhookMove
  state: DeliveryState
  attempts: number
  /** ISO 8601; not before. */
  dueAt: string
  /** ISO 8601; since when it is being tried: it dies some time after. */
  since: string
  settledAt?: string
  /** Of the last answer. */
  status?: number
  /** Why the last try failed, or what it died of. */
  fault?: string
}

/** What became of one try. `waiting`: again at `dueAt`. */
export interface Settled {
  tenant: string
  webhook: string
  id: number
  /** ISO 8601 */
  at: string
  state: DeliveryState
  attempts: number
  dueAt: string
  status?: number
  fault?: string
}

/** How much lies where, of one endpoint. */
export interface WebhookCounts {
  tenant: string
  webhook: string
  waiting: number
  dead: number
}

/** Which deliveries that are settled are to be sent again. */
export type ReplayOf = { ids: readonly number[] } | { from: string; to: string; state?: 'delivered' | 'dead' }
