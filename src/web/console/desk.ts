import { type ReadonlySignal, signal } from '@preact/signals'
import { after } from '../../client/after.ts'
import { createBrowserOutbox } from '../../client/browser-outbox.ts'
import { newCid } from '../../client/cid.ts'
import { type ConnectionState, createConnection } from '../../client/connection.ts'
import { createDial } from '../../client/dial.ts'
import type { Outgoing } from '../../client/outbox.ts'
import type { AckFrame, NackFrame, PresenceStatus, ServerFrame, WelcomeFrame } from '../../client/wire.ts'
import type { Principal } from '../../domain/message.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import { call, fetchConversations, fetchEvents, isTokenRefused } from '../shared/api.ts'
import { pageClock, steady } from '../shared/clock.ts'
import type { TextStore } from '../shared/store.ts'
import { readToken } from '../shared/token.ts'
import { type Actions, createActions } from './actions.ts'
import { type Colleague, type Colleagues, createColleagues } from './colleagues.ts'
import { createSettings, type Settings } from './desk-settings.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createMarking, MARKS_WITH_CID, type Marking } from './marking.ts'
import { nextFrame } from './next-frame.ts'
import { createSeats, type Seat } from './seats.ts'
import { createSending, type Sending } from './sending.ts'
import { tr } from './translation-texts.ts'
import { createTranslations, type Translations } from './translations.ts'
import { createWords, type Words } from './words.ts'

/** Conversations that an agent takes at a time. */
const CAPACITY = 5
/** Until the server has said its own: UTF-16 units of a message, bytes of a file, and milliseconds in which it may be taken back. */
const LIMITS_AT_FIRST = { textUnits: 8_000, attachmentBytes: 20 * 1024 * 1024, recallMs: 0 }
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
export interface Desk extends Omit<Words, 'load'> {
  readonly me: ReadonlySignal<Partial<Principal>>
  readonly line: ReadonlySignal<ConnectionState>
  /** What the server takes: UTF-16 units of a message, bytes of a file, milliseconds in which its author may take it back. */
  readonly limits: ReadonlySignal<typeof LIMITS_AT_FIRST>
  readonly inbox: Inbox
  readonly settings: Settings
  readonly sending: Sending
  readonly actions: Actions
  readonly marking: Marking
  readonly colleagues: Colleagues
  readonly translations: Translations
  readonly drafts: Pick<Drafts, 'count' | 'forget'>
  /** The conversation on screen. */
  readonly seat: ReadonlySignal<Seat | undefined>
  /** Messages that are not durable yet, of all conversations. */
  readonly pending: ReadonlySignal<readonly Outgoing[]>
  readonly presence: ReadonlySignal<PresenceStatus>
  /** The last refusal worth telling; the page clears it. */
  readonly notice: ReadonlySignal<NackFrame | undefined>
  open(conversation: string | undefined): void
  /** Takes a reply back into its box; the conversation it belongs to. */
  undoSend(message: Outgoing): void
  typing(conversation: string): void
  /** Everything up to the head of the conversation was before the agent's eyes. */
  seen(seat: Seat): void
  setPresence(status: PresenceStatus): void
  /** Tells the agent why something was not even asked for. */
  tell(code: 'offline' | 'recall.nothing' | 'later.blanks' | 'later.long' | 'later.translated', message?: string): void
  clearNotice(): void
  retryNow(): void
  networkLost(): void
  retry(cid: string): void
  drop(cid: string): void
  /** The page goes: what waits for a claim, or has not been kept for later yet, is a draft again; what is held goes out. */
  leave(): void
  stop(): void
}

export interface DeskParts {
  token: string
  /** Keeps drafts, settings, and messages that are not durable yet. */
  store: TextStore
  /** The token is no good any more. */
  signedOut(): void
  /** A customer waits or writes whom the agent does not see. */
  alerted(row: ConversationSummary, settings: Settings): void
  now(): number
}

