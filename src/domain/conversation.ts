import type { Asker } from './article.ts'
import { afterMove, type DeskMarks, type DeskMove, isDeskMove, mark } from './desk-marks.ts'
import type { Language } from './message.ts'

/** One line of events with a person. */
export interface Conversation {
  id: string
  tenant: string
  /** `sub` of the customer. */
  customer: string
  customerName: string
  /** Where the customer writes; absent: `widget`. */
  channel?: string
  epoch: string
  /** Highest seq, 0 when empty. */
  head: number
  state: ConversationState
  assignee?: string
  assigneeName?: string
  /** ISO; since when the customer waits for a person. */
  queuedAt?: string
  /** How soon a person should come; absent where the line may take its turn. It is raised, never lowered, until the bot has it back. */
  priority?: QueuePriority
  /** The bot has said that it is sorry: once is enough. */
  apologised?: true
  /** A person has spoken and has not handed back: the bot is silent (W9). */
  humanSpoke: boolean
  language?: Language
  /** The order the customer spoke of last. */
  order?: string
  /** The two intents the bot asked about in its last turn. */
  asked?: string[]
  /** How far a customer whom nobody knows has come in saying who they are; gone when the conversation is resolved. */
  proof?: IdentityProof
  /** Answers in a row that did not help. */
  misses: number
  outcome?: string
  /** What agents have put on it. */
  marks?: DeskMarks
  createdAt: string
  updatedAt: string
}

/** It holds in its conversation only. */
export interface IdentityProof {
  /** Times that what they sent was checked in vain; 0: they were asked. */
  tries: number
  /** The customer of the shop that they are. */
  customer?: string
  /** The one that was sent last, until it is spent. */
  code?: SentCode
}

/** A code on its way to the customer of an order; the digits themselves are kept nowhere. */
export interface SentCode {
  order: string
  /** Keyed, base64url. */
  hash: string
  /** ISO; void from then on. */
  until: string
}

/** The customer whose orders a conversation is about: who writes, or who that was proven to be. */
export const ordersOwner = ({ customer, proof }: Pick<Conversation, 'customer' | 'proof'>): string =>
  proof?.customer ?? customer

/** Whether who writes is nobody that the shop knows, or not yet. */
export const isAnonymous = ({ customer, proof }: Partial<Pick<Conversation, 'customer' | 'proof'>>): boolean =>
  proof?.customer === undefined && (customer === undefined || customer.startsWith(VISITOR_PREFIX))

/** What the `sub` of a customer begins with who has not said who they are. */
export const VISITOR_PREFIX = 'visitor-'
/** Hexadecimal digits that stand for the address at which a visitor got their token. */
export const ADDRESS_TAG_LENGTH = 10

/** What the visitors of one address have in common; undefined where their `sub` does not say. */
export const addressTagOf = (visitor: string): string | undefined =>
  new RegExp(`^${VISITOR_PREFIX}([0-9a-f]{${ADDRESS_TAG_LENGTH}})-`).exec(visitor)?.[1]

const WIDGET = 'widget'

/** Who asks in a conversation: everybody until their identity is proven, and never the agents. */
export const askerOf = ({
  channel = WIDGET,
  ...conversation
}: Partial<Pick<Conversation, 'customer' | 'channel' | 'proof'>>): Asker => ({
  audience: isAnonymous(conversation) ? ['everyone'] : ['everyone', 'identified'],
  channel,
})

/** `high`: angry, leaving or taking legal steps; `urgent`: somebody may be in danger. */
export type QueuePriority = 'high' | 'urgent'

/** The higher of two. */
export const higherPriority = (
  a: QueuePriority | undefined,
  b: QueuePriority | undefined,
): QueuePriority | undefined => (a === 'urgent' || b === 'urgent' ? 'urgent' : (a ?? b))

export type ConversationState = 'bot' | 'queued' | 'assigned' | 'resolved'

