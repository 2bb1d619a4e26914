import type { KeyedVector } from '../domain/record.ts'
import type { Understand } from '../domain/understanding.ts'
import { textKey } from '../lib/text-key.ts'

/** What is understood during one turn, at one moment, and the vectors that it rests on. */
export interface Listening {
  understand: Understand
  vectors(): KeyedVector[]
}

/** However often a turn asks what a text means (joined with the last one, or part by part), all its vectors are kept. */
export const listening = (understand: Understand, at: Date): Listening => {
  const heard = new Map<string, KeyedVector>()
  return {
    understand: async (text, options) => {
      const understanding = await understand(text, { at, ...options })
      for (const { text: read, ...own } of understanding.vectors ?? []) {
        const key = textKey(read)
        heard.set(key, { key, ...own })
      }
      return understanding
    },
    vectors: () => [...heard.values()],
  }
}
