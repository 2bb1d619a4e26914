import { batch, type Signal, signal } from '@preact/signals'
import type { ConversationsPage, ServerFrame } from '../../client/wire.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import { createOverSearch, type OverSearch } from './over-search.ts'
import { isNamedIn, rowAfter } from './rows.ts'

/** The list of conversations, kept live by status frames. */
export interface Inbox {
  /** As shown: however many frames come, it changes once a frame of the screen. */
  readonly rows: Signal<ReadonlyMap<string, ConversationSummary>>
  readonly state: Signal<'loading' | 'ready' | 'failed'>
  /** Conversations with something that this agent has not seen. */
  readonly unread: Signal<ReadonlySet<string>>
  /** As it is at this moment. */
  row(conversation: string): ConversationSummary | undefined
  /** Reads all that is open, page by page. */
  load(): Promise<void>
  /** Reads one more page of what is over; false when that was all. */
  loadResolved(): Promise<boolean>
  /** Words among what is over, however long ago. */
  readonly over: OverSearch
  /** Rows that are on no page: what is over and names the agent. */
  add(rows: readonly ConversationSummary[]): void
  receive(frame: ServerFrame): void
  seen(conversation: string): void
  /** Shows a change before the server has said so, or takes it back. */
  show(row: ConversationSummary): void
}

export interface InboxParts {
  fetchPage(of: 'open' | 'resolved', after: string | undefined, words?: string): Promise<ConversationsPage>
  /** Whether the agent has the conversation before their eyes. */
  isLookingAt(conversation: string): boolean
  /** `sub` of the agent. */
  me(): string | undefined
  /** Something came that concerns the agent and is not before their eyes. */
  alerted(row: ConversationSummary): void
  /** Calls back before the screen is drawn next. */
  nextFrame(then: () => void): void
}

export const createInbox = (parts: InboxParts): Inbox => {
  const live = new Map<string, ConversationSummary>()
  const fresh = new Set<string>()
  const rows = signal<ReadonlyMap<string, ConversationSummary>>(new Map())
  const state = signal<'loading' | 'ready' | 'failed'>('loading')
  const unread = signal<ReadonlySet<string>>(new Set())
  /** Rows that changed since the reading of pages began: newer than any page. */
  let touched = new Set<string>()
  let nextResolved: string | undefined = ''
  let scheduled = false

  const draw = () => {
    scheduled = false
    batch(() => {
      rows.value = new Map(live)
      if (fresh.size !== unread.value.size || [...fresh].some((id) => !unread.value.has(id)))
        unread.value = new Set(fresh)
    })
  }
  const changed = () => {
    if (scheduled) return
    scheduled = true
    parts.nextFrame(draw)
  }
  const put = (row: ConversationSummary) => {
    live.set(row.conversation, row)
    touched.add(row.conversation)
    changed()
  }
  const mark = (conversation: string) => {
    if (parts.isLookingAt(conversation)) return
    fresh.add(conversation)
    changed()
    const row = live.get(conversation)
    if (row !== undefined) parts.alerted(row)
  }
  const take = (page: ConversationsPage) => {
    for (const row of page.conversations) if (!touched.has(row.conversation)) live.set(row.conversation, row)
    changed()
  }

  return {
    rows,
    state,
    unread,
    row: (id) => live.get(id),
    load: async () => {
      touched = new Set()
      const there = new Set<string>()
      try {
        for (let after: string | undefined, more = true; more; more = after !== undefined) {
          const page: ConversationsPage = await parts.fetchPage('open', after)
          for (const { conversation } of page.conversations) there.add(conversation)
          take(page)
          state.value = 'ready'
          after = page.next
        }
        // What was open and is on no page is over, or gone.
        for (const [id, row] of live)
          if (row.state !== 'resolved' && !there.has(id) && !touched.has(id)) live.delete(id)
        changed()
      } catch {
        // Rows from before stay: old is better than empty, and the next connection reads again.
        if (live.size === 0) state.value = 'failed'
      }
    },
    loadResolved: async () => {
      if (nextResolved === undefined) return false
      try {
        const page = await parts.fetchPage('resolved', nextResolved || undefined)
        nextResolved = page.next
        take(page)
      } catch {
        // Asked again at the next look.
      }
      return nextResolved !== undefined
    },
    over: createOverSearch({
      fetchPage: (words, after) => parts.fetchPage('resolved', after, words),
      found: (conversations) => take({ conversations: [...conversations] }),
    }),
    add: (more) => take({ conversations: [...more] }),
    receive: (frame) => {
      if (frame.type === 'event' && frame.from.role === 'customer') mark(frame.conversation)
      if (frame.type !== 'status') return
      const before = live.get(frame.conversation)
      const row = rowAfter(before, frame)
      if (row === undefined) return
      put(row)
      const concernsMe = row.state === 'queued' || (row.state === 'assigned' && row.assignee === parts.me())
      const isNew = before?.state !== row.state || row.head > before.head || (isBack(row) && !isBack(before))
      const isNamed = isNamedIn(row, parts.me()) && !isNamedIn(before ?? {}, parts.me())
      if ((concernsMe && isNew) || isNamed) mark(frame.conversation)
    },
    seen: (conversation) => {
      if (fresh.delete(conversation)) changed()
    },
    show: put,
  }
}

/** It came back by itself, and its agent has not looked. */
const isBack = (row: ConversationSummary | undefined): boolean => row?.marks?.woken !== undefined
