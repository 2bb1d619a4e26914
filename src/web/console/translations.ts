import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type Language, MAX_TRANSLATED } from '../../domain/message.ts'
import { writtenIn } from './customer-language.ts'

/** What is known of a text in the other language. */
export type Translated =
  | { name: 'asking' }
  | { name: 'there'; text: string; lostNumbers: readonly string[] }
  | { name: 'failed' }

export interface Translations {
  /** Such as `zh-en`; empty where no model is mounted, undefined until the server has said. */
  readonly pairs: ReadonlySignal<ReadonlySet<string> | undefined>
  load(): Promise<void>
  /** The pair that brings a text into a language; undefined where it is in it already, tells no language, is too long, or no model is there. */
  pairFor(text: string, to: Language | undefined): { from: Language; to: Language } | undefined
  /** Asks for it where nobody has; one that failed is asked for again. */
  of(text: string, pair: { from: Language; to: Language }): ReadonlySignal<Translated>
  /** What has come of it so far; undefined where nobody has asked. */
  known(text: string, pair: { from: Language; to: Language }): Translated | undefined
}

export interface TranslationsParts {
  fetchPairs(): Promise<readonly string[]>
  fetchOne(
    body: { text: string; from: Language; to: Language },
    signal: AbortSignal,
  ): Promise<{ text: string; lostNumbers: string[] }>
}

/** Texts whose translations are kept; the oldest goes. */
const MAX_KEPT = 500
/** Texts that wait to be asked for; the oldest has failed and can be tried again. */
const MAX_WAITING = 50
/** Milliseconds until the server must have answered; it gives a text 20 s to wait and 20 s of work itself. */
const ANSWER_WITHIN_MS = 45_000

export const createTranslations = ({ fetchPairs, fetchOne }: TranslationsParts): Translations => {
  const pairs = signal<ReadonlySet<string>>()
  const kept = new Map<string, Signal<Translated>>()
  // One after the other: the server has one model for all, and who asks last is looked at now.
  const waiting = new Map<string, { made: Signal<Translated>; ask(): Promise<void> }>()
  let busy = false
  const work = async () => {
    if (busy) return
    busy = true
    for (let next = [...waiting].at(-1); next !== undefined; next = [...waiting].at(-1)) {
      const [key, { ask }] = next
      waiting.delete(key)
      await ask()
    }
    busy = false
  }
  /** Nobody looks any more: a draft was typed on, a message has left the screen. */
  const unwatched = (key: string) => {
    if (waiting.delete(key)) kept.delete(key)
  }
  return {
    pairs,
    load: async () => {
      pairs.value = new Set(await fetchPairs())
    },
    pairFor: (text, to) => {
      const from = writtenIn(text)
      if (from === undefined || to === undefined || from === to || text.length > MAX_TRANSLATED) return undefined
      return pairs.value?.has(`${from}-${to}`) ? { from, to } : undefined
    },
    of: (text, { from, to }) => {
      const key = keyOf(text, { from, to })
      const known = kept.get(key)
      if (known !== undefined && known.peek().name !== 'failed') return known
      const made = known ?? signal<Translated>({ name: 'asking' }, { unwatched: () => unwatched(key) })
      made.value = { name: 'asking' }
      kept.set(key, made)
      for (const old of kept.keys()) {
        if (kept.size <= MAX_KEPT) break
        kept.delete(old)
      }
      const ask = () =>
        fetchOne({ text, from, to }, AbortSignal.timeout(ANSWER_WITHIN_MS)).then(
          (found) => {
            made.value = { name: 'there', ...found }
          },
          () => {
            made.value = { name: 'failed' }
          },
        )
      waiting.set(key, { made, ask })
      const [oldest] = waiting
      if (waiting.size > MAX_WAITING && oldest !== undefined) {
        waiting.delete(oldest[0])
        oldest[1].made.value = { name: 'failed' }
      }
      void work()
      return made
    },
    known: (text, pair) => kept.get(keyOf(text, pair))?.peek(),
  }
}

const keyOf = (text: string, { from, to }: { from: Language; to: Language }): string => `${from}-${to} ${text}`
