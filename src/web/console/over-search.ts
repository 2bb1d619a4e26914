import { type ReadonlySignal, signal } from '@preact/signals'
import type { ConversationsPage } from '../../client/wire.ts'
import type { ConversationSummary } from '../../domain/notice.ts'

/** Milliseconds that words must stand still before they are looked for. */
const STILL_MS = 250
/** Requests of one look, and lines with which it is content; what is older waits until it is asked for. */
const LOOKS_AT_ONCE = 5
const ENOUGH = 20

/** Looks for words among what is over, newest first, each time from where it ended until nothing is older. */
export interface OverSearch {
  readonly state: ReadonlySignal<'idle' | 'looking' | 'more' | 'end' | 'failed'>
  /** Begins anew with other words; without any it ends. */
  lookFor(words: string): void
  /** Looks further back, or again where the last look failed. */
  on(): void
}

export const createOverSearch = (parts: {
  fetchPage(words: string, after: string | undefined): Promise<ConversationsPage>
  found(rows: readonly ConversationSummary[]): void
}): OverSearch => {
  const state = signal<OverSearch['state']['value']>('idle')
  let wanted = ''
  let after: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = async () => {
    const words = wanted
    state.value = 'looking'
    let rows = 0
    try {
      for (let looks = 0; looks < LOOKS_AT_ONCE && rows < ENOUGH; looks += 1) {
        const page = await parts.fetchPage(words, after)
        // Other words were written meanwhile: their look has begun, or will.
        if (words !== wanted) return
        parts.found(page.conversations)
        rows += page.conversations.length
        after = page.next
        if (after === undefined) {
          state.value = 'end'
          return
        }
      }
      state.value = 'more'
    } catch {
      if (words === wanted) state.value = 'failed'
    }
  }
  return {
    state,
    lookFor: (words) => {
      const next = words.trim()
      if (next === wanted) return
      clearTimeout(timer)
      wanted = next
      after = undefined
      state.value = next === '' ? 'idle' : 'looking'
      if (next !== '') timer = setTimeout(() => void look(), STILL_MS)
    },
    on: () => {
      if (state.value === 'more' || state.value === 'failed') void look()
    },
  }
}