export const createDesk = ({ token, store, signedOut, alerted, now }: DeskParts): Desk => {
  const me = signal<Partial<Principal>>(readToken(token) ?? {})
  const scope = `${me.value.tenant ?? ''}.${me.value.sub ?? ''}`
  const line = signal<ConnectionState>({ name: 'connecting' })
  const limits = signal(LIMITS_AT_FIRST)
  const seat = signal<Seat>()
  const presence = signal<PresenceStatus>('online')
  const notice = signal<NackFrame>()
  const settings = createSettings(store, scope)
  const drafts = createDrafts(store, scope, now)
  const outbox = createBrowserOutbox(scope, window)
  const pending = signal<readonly Outgoing[]>(outbox.list())
  const post: Parameters<typeof createSeats>[0]['post'] = (frame) => connection.post(frame)
  const seats = createSeats({
    fetchPage: (id, from, limit) => fetchEvents(token, id, from, limit),
    post,
    drafts,
    token,
    maxFileBytes: () => limits.value.attachmentBytes,
    me: () => me.value.sub,
  })
  const inbox = createInbox({
    fetchPage: async (of, from, words) => {
      const states: ConversationSummary['state'][] = of === 'open' ? ['bot', 'queued', 'assigned'] : ['resolved']
      const page = await fetchConversations(token, states, from, words)
      for (const row of page.conversations) marking.settled(row)
      return page
    },
    me: () => me.value.sub,
    isLookingAt: (id) => seat.value?.room.id === id && document.visibilityState === 'visible',
    alerted: (row) => alerted(row, settings),
    nextFrame,
  })
  const tell: Desk['tell'] = (code, message = '') => {
    notice.value = { type: 'nack', code, message, retryable: true }
  }
  const actions = createActions({
    post,
    inbox,
    me: () => ({ sub: me.value.sub ?? '', name: me.value.name ?? '' }),
    offline: () => tell('offline'),
  })
  const words = createWords({ token, learned: (rows) => inbox.add(rows) })
  const marking = createMarking({ actions, me: () => ({ sub: me.value.sub ?? '', name: me.value.name ?? '' }) })
  const colleagues = createColleagues({
    fetchAll: async () => (await call<{ agents: Colleague[] }>('/v1/agents', { token })).agents,
    me: () => me.value.sub,
    isInSight: () => document.visibilityState === 'visible',
    after,
  })

  const translations = createTranslations({
    fetchPairs: async () => (await call<{ pairs: string[] }>('/v1/translations', { token })).pairs,
    fetchOne: (body, signal) => call('/v1/translations', { token, body, signal }),
  })

  const received = (frame: ServerFrame) => {
    if (frame.type === 'welcome') return welcomed(frame)
    if (frame.type === 'nack') return refused(frame)
    inbox.receive(frame)
    if (!('conversation' in frame)) return
    const { conversation } = frame
    seats.find(conversation)?.room.receive(frame, now())
    if (frame.type === 'event' && frame.from.role === 'customer')
      post({ type: 'received', conversation, seq: frame.seq })
    if (frame.type !== 'status') return
    actions.settled(conversation)
    if (frame.summary !== undefined) marking.settled(frame.summary)
  }
  const welcomed = (frame: WelcomeFrame) => {
    pageClock.heard(frame.at)
    me.value = frame.principal
    limits.value = { ...LIMITS_AT_FIRST, ...frame.limits }
    post({ type: 'presence', status: presence.value, capacity: CAPACITY })
    void inbox.load()
    colleagues.look()
    if (seat.value !== undefined) follow(seat.value)
    void words.load()
    // Without an answer nothing is translated, until the next connection or a reply that is to be.
    translations.load().catch(() => undefined)
  }
  const refused = (nack: NackFrame) => {
    // Refusals of queued messages are shown beside them.
    const isMark = MARKS_WITH_CID.has(nack.re ?? '')
    if ((nack.cid !== undefined && !isMark) || UNTOLD.has(nack.re ?? '')) return
    actions.refused(nack.re)
    if (isMark) marking.refused(nack)
    notice.value = nack
  }
  const follow = ({ room }: Seat) => {
    post({ type: 'watch', conversation: room.id })
    void room.history.load(inbox.row(room.id)?.head ?? 0)
  }
  const delivered = (message: Outgoing, ack: AckFrame) => {
    const { kind, text, attachment } = message
    const { conversation, seq, epoch, at, cid } = ack
    const from = { role: 'agent' as const, id: me.value.sub ?? '', name: me.value.name ?? '' }
    seats
      .find(conversation)
      ?.room.history.add([
        { conversation, seq, epoch, at, cid, from, kind, text, ...(attachment !== undefined && { attachment }) },
      ])
    sending.delivered(message)
  }

  const connection = createConnection({
    dial: createDial(location.origin, WebSocket),
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
      if (state.name === 'waiting') {
        actions.lineLost()
        marking.lineLost()
      }
      if (state.name === 'refused') signedOut()
    },
    outboxChanged: () => {
      pending.value = outbox.list()
      sending.changed()
    },
    now,
    wall: Date.now,
    steady,
    random: Math.random,
    after,
  })
  const sending = createSending({
    connection,
    pending: () => pending.value,
    isMine: actions.isMine,
    claimThen: actions.claimThen,
    isClaiming: actions.isClaiming,
    resolve: (conversation) => actions.resolve(conversation, 'solved'),
    original: (text) => tr('originalWas', { text }),
    undoMs: () => settings.value.value.undoSeconds * 1000,
    now,
  })
  const leave = () => {
    actions.lineLost()
    marking.lineLost()
    sending.releaseAll()
  }
  connection.start()

  return {
    me,
    line,
    limits,
    inbox,
    settings,
    sending,
    actions,
    marking,
    colleagues,
    translations,
    drafts,
    seat,
    pending,
    ...words,
    presence,
    notice,
    open: (id) => {
      const before = seat.value?.room.id
      if (before === id) return
      if (before !== undefined) post({ type: 'unwatch', conversation: before })
      seat.value = id === undefined ? undefined : seats.take(id)
      if (id !== undefined) inbox.seen(id)
      if (seat.value === undefined || line.value.name !== 'online') return
      follow(seat.value)
      colleagues.look()
    },
    undoSend: ({ cid }) => sending.takeBack(cid, seats.take),
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
    tell,
    clearNotice: () => {
      notice.value = undefined
    },
    retryNow: () => connection.retryNow(),
    networkLost: () => connection.networkLost(),
    retry: (cid) => connection.failed.retry(cid),
    drop: (cid) => connection.failed.drop(cid),
    leave,
    stop: () => {
      leave()
      connection.stop()
      outbox.close()
      colleagues.stop()
      seats.release()
    },
  }
}