export const EVERY_STATE: readonly ConversationState[] = ['bot', 'queued', 'assigned', 'resolved']

export type ConversationMove = HandMove | DeskMove

/** It changes hands, or is over. */
type HandMove =
  | { type: 'handOff' }
  | { type: 'claim'; agent: string; agentName: string }
  | { type: 'transferToAgent'; agent: string; agentName: string }
  | { type: 'transferToQueue' }
  | { type: 'transferToBot' }
  | { type: 'resolve'; outcome?: string }
  /** It goes on in another one of the same customer. */
  | { type: 'merge'; into: string }
  /** Takes a merge back: it is open again, and the agent's. `customer` is whose it is. */
  | { type: 'unmerge'; customer: string; agent: string; agentName: string }

/** Which moves each state allows and where they lead; a move not listed is refused. */
const MOVES: Record<ConversationState, Partial<Record<HandMove['type'], ConversationState>>> = {
  bot: {
    handOff: 'queued',
    claim: 'assigned',
    transferToAgent: 'assigned',
    transferToQueue: 'queued',
    resolve: 'resolved',
    merge: 'resolved',
  },
  queued: {
    handOff: 'queued',
    claim: 'assigned',
    transferToAgent: 'assigned',
    transferToQueue: 'queued',
    transferToBot: 'bot',
    resolve: 'resolved',
    merge: 'resolved',
  },
  assigned: {
    claim: 'assigned',
    transferToAgent: 'assigned',
    transferToQueue: 'queued',
    transferToBot: 'bot',
    resolve: 'resolved',
    merge: 'resolved',
  },
  resolved: { unmerge: 'assigned' },
}

export type MoveResult =
  | { ok: true; conversation: Conversation }
  | { ok: false; code: 'conversation.taken' | 'conversation.closed' | 'conversation.move' }

/**
 * The transition table of a conversation, total: every state and move has a result.
 * `now` is ISO 8601; the conversation is not changed in place.
 */
export const advance = (conversation: Conversation, move: ConversationMove, now: string): MoveResult => {
  if (isDeskMove(move)) {
    const marked = mark(conversation, move, now)
    return marked === undefined ? { ok: false, code: 'conversation.move' } : { ok: true, conversation: marked }
  }
  const { mergedInto, ...marks } = conversation.marks ?? {}
  const to = MOVES[conversation.state][move.type]
  if (to === undefined || (move.type === 'unmerge' && mergedInto === undefined))
    return { ok: false, code: conversation.state === 'resolved' ? 'conversation.closed' : 'conversation.move' }
  // Two agents may merge two conversations into each other at once: one of them has to stay open.
  if (move.type === 'merge' && marks.merged?.includes(move.into)) return { ok: false, code: 'conversation.move' }
  if (move.type === 'claim' && conversation.state === 'assigned' && conversation.assignee !== move.agent)
    return { ok: false, code: 'conversation.taken' }
  const { assignee: _a, assigneeName: _n, queuedAt: _q, asked: _k, ...rest } = conversation
  const next: Conversation = { ...rest, state: to, updatedAt: now }
  if (move.type === 'claim' || move.type === 'transferToAgent' || move.type === 'unmerge') {
    next.assignee = move.agent
    next.assigneeName = move.agentName
  }
  if (to === 'queued') next.queuedAt = conversation.queuedAt ?? now
  if (to === 'bot') {
    next.humanSpoke = false
    next.misses = 0
    delete next.priority
    delete next.apologised
  }
  if (to === 'resolved') delete next.proof
  if (move.type === 'resolve' && move.outcome !== undefined) next.outcome = move.outcome
  if (move.type === 'merge') {
    next.outcome = 'merged'
    next.marks = { ...marks, mergedInto: move.into }
  }
  if (move.type === 'unmerge') {
    delete next.outcome
    next.marks = marks
  }
  return { ok: true, conversation: afterMove(conversation, next) }
}
