import { type ReadonlySignal, signal } from '@preact/signals'
import type { IntentDescription } from '../../domain/article.ts'
import type { Principal } from '../../domain/message.ts'
import { fetchConversations, fetchEvents, fetchIntents, isTokenRefused } from '../shared/api.ts'
import { newCid } from '../shared/cid.ts'
import { type ConnectionState, createConnection } from '../shared/connection.ts'
import { after, dial } from '../shared/dial.ts'
import { createOutbox, type Outgoing } from '../shared/outbox.ts'
import type { TextStore } from '../shared/store.ts'
import { readToken } from '../shared/token.ts'
import type { AckFrame, ClientFrame, NackFrame, PresenceStatus, ServerFrame } from '../shared/wire.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createSeats, type Seat } from './seats.ts'

/** Conversations that an agent takes at a time. */
const CAPACITY = 5
/** Rows of the inbox that are read at the start. */
const MAX_ROWS = 200
/** Frames that go out by themselves: the agent asked for nothing and is told nothing. */
const UNTOLD: ReadonlySet<string> = new Set([
  'outcome',
  'complete',
  'typing',
  'received',
  'read',
  'unwatch',
  'presence',
])

/** The agent's desk: what it shows, and everything that can be done at it. */
export interface Desk {
  readonly me: ReadonlySignal<Partial<Principal>>
  readonly line: ReadonlySignal<ConnectionState>
  readonly inbox: Inbox
  /** The conversation on screen. */
  readonly seat: ReadonlySignal<Seat | undefined>
  /** Messages that are not durable yet, of all conversations. */
  readonly pending: ReadonlySignal<readonly Outgoing[]>
  readonly intents: ReadonlySignal<ReadonlyMap<string, IntentDescription>>
  readonly presence: ReadonlySignal<PresenceStatus>
  /** The last refusal worth telling; the page clears it. */
  readonly notice: ReadonlySignal<NackFrame | undefined>
  open(conversation: string | undefined): void
  /** Sends the draft; takes the conversation first where nobody has it. */
  submit(seat: Seat): void
  claim(conversation: string): void
  handBack(conversation: string): void
  takeOver(conversation: string): void
  resolve(conversation: string): void
  recall(conversation: string, seq: number): void
  typing(conversation: string): void
  /** Everything up to the head of the conversation was before the agent's eyes. */
  seen(seat: Seat): void
  setPresence(status: PresenceStatus): void
  clearNotice(): void
  retryNow(): void
  retry(cid: string): void
  drop(cid: string): void
  stop(): void
}

export interface DeskParts {
  token: string
  /** Keeps messages that are not durable yet. */
  store: TextStore
  /** Keeps drafts. */
  drafts: TextStore
  /** The token is no good any more. */
  signedOut(): void
  now(): number
}

