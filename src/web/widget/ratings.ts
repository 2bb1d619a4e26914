import { signal } from '@preact/signals'
import type { TextStore } from '../shared/store.ts'

const KEY = 'tabdesk.rated'
/** Answers that are remembered as rated, over all conversations. */
const MOST = 200

/** What this browser has said of answers, so that nobody is asked twice. */
export interface Ratings {
  /** Whether the answer helped; undefined where it was not said. */
  of(conversation: string, seq: number): boolean | undefined
  /** Keeps a rating; false where the answer was rated before. */
  say(conversation: string, seq: number, helped: boolean): boolean
}

export const createRatings = (store: TextStore): Ratings => {
  const all = signal(read(store))
  const of = (conversation: string, seq: number) =>
    all.value.find((one) => one[0] === conversation && one[1] === seq)?.[2]
  return {
    of,
    say: (conversation, seq, helped) => {
      if (of(conversation, seq) !== undefined) return false
      all.value = [...all.value, [conversation, seq, helped] as const].slice(-MOST)
      store.setItem(KEY, JSON.stringify(all.value))
      return true
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
