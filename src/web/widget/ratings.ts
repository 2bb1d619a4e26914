import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { TextStore } from '../shared/store.ts'

const KEY = 'tabdesk.rated'
/** Answers that are remembered as rated, over all conversations. */
const MOST = 200

export interface Ratings {
  /** Of the open conversation, by seq. */
  readonly said: ReadonlySignal<ReadonlyMap<number, boolean>>
  /** Keeps a rating; the conversation that it is in, undefined where it was rated before. */
  say(seq: number, helped: boolean): string | undefined
}

/** What this browser has said of answers, so that nobody is asked twice. */
export const createRatings = (store: TextStore, open: () => string | undefined): Ratings => {
  const all = signal(read(store))
  const said = computed(() => {
    const conversation = open()
    const own = all.value.filter(([where]) => where === conversation)
    return new Map(own.map(([, seq, helped]) => [seq, helped]))
  })
  return {
    said,
    say: (seq, helped) => {
      const conversation = open()
      if (conversation === undefined || said.value.has(seq)) return undefined
      all.value = [...all.value, [conversation, seq, helped] as const].slice(-MOST)
      store.setItem(KEY, JSON.stringify(all.value))
      return conversation
    },
  }
}

type Rated = readonly [conversation: string, seq: number, helped: boolean]

const read = (store: TextStore): readonly Rated[] => {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is Rated => Array.isArray(one) && one.length === 3) : []
  } catch {
    return []
  }
}
