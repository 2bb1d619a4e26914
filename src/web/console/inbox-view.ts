import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ConversationSummary } from '../../domain/notice.ts'
import { clock } from '../shared/clock.ts'
import type { Inbox } from './inbox.ts'
import { countRows, type Filter, type Search, visibleRows } from './rows.ts'

const MINUTE_MS = 60_000

/** Which part of the inbox is on screen. */
export interface InboxView {
  readonly filter: Signal<Filter>
  readonly search: Signal<Search>
  readonly rows: ReadonlySignal<readonly ConversationSummary[]>
  readonly counts: ReadonlySignal<Record<Filter, number>>
  /** The conversation `step` places after (or before) this one; wraps around. */
  neighbour(of: string | undefined, step: 1 | -1): string | undefined
}

/** What is on screen, and whether the agent holds it. */
export interface OnScreen {
  conversation: string | undefined
  isMine: boolean
}

/** Whether the agent has taken what was on screen already; one that was theirs when they opened it was not taken now. */
export const isTaken = (before: OnScreen, { conversation, isMine }: OnScreen): boolean =>
  isMine && !before.isMine && before.conversation === conversation

export const createInboxView = (inbox: Inbox, me: () => string): InboxView => {
  const filter = signal<Filter>('queued')
  const search = signal<Search>({})
  const minute = computed(() => Math.floor(clock.value / MINUTE_MS) * MINUTE_MS)
  const rows = computed(() => {
    // Only what counts minutes follows the clock: the rest is not sorted anew for it.
    const now = search.value.waitedMinutes === undefined ? 0 : minute.value
    return visibleRows(inbox.rows.value.values(), filter.value, me(), search.value, now)
  })
  return {
    filter,
    search,
    rows,
    counts: computed(() => countRows(inbox.rows.value.values(), me())),
    neighbour: (of, step) => {
      const all = rows.value
      const at = all.findIndex(({ conversation }) => conversation === of)
      return all.at(at === -1 ? (step === 1 ? 0 : -1) : (at + step) % all.length)?.conversation
    },
  }
}
