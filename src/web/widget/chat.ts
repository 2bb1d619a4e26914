import { batch, computed, type ReadonlySignal, signal } from '@preact/signals'
import { after } from '../../client/after.ts'
import { createBrowserOutbox } from '../../client/browser-outbox.ts'
import { newCid } from '../../client/cid.ts'
import { type ConnectionState, createConnection } from '../../client/connection.ts'
import { createDial } from '../../client/dial.ts'
import type { Outgoing } from '../../client/outbox.ts'
import { contiguousTo } from '../../client/transcript.ts'
import type { AckFrame, ClientFrame, EventsPage, ServerFrame, StatusFrame, WelcomeFrame } from '../../client/wire.ts'
import type { Attachment, Author } from '../../domain/message.ts'
import { fetchEvents, isTokenRefused } from '../shared/api.ts'
import { kindOf } from '../shared/attachment-kind.ts'
import { pageClock, steady } from '../shared/clock.ts'
import type { WidgetOptions } from '../shared/embed.ts'
import type { Files } from '../shared/files.ts'
import { createHistory, type History } from '../shared/history.ts'
import type { TextStore } from '../shared/store.ts'
import { readToken } from '../shared/token.ts'
import { untilThere } from './again.ts'
import { fetchRest } from './fetch-rest.ts'
import { createLateFiles } from './late-files.ts'
import type { Typing, TypingParts } from './typing.ts'
import { browserMark, visitorScope, visitorToken } from './visitor.ts'

/** Bytes of a file, until the server has said what it takes. */
const MAX_FILE_BYTES = 20 * 1024 * 1024
/** Characters of a message, until then. */
const MAX_TEXT = 8_000
/** Milliseconds that a typing sign stays without another. */
const TYPING_MS = 6_000

/** The customer's side: one open conversation, and those before it that this page has seen. */
export interface Chat {
  readonly line: ReadonlySignal<ConnectionState>
  /** Oldest first; the last is the open one. */
  readonly histories: ReadonlySignal<readonly History[]>
  readonly status: ReadonlySignal<StatusFrame | undefined>
  /** Conversations that go on in another one. */
  readonly merged: ReadonlySignal<ReadonlySet<string>>
  readonly pending: ReadonlySignal<readonly Outgoing[]>
  readonly typingUntil: ReadonlySignal<number>
  /** How far agents have got the customer's messages. */
  readonly agentCursor: ReadonlySignal<{ delivered: number; read: number }>
  /** Highest seq that the customer has had before their eyes. */
  readonly readTo: ReadonlySignal<number>
  readonly files: Files
  /** Whose it is, in what the browser keeps. */
  readonly scope: string
  /** Bytes of the largest file that the server takes. */
  readonly maxFileBytes: ReadonlySignal<number>
  /** Characters of the longest message. */
  readonly maxText: ReadonlySignal<number>
  token(): string
  send(text: string): void
  /** At most `limit` entries of a conversation from after `after` on. */
  read(conversation: string, after: number, limit: number): Promise<EventsPage>
  /** Calls back for each message of the other side as it comes; returns the end of it. */
  onSaid(listener: (from: 'bot' | 'agent') => void): () => void
  /** For good: another takes its place. */
  stop(): void
  recall(seq: number): void
  /** The draft as it stands after a key. */
  typing(draft: string): void
  seen(): void
  retryNow(): void
  networkLost(): void
  retry(cid: string): void
  drop(cid: string): void
}

