import { LRUCache } from 'lru-cache'
import type { Conversation } from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { LogEvent } from '../domain/message.ts'
import type { ConversationSummary, Publish, StatusNote } from '../domain/notice.ts'
import type { PromiseMark } from '../domain/promise.ts'
import type { Suggestion } from '../domain/record.ts'
import type { Store } from '../ports/store.ts'
import { createLineNews } from './line-news.ts'
import { createWholeCard } from './whole-card.ts'

export interface Announcer {
  event(conversation: Conversation, event: LogEvent): void
  /** A conversation changed hands, or is new; everybody whose place in the queue moves hears of it too. */
  changed(conversation: Conversation): void
  suggestions(conversation: Conversation, messageSeq: number, suggestions: Suggestion[]): void
  context(conversation: Conversation, card: ContextCard): void
  /** Agents have put something on it; nothing changed hands, and customers are not told. */
  marked(conversation: Conversation): void
  /** Its inbox line says something new. */
  lineChanged(conversation: Conversation): void
  /** Its words were erased: nothing of them is shown any more. */
  forget(conversation: string): void
  /** People came or went: the estimates of those who wait are new. */
  deskChanged(tenant: string): void
  summary(conversation: Conversation): Promise<ConversationSummary>
  status(conversation: Conversation): StatusNote
  close(): void
}

export interface AnnouncerParts {
  publish: Publish
  store: Pick<Store, 'conversation' | 'conversations' | 'events' | 'promises' | 'records'>
  desk: {
    note(conversation: Conversation): string[]
    status(conversation: Conversation): StatusNote
    waiting(tenant: string): string[]
    /** Whether the agent who holds it is offline, and all such. */
    isDeserted(conversation: Conversation): boolean
    deserted(): { tenant: string; conversation: string }[]
  }
  /** What is promised in a conversation and soon due, or broken. */
  promised(conversation: string): PromiseMark | undefined
}

const KEPT_LAST_TEXTS = 20_000
const SHOWN_TEXT_UNITS = 120
/** Several changes of a queue within this time are told once. */
const QUEUE_NEWS_MS = 200
/** Whose agent is gone, and whose is back, is looked at once in this time, however many come and go. */
const DESERTED_NEWS_MS = 100

/** Tells the sockets what became of a conversation; keeps what an inbox line shows. */
export const createAnnouncer = ({ publish, store, desk, promised }: AnnouncerParts): Announcer => {
  const last = new LRUCache<string, LastWords>({ max: KEPT_LAST_TEXTS })
  const news = new Map<string, NodeJS.Timeout>()
  const whole = createWholeCard(store)
  /** How often words were dropped: what was read of the log before that is not remembered after it. */
  let drops = 0
  let deserted: ReadonlyMap<string, string> = new Map()
  let looking: NodeJS.Timeout | undefined
  const about = ({ tenant, id, customer }: Conversation) => ({ tenant, conversation: id, customer })

  const remember = (event: LogEvent): void => {
    if (event.kind === 'note' || isTakeBack(event)) return
    // What the customer wants is to be seen, not that the bot has handed over.
    if (event.from.role === 'bot' || event.from.role === 'system') return
    const known = last.get(event.conversation)
    if (known === undefined) last.set(event.conversation, wordsOf(event))
    else Object.assign(known, wordsOf(event))
  }
  const drop = (conversation: string): void => {
    last.delete(conversation)
    drops += 1
  }
  const summary = async (conversation: Conversation): Promise<ConversationSummary> => {
    if (!last.has(conversation.id) && conversation.head > 0) {
      const before = drops
      const page = await store.events(conversation.tenant, conversation.id, {
        after: Math.max(0, conversation.head - 3),
        limit: 3,
      })
      if (drops === before && !last.has(conversation.id)) page?.events.forEach(remember)
    }
    return summaryNow(conversation)
  }
  const summaryNow = (conversation: Conversation): ConversationSummary =>
    summaryOf(conversation, desk.status(conversation), {
      ...last.get(conversation.id),
      promise: promised(conversation.id),
      isDeserted: desk.isDeserted(conversation),
    })
  const tellStatus = (conversation: Conversation, more: { news?: true } = {}): void =>
    publish({
      ...about(conversation),
      type: 'status',
      status: desk.status(conversation),
      summary: summaryNow(conversation),
      ...more,
    })

  const tellQueue = async (tenant: string): Promise<void> => {
    for (const id of desk.waiting(tenant)) {
      const waiting = await store.conversation(tenant, id)
      if (waiting === undefined) continue
      // Claimed while a turn was being told of that had it queued.
      if (waiting.state !== 'queued') desk.note(waiting)
      tellStatus(waiting)
    }
  }
  const queueChanged = (tenant: string): void => {
    if (news.has(tenant)) return
    const timer = setTimeout(() => {
      news.delete(tenant)
      tellQueue(tenant).catch(() => undefined)
    }, QUEUE_NEWS_MS)
    timer.unref()
    news.set(tenant, timer)
  }

  const lines = createLineNews((conversation) => {
    summary(conversation).then(
      (line) =>
        publish({
          ...about(conversation),
          type: 'status',
          status: desk.status(conversation),
          summary: line,
          news: true,
        }),
      () => undefined,
    )
  })

  /** Agents came or went: the lines of what they hold say so. One look for all who come back together, as it goes over all that is held. */
  const tellDeserted = async (): Promise<void> => {
    const before = deserted
    deserted = new Map(desk.deserted().map((one) => [one.conversation, one.tenant]))
    const differ = [...before, ...deserted].filter(([id]) => before.has(id) !== deserted.has(id))
    for (const [id, tenant] of differ) {
      const held = await store.conversation(tenant, id)
      if (held !== undefined) lines.soon(held)
    }
  }
  const desertedChanged = (): void => {
    looking ??= setTimeout(() => {
      looking = undefined
      tellDeserted().catch(() => undefined)
    }, DESERTED_NEWS_MS).unref()
  }

  return {
    event: (conversation, event) => {
      // Which words were taken back, the log knows (W5).
      if (isTakeBack(event)) drop(conversation.id)
      remember(event)
      publish({ ...about(conversation), type: 'event', event })
      lines.soon(conversation)
    },
    changed: (conversation) => {
      const moved = desk.note(conversation)
      lines.drop(conversation)
      tellStatus(conversation)
      if (moved.length > 0 || conversation.state === 'queued') queueChanged(conversation.tenant)
    },
    marked: (conversation) => {
      lines.drop(conversation)
      tellStatus(conversation, { news: true })
    },
    suggestions: (conversation, messageSeq, suggestions) =>
      publish({ ...about(conversation), type: 'suggestion', messageSeq, suggestions }),
    context: (conversation, card) => {
      void whole(conversation, card).then((shown) => publish({ ...about(conversation), type: 'context', card: shown }))
    },
    lineChanged: lines.soon,
    forget: drop,
    deskChanged: (tenant) => {
      queueChanged(tenant)
      desertedChanged()
    },
    summary,
    status: desk.status,
    close: () => {
      clearTimeout(looking)
      for (const timer of news.values()) clearTimeout(timer)
      news.clear()
      lines.close()
    },
  }
}

