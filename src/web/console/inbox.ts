import { type Signal, signal } from '@preact/signals'
import type { ConversationSummary } from '../../domain/notice.ts'
import type { ServerFrame } from '../shared/wire.ts'
import { withStatus } from './rows.ts'

/** The list of conversations, kept live by status frames. */
export interface Inbox {
  readonly rows: Signal<ReadonlyMap<string, ConversationSummary>>
  readonly state: Signal<'loading' | 'ready' | 'failed'>
  /** Conversations with something that this agent has not seen. */
  readonly unread: Signal<ReadonlySet<string>>
  load(): Promise<void>
  receive(frame: ServerFrame): void
  seen(conversation: string): void
}

/** `isLookingAt` says whether the agent has the conversation before their eyes. */
export const createInbox = (parts: {
  fetchRows(): Promise<ConversationSummary[]>
  isLookingAt(conversation: string): boolean
  /** `sub` of the agent. */
  me(): string | undefined
}): Inbox => {
  const rows = signal<ReadonlyMap<string, ConversationSummary>>(new Map())
  const state = signal<'loading' | 'ready' | 'failed'>('loading')
  const unread = signal<ReadonlySet<string>>(new Set())

  const mark = (conversation: string) => {
    if (!parts.isLookingAt(conversation)) unread.value = new Set(unread.value).add(conversation)
  }

  return {
    rows,
    state,
    unread,
    load: async () => {
      try {
        const all = await parts.fetchRows()
        rows.value = new Map(all.map((row) => [row.conversation, row]))
        state.value = 'ready'
      } catch {
        // Rows from before stay: old is better than empty, and the next connection reads again.
        if (rows.value.size === 0) state.value = 'failed'
      }
    },
    receive: (frame) => {
      if (frame.type === 'event' && frame.from.role === 'customer') mark(frame.conversation)
      if (frame.type !== 'status') return
      const before = rows.value.get(frame.conversation)
      rows.value = withStatus(rows.value, frame)
      const row = rows.value.get(frame.conversation)
      const concernsMe = row?.state === 'queued' || (row?.state === 'assigned' && row.assignee === parts.me())
      if (concernsMe && (before?.state !== row.state || row.head > before.head)) mark(frame.conversation)
    },
    seen: (conversation) => {
      if (!unread.value.has(conversation)) return
      const left = new Set(unread.value)
      left.delete(conversation)
      unread.value = left
    },
  }
}
