import { signal } from '@preact/signals'
import type { IntentDescription } from '../../domain/article.ts'
import type { Workroom } from './workroom.ts'

/** The intents that the models know, by name; empty until they are read. */
export const intents = signal<readonly IntentDescription[]>([])

/** Reads the intents once a page. Without them only suggestions are missing. */
export const loadIntents = async (call: Workroom['call']): Promise<void> => {
  if (intents.value.length > 0) return
  const read = await call<{ intents: IntentDescription[] }>('/intents').catch(() => undefined)
  if (read !== undefined) intents.value = read.intents.toSorted((a, b) => (a.intent < b.intent ? -1 : 1))
}
