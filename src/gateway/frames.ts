import type { ConversationMove } from '../domain/conversation.ts'
import { forCustomer } from '../domain/customers-view.ts'
import { Refusal } from '../domain/errors.ts'
import type { LogEvent, Role } from '../domain/message.ts'
import type { Durability } from '../ports/opened-store.ts'
import type { Appended } from '../ports/store.ts'
import type { DeskWork, MessageToSend, Support } from '../ports/support.ts'
import type { Connection } from './connection.ts'
import type { Hub } from './hub.ts'
import type { ClientFrame, FrameType, ServerFrame } from './protocol.ts'

export interface FrameParts {
  support: Support & DeskWork
  hub: Hub
  hello(connection: Connection, frame: ClientFrame<'hello'>): Promise<void>
  presence(connection: Connection, frame: ClientFrame<'presence'>): void
  /** Name of an agent who has been at the desk; undefined where nobody of that id has. */
  agentName(tenant: string, agent: string): string | undefined
  newCid(): string
  durability: Durability
}

const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
const TALKERS: readonly Role[] = ['customer', ...STAFF]

/** Who may send what; a frame type without a row cannot exist, and a role that is not in its row gets `forbidden`. */
export const MAY_SEND: Record<FrameType, readonly Role[]> = {
  hello: ['customer', 'agent', 'supervisor', 'knowledge', 'engineer', 'admin', 'service'],
  send: TALKERS,
  typing: TALKERS,
  received: TALKERS,
  read: TALKERS,
  recall: TALKERS,
  rollback: STAFF,
  watch: STAFF,
  unwatch: STAFF,
  claim: STAFF,
  transfer: STAFF,
  resolve: STAFF,
  presence: STAFF,
  snooze: STAFF,
  tag: STAFF,
  sendLater: STAFF,
  cancelLater: STAFF,
  merge: STAFF,
  unmerge: STAFF,
  complete: STAFF,
  outcome: STAFF,
}

type Handlers = { [T in FrameType]: (connection: Connection, frame: ClientFrame<T>) => Promise<void> | void }

/** What each frame does. `send` must reach the store in the order of arrival: it calls it before its first await (W7). */
export const createFrames = ({
  support,
  hub,
  hello,
  presence,
  agentName,
  newCid,
  durability,
}: FrameParts): Handlers => ({
  hello,
  presence,
  send: async (connection, frame) => {
    // What is absent in JSON is absent here, never there as undefined.
    const appended = await support.send(connection.principal, frame as MessageToSend)
    connection.send(ackOf(frame.cid, appended, durability))
  },
  typing: (connection, { conversation, text }) =>
    support.typing(connection.principal, {
      ...(conversation === undefined ? {} : { conversation }),
      ...(text === undefined ? {} : { text }),
    }),
  received: (connection, { conversation, seq }) =>
    support.receipt(connection.principal, { conversation, delivered: seq }),
  read: (connection, { conversation, seq }) =>
    support.receipt(connection.principal, { conversation, delivered: seq, read: seq }),
  recall: async (connection, frame) => repeat(connection, await support.recall(connection.principal, frame)),
  rollback: async (connection, frame) => repeat(connection, await support.rollback(connection.principal, frame)),
  watch: async (connection, { conversation }) => {
    // Watched before it is looked at, as in a resume: what comes in between is told, not missed.
    const watched = connection.watched.has(conversation)
    hub.watch(connection, conversation)
    const view = await support.view(connection.principal, conversation).catch((error: unknown) => {
      if (!watched) hub.unwatch(connection, conversation)
      throw error
    })
    connection.reached(conversation, view.conversation.head)
    connection.send({ type: 'status', conversation, ...view.status, summary: view.summary })
    if (view.card !== undefined) connection.send({ type: 'context', conversation, card: view.card })
    if (view.suggestions.length > 0)
      connection.send({ type: 'suggestion', conversation, messageSeq: view.messageSeq, suggestions: view.suggestions })
  },
  unwatch: (connection, { conversation }) => hub.unwatch(connection, conversation),
  claim: async ({ principal }, { conversation }) => {
    await support.move(principal, conversation, { type: 'claim', agent: principal.sub, agentName: principal.name })
  },
  transfer: async ({ principal }, { conversation, to, note }) => {
    const move = handTo(to, (agent) => agentName(principal.tenant, agent))
    if (note !== undefined) await support.send(principal, { cid: newCid(), conversation, kind: 'note', text: note })
    await support.move(principal, conversation, move)
  },
  resolve: async ({ principal }, { conversation, outcome }) => {
    await support.move(principal, conversation, { type: 'resolve', ...(outcome === undefined ? {} : { outcome }) })
  },
  snooze: ({ principal }, { conversation, until }) =>
    support.snooze(principal, { conversation, ...(until === undefined ? {} : { until }) }),
  tag: ({ principal }, { conversation, add, remove }) =>
    support.tag(principal, {
      conversation,
      ...(add === undefined ? {} : { add }),
      ...(remove === undefined ? {} : { remove }),
    }),
  sendLater: ({ principal }, frame) => support.keepReply(principal, frame),
  cancelLater: ({ principal }, frame) => support.dropReply(principal, frame),
  merge: ({ principal }, frame) => support.merge(principal, frame),
  unmerge: ({ principal }, frame) => support.unmerge(principal, frame),
  complete: async (connection, { conversation, draft, revision }) => {
    const items = await support.complete(connection.principal, { conversation, draft })
    connection.send({ type: 'completion', conversation, revision, items })
  },
  outcome: (connection, { suggestion, result, text }) =>
    support.outcome(connection.principal, { suggestion, result, ...(text === undefined ? {} : { text }) }),
})