export const createDesk = ({ token, store, drafts, signedOut, now }: DeskParts): Desk => {
  const me = signal<Partial<Principal>>(readToken(token) ?? {})
  const line = signal<ConnectionState>({ name: 'connecting' })
  const seat = signal<Seat>()
  const intents = signal<ReadonlyMap<string, IntentDescription>>(new Map())
  const presence = signal<PresenceStatus>('online')
  const notice = signal<NackFrame>()
  const outbox = createOutbox(store, `${me.value.tenant ?? ''}.${me.value.sub ?? ''}`)
  const pending = signal<readonly Outgoing[]>(outbox.list())
  /** What to do once a conversation is ours; dropped when somebody else was first. */
  const onceOurs = new Map<string, () => void>()
  const post = (frame: ClientFrame) => connection.post(frame)
  const seats = createSeats({ fetchPage: (id, from, limit) => fetchEvents(token, id, from, limit), post, drafts })
  const inbox = createInbox({
    fetchRows: () => fetchConversations(token, ['bot', 'queued', 'assigned', 'resolved'], MAX_ROWS),
    me: () => me.value.sub,
    isLookingAt: (id) => seat.value?.room.id === id && document.visibilityState === 'visible',
  })

  const isMine = (id: string) => {
    const row = inbox.rows.value.get(id)
    return row?.state === 'assigned' && row.assignee === me.value.sub
  }
  const received = (frame: ServerFrame) => {
    if (frame.type === 'welcome') return welcomed(frame.principal)
    if (frame.type === 'nack') return refused(frame)
    inbox.receive(frame)
    if (!('conversation' in frame)) return
    const { conversation } = frame
    seats.find(conversation)?.room.receive(frame, now())
    if (frame.type === 'event' && frame.from.role === 'customer')
      post({ type: 'received', conversation, seq: frame.seq })
    if (frame.type === 'status' && isMine(conversation)) {
      onceOurs.get(conversation)?.()
      onceOurs.delete(conversation)
    }
  }
  const welcomed = (principal: Principal) => {
    me.value = principal
    post({ type: 'presence', status: presence.value, capacity: CAPACITY })
    void inbox.load()
    if (seat.value !== undefined) follow(seat.value)
    if (intents.value.size === 0) void loadIntents()
  }
  const loadIntents = async () => {
    // Labels only: without them the bare intent is shown, and the next connection tries again.
    const all = await fetchIntents(token).catch(() => [])
    intents.value = new Map(all.map((intent) => [intent.intent, intent]))
  }
  const refused = (nack: NackFrame) => {
    // Refusals of queued messages are shown beside them.
    if (nack.cid !== undefined || UNTOLD.has(nack.re ?? '')) return
    if (nack.re === 'claim') onceOurs.clear()
    notice.value = nack
  }
  const follow = ({ room }: Seat) => {
    post({ type: 'watch', conversation: room.id })
    void room.history.load(inbox.rows.value.get(room.id)?.head ?? 0)
  }
  const sendDraft = ({ room, reply }: Seat) => {
    const text = reply.draft.value.trim()
    if (text === '') return
    const kind = reply.mode.value === 'note' ? 'note' : 'text'
    connection.send({ cid: newCid(), conversation: room.id, kind, text, at: now() })
    reply.sent(text)
  }
  const delivered = ({ kind, text }: Outgoing, ack: AckFrame) => {
    const { conversation, seq, epoch, at, cid } = ack
    const from = { role: 'agent' as const, id: me.value.sub ?? '', name: me.value.name ?? '' }
    seats.find(conversation)?.room.history.add([{ conversation, seq, epoch, at, cid, from, kind, text }])
  }

  const connection = createConnection({
    dial,
    token: async (wasRefused) => (wasRefused ? undefined : token),
    isRefused: isTokenRefused,
    device: newCid(),
    outbox,
    // The log is read over HTTP after each `watch`: that works for conversations of any state.
    resumeFrom: () => [],
    received,
    delivered,
    stateChanged: (state) => {
      line.value = state
      if (state.name === 'refused') signedOut()
    },
    outboxChanged: () => {
      pending.value = outbox.list()
    },
    now,
    random: Math.random,
    after,
  })
  connection.start()

  return {
    me,
    line,
    inbox,
    seat,
    pending,
    intents,
    presence,
    notice,
    open: (id) => {
      const before = seat.value?.room.id
      if (before === id) return
      if (before !== undefined) post({ type: 'unwatch', conversation: before })
      seat.value = id === undefined ? undefined : seats.take(id)
      if (id !== undefined) inbox.seen(id)
      if (seat.value !== undefined && line.value.name === 'online') follow(seat.value)
    },
    submit: (from) => {
      const { id } = from.room
      if (isMine(id) || from.reply.mode.value === 'note') return sendDraft(from)
      onceOurs.set(id, () => sendDraft(from))
      post({ type: 'claim', conversation: id })
    },
    claim: (conversation) => post({ type: 'claim', conversation }),
    handBack: (conversation) => post({ type: 'transfer', conversation, to: { bot: true } }),
    takeOver: (conversation) => post({ type: 'transfer', conversation, to: { agent: me.value.sub ?? '' } }),
    resolve: (conversation) => post({ type: 'resolve', conversation, outcome: 'solved' }),
    recall: (conversation, seq) => post({ type: 'recall', conversation, seq, opId: newCid() }),
    typing: (conversation) => post({ type: 'typing', conversation }),
    seen: ({ room }) => {
      inbox.seen(room.id)
      const { head } = room.history.transcript.value
      if (head > 0) post({ type: 'read', conversation: room.id, seq: head })
    },
    setPresence: (status) => {
      presence.value = status
      post({ type: 'presence', status, capacity: CAPACITY })
    },
    clearNotice: () => {
      notice.value = undefined
    },
    retryNow: () => connection.retryNow(),
    retry: (cid) => connection.failed.retry(cid),
    drop: (cid) => connection.failed.drop(cid),
    stop: () => {
      connection.stop()
      seats.release()
    },
  }
}