/** All fields are there, so that those of the next message are put in their place: with every message a new one would outlive the young generation. */
interface LastWords {
  at: string
  text: string | undefined
  gone: 'recalled' | 'file' | undefined
}

const wordsOf = ({ at, text, attachment, recalled, rolledBack }: LogEvent): LastWords => {
  if (recalled === true || rolledBack === true) return { at, text: undefined, gone: 'recalled' }
  if (text !== undefined && text !== '') return { at, text: text.slice(0, SHOWN_TEXT_UNITS), gone: undefined }
  return { at, text: undefined, gone: attachment === undefined ? undefined : 'file' }
}

const isTakeBack = ({ kind }: LogEvent): boolean => kind === 'recall' || kind === 'rollback'

const summaryOf = (
  conversation: Conversation,
  status: StatusNote,
  {
    text,
    gone,
    at,
    promise,
    isDeserted,
  }: Partial<LastWords> & { promise: PromiseMark | undefined; isDeserted: boolean },
): ConversationSummary => ({
  conversation: conversation.id,
  state: conversation.state,
  customer: conversation.customer,
  customerName: conversation.customerName,
  head: conversation.head,
  misses: conversation.misses,
  lastAt: at ?? conversation.updatedAt,
  ...(text === undefined ? {} : { lastText: text }),
  ...(gone === undefined ? {} : { lastGone: gone }),
  ...(promise === undefined ? {} : { promise }),
  ...(conversation.assignee === undefined ? {} : { assignee: conversation.assignee }),
  ...(conversation.assigneeName === undefined ? {} : { assigneeName: conversation.assigneeName }),
  ...(isDeserted ? { assigneeOffline: true as const } : {}),
  ...(conversation.queuedAt === undefined ? {} : { queuedAt: conversation.queuedAt }),
  ...(conversation.language === undefined ? {} : { language: conversation.language }),
  ...(conversation.channel === undefined ? {} : { channel: conversation.channel }),
  ...(conversation.outcome === undefined ? {} : { outcome: conversation.outcome }),
  ...(conversation.marks === undefined ? {} : { marks: conversation.marks }),
  ...(conversation.priority === undefined ? {} : { priority: conversation.priority }),
  ...(status.position === undefined ? {} : { position: status.position }),
})