export const createChat = (store: TextStore, options: WidgetOptions): Chat => {
  const { now } = pageClock
  const line = signal<ConnectionState>({ name: 'connecting' })
  const histories = signal<readonly History[]>([])
  const status = signal<StatusFrame>()
  const merged = signal<ReadonlySet<string>>(new Set())
  const typingUntil = signal(0)
  const agentCursor = signal({ delivered: 0, read: 0 })
  const readTo = signal(0)
  const maxFileBytes = signal(MAX_FILE_BYTES)
  const maxText = signal(MAX_TEXT)
  const scope =
    options.token === undefined
      ? `${visitorScope(options)}.${browserMark(store, newCid)}`
      : `of.${readToken(options.token)?.sub}`
  // Without storage each tab has a visitor of its own, and sends for nobody else.
  const outbox = createBrowserOutbox(scope, store instanceof Storage ? window : {})
  const pending = signal<readonly Outgoing[]>(outbox.list())
  const open = computed(() => histories.value.at(-1))
  const take = visitorToken(store, options, now)
  let token = ''
  let author: Author = { role: 'customer', id: '', name: '' }
  let wantsText = false
  let said: ((from: 'bot' | 'agent') => void) | undefined
  const lastKey = () => `tabdesk.conversation.${author.id}`
  const beforeKey = () => `tabdesk.before.${author.id}`

  const noteMerged = (found: { conversation: string; merged?: true }) => {
    if (merged.value.has(found.conversation) === (found.merged === true)) return
    const others = [...merged.value].filter((one) => one !== found.conversation)
    merged.value = new Set(found.merged === true ? [...others, found.conversation] : others)
  }
  /** The history of a conversation; one not seen before is the newest. */
  const enter = (conversation: string): History => {
    const known = histories.value.find(({ transcript }) => transcript.value.conversation === conversation)
    if (known !== undefined) return known
    const history = createHistory(conversation, async (from, limit) => {
      const page = await fetchEvents(token, conversation, from, limit)
      noteMerged(page)
      return page
    })
    batch(() => {
      histories.value = [...histories.value, history]
      status.value = undefined
      agentCursor.value = { delivered: 0, read: 0 }
      readTo.value = Number(store.getItem(`${lastKey()}.${conversation}`) ?? 0)
    })
    const last = store.getItem(lastKey())
    if (last !== null && last !== conversation) store.setItem(beforeKey(), last)
    store.setItem(lastKey(), conversation)
    return history
  }
  const isOpen = (conversation: string) => open.value?.transcript.value.conversation === conversation

  /** The talk of last time is shown as it ended, above the open one where there is one. */
  const showEnded = (opened: readonly string[]) => {
    const last = store.getItem(lastKey())
    const ended = last !== null && opened.includes(last) ? store.getItem(beforeKey()) : last
    if (ended === null || opened.includes(ended)) return
    void enter(ended).load(0)
    if (opened.length === 0) status.value = { type: 'status', conversation: ended, state: 'resolved' }
  }

  const welcomed = ({ at, conversations, principal, typingText, limits }: WelcomeFrame) => {
    pageClock.heard(at)
    wantsText = typingText === true
    maxFileBytes.value = limits?.attachmentBytes ?? MAX_FILE_BYTES
    maxText.value = limits?.textUnits ?? MAX_TEXT
    author = { role: 'customer', id: principal.sub, name: principal.name }
    if (open.value === undefined) showEnded(conversations.map(({ conversation }) => conversation))
    for (const { conversation, head, recovered } of conversations) {
      const history = enter(conversation)
      if (recovered && history.transcript.value.head > 0) continue
      history.reset()
      void history.load(head)
    }
  }
  const received = (frame: ServerFrame) => {
    switch (frame.type) {
      case 'welcome':
        return welcomed(frame)
      case 'event':
        enter(frame.conversation).add([frame])
        if (frame.from.role !== 'customer') typingUntil.value = 0
        if (frame.from.role === 'bot' || frame.from.role === 'agent') said?.(frame.from.role)
        post({ type: 'received', conversation: frame.conversation, seq: frame.seq })
        return
      case 'status':
        enter(frame.conversation)
        noteMerged(frame)
        if (isOpen(frame.conversation)) status.value = frame
        return
      case 'typing':
        if (frame.by.role !== 'customer' && isOpen(frame.conversation)) typingUntil.value = now() + TYPING_MS
        return
      case 'receipt':
        if (frame.by === 'agent' && isOpen(frame.conversation)) agentCursor.value = frame
        return
      default:
    }
  }
  const delivered = ({ kind, text, attachment }: Outgoing, { conversation, seq, epoch, at, cid }: AckFrame) => {
    // Another tab was online first: this one reads the whole talk when it is.
    if (author.id === '') return
    enter(conversation).add([
      { conversation, seq, epoch, at, cid, from: author, kind, text, ...(attachment !== undefined && { attachment }) },
    ])
  }

  const connection = createConnection({
    dial: createDial(location.origin, WebSocket),
    token: async (refused) => {
      const taken = await take(refused)
      token = taken ?? ''
      return taken
    },
    isRefused: isTokenRefused,
    device: newCid(),
    outbox,
    resumeFrom: () => {
      const transcript = open.value?.transcript.value
      const seq = transcript === undefined ? 0 : contiguousTo(transcript)
      return transcript === undefined || seq === 0
        ? []
        : [{ conversation: transcript.conversation, epoch: transcript.epoch, seq }]
    },
    received,
    delivered,
    stateChanged: (state) => {
      line.value = state
    },
    outboxChanged: () => {
      pending.value = outbox.list()
    },
    now,
    wall: Date.now,
    steady,
    random: Math.random,
    after,
  })
  const post = (frame: ClientFrame) => connection.post(frame)
  const typingParts: TypingParts = {
    post,
    // A talk that has ended takes no more: what is written opens the next.
    conversation: () =>
      status.value === undefined || status.value.state === 'resolved'
        ? undefined
        : open.value?.transcript.value.conversation,
    wantsText: () => wantsText,
    now,
    after,
  }
  // Until it is there nobody is told.
  let typing: Typing | undefined
  void untilThere(fetchRest).then(({ createTyping }) => {
    typing = createTyping(typingParts)
  })
  const sendFile = (attachment: Attachment) =>
    connection.send({ cid: newCid(), kind: kindOf(attachment), text: '', attachment, at: now() })
  const files = createLateFiles({ token: () => token, maxBytes: () => maxFileBytes.value, uploaded: sendFile })
  connection.start()

  return {
    line,
    histories,
    status,
    merged,
    pending,
    typingUntil,
    agentCursor,
    readTo,
    scope,
    maxFileBytes,
    maxText,
    files,
    token: () => token,
    read: (conversation, after, limit) => fetchEvents(token, conversation, after, limit),
    onSaid: (listener) => {
      said = listener
      return () => {
        said = undefined
      }
    },
    stop: () => {
      connection.stop()
      files.stop()
      outbox.close()
    },
    send: (text) => {
      typing?.over()
      files.dropRefused()
      connection.send({ cid: newCid(), kind: 'text', text, at: now() })
    },
    recall: (seq) => {
      const conversation = open.value?.transcript.value.conversation
      if (conversation !== undefined) post({ type: 'recall', conversation, seq, opId: newCid() })
    },
    typing: (draft) => typing?.typed(draft),
    seen: () => {
      const transcript = open.value?.transcript.value
      if (transcript === undefined || transcript.head <= readTo.value) return
      readTo.value = transcript.head
      store.setItem(`${lastKey()}.${transcript.conversation}`, String(transcript.head))
      post({ type: 'read', conversation: transcript.conversation, seq: transcript.head })
    },
    retryNow: () => connection.retryNow(),
    networkLost: () => connection.networkLost(),
    retry: (cid) => connection.failed.retry(cid),
    drop: (cid) => connection.failed.drop(cid),
  }
}
