import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Language } from '../../domain/message.ts'
import { writtenIn } from './customer-language.ts'

/** What is known of a text in the other language. */
export type Translated =
  | { name: 'asking' }
  | { name: 'there'; text: string; lostNumbers: readonly string[] }
  | { name: 'failed' }

export interface Translations {
  /** Such as `zh-en`; empty where no model is mounted. */
  readonly pairs: ReadonlySignal<ReadonlySet<string>>
  load(): Promise<void>
  /** The pair that brings a text into a language; undefined where it is in it already, tells no language, or no model is there. */
  pairFor(text: string, to: Language | undefined): { from: Language; to: Language } | undefined
  /** Asks for it where nobody has; one that failed is asked for again. */
  of(text: string, pair: { from: Language; to: Language }): ReadonlySignal<Translated>
}

export interface TranslationsParts {
  fetchPairs(): Promise<readonly string[]>
  fetchOne(body: { text: string; from: Language; to: Language }): Promise<{ text: string; lostNumbers: string[] }>
}

/** Texts whose translations are kept; the oldest goes. */
const MAX_KEPT = 500

export const createTranslations = ({ fetchPairs, fetchOne }: TranslationsParts): Translations => {
  const pairs = signal<ReadonlySet<string>>(new Set())
  const kept = new Map<string, Signal<Translated>>()
  // One after the other: the server has one model for all, and who asks last is looked at now.
  const waiting: (() => Promise<void>)[] = []
  let busy = false
  const work = async () => {
    if (busy) return
    busy = true
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next()
    busy = false
  }
  return {
    pairs,
    load: async () => {
      pairs.value = new Set(await fetchPairs())
    },
    pairFor: (text, to) => {
      const from = writtenIn(text)
      return from === undefined || to === undefined || from === to || !pairs.value.has(`${from}-${to}`)
        ? undefined
        : { from, to }
    },
    of: (text, { from, to }) => {
      const key = `${from}-${to} ${text}`
      const known = kept.get(key)
      if (known !== undefined && known.peek().name !== 'failed') return known
      const made = known ?? signal<Translated>({ name: 'asking' })
      made.value = { name: 'asking' }
      kept.set(key, made)
      for (const old of kept.keys()) {
        if (kept.size <= MAX_KEPT) break
        kept.delete(old)
      }
      waiting.push(() =>
        fetchOne({ text, from, to }).then(
          (found) => {
            made.value = { name: 'there', ...found }
          },
          () => {
            made.value = { name: 'failed' }
          },
        ),
      )
      void work()
      return made
    },
  }
}