/** Groups have no lines of their own yet: a group is the queue. */
const handTo = (to: ClientFrame<'transfer'>['to'], nameOf: (agent: string) => string | undefined): ConversationMove => {
  if ('bot' in to) return { type: 'transferToBot' }
  if ('group' in to) return { type: 'transferToQueue' }
  const agentName = nameOf(to.agent)
  if (agentName === undefined)
    throw new Refusal('not_found', `no agent ${JSON.stringify(to.agent)} has been here; name one who has signed in`, {
      field: 'to.agent',
    })
  return { type: 'transferToAgent', agent: to.agent, agentName }
}

/** The first ack and every later one of the same cid say the same, but for `dup` (W3). */
const ackOf = (cid: string, { event, dup }: Appended, durability: Durability): ServerFrame => ({
  type: 'ack',
  cid,
  conversation: event.conversation,
  seq: event.seq,
  epoch: event.epoch,
  at: event.at,
  ...(dup ? { dup: true as const } : {}),
  durability,
})

/** A repeated opId publishes nothing: who asked gets the first event again. */
const repeat = (connection: Connection, { event, dup }: Appended): void => {
  if (dup)
    connection.send({ type: 'event', ...(connection.staff ? event : forCustomer(event)) } satisfies {
      type: 'event'
    } & LogEvent)
}

export const refusalFrame = (error: unknown, cid: string | undefined, re: string): ServerFrame => {
  const refusal = error instanceof Refusal ? error : new Refusal('internal', 'something broke on our side; try again')
  return {
    type: 'nack',
    ...(cid === undefined ? {} : { cid }),
    code: refusal.code,
    message: refusal.message,
    retryable: refusal.retryable,
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    ...(refusal.retryable ? { retryAfterMs: refusal.retryAfterMs ?? DEFAULT_RETRY_MS } : {}),
    re,
  }
}

/** A message for which the store has no room: said before anything is made of it, so that refusing many does not take the time of those who are served. */
export const noRoomFrame = (cid: string | undefined, retryAfterMs: number): ServerFrame => ({
  type: 'nack',
  ...(cid === undefined ? {} : { cid }),
  code: 'busy',
  message: 'too many messages wait to be stored: slow down',
  retryable: true,
  retryAfterMs,
  re: 'send',
})

const DEFAULT_RETRY_MS = 1_000
