import { fold } from '../lib/fold.ts'

export interface CompletionItem {
  id: string
  /** A prefix of the draft; here always the whole draft. */
  base: string
  /** What follows; never changed by folding. */
  text: string
}

/** Sorted once, asked often: folded sentences that may continue a draft. */
export interface CompletionIndex {
  complete(draft: string): CompletionItem[]
}

export interface CompletionSource {
  id: string
  text: string
  /** Higher is shown first among equals. */
  weight: number
}

const MAX_ITEMS = 3
/** Fewer typed characters say nothing yet; Chinese says more with one than English does. */
const MIN_TYPED = { zh: 2, en: 3 }
const MAX_SCANNED = 200
/** A whole text before its first sentence: Tab takes all, and a word at a time takes less. */
const WHOLE_TEXT = 0.5
const SENTENCE_END = /(?<=[。！？；!?\n])|(?<=[.;]\s)/u
const HAN = /\p{Script=Han}/u

/**
 * Prefix-exact completion of a draft: whole texts are tried against the whole draft, sentences against its last, unfinished
 * one. Compared folded (NFKC, lower case); a match inside an English word completes it, since the typed part is its prefix.
 */
export const createCompletionIndex = (sources: readonly CompletionSource[]): CompletionIndex => {
  const rows = sources
    .flatMap(rowsOf)
    .sort((a, b) => (a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : b.weight - a.weight))
  const startingWith = (prefix: string): Row[] => {
    const found: Row[] = []
    for (let at = lowerBound(rows, prefix); at < rows.length && found.length < MAX_SCANNED; at++) {
      const row = rows[at] as Row
      if (!row.folded.startsWith(prefix)) break
      if (row.folded.length > prefix.length) found.push(row)
    }
    return found.sort((a, b) => b.weight - a.weight)
  }
  return {
    complete: (draft) => {
      const tails = [draft, lastSentence(draft)].filter((tail, index, all) => index === 0 || tail !== all[0])
      const items = new Map<string, CompletionItem>()
      for (const tail of tails) {
        if (tail.trim().length < (HAN.test(tail) ? MIN_TYPED.zh : MIN_TYPED.en)) continue
        for (const row of startingWith(fold(tail))) {
          const text = row.text.slice(tail.length)
          if (!items.has(text)) items.set(text, { id: row.id, base: draft, text })
          if (items.size === MAX_ITEMS) return [...items.values()]
        }
      }
      return [...items.values()]
    },
  }
}

interface Row extends CompletionSource {
  folded: string
}

const rowsOf = (source: CompletionSource): Row[] => {
  const sentences = source.text.split(SENTENCE_END).map((sentence) => sentence.trim())
  const row = (text: string, weight: number): Row => ({ ...source, text, weight, folded: fold(text) })
  const parts = sentences.length > 1 ? sentences.filter(Boolean).map((sentence) => row(sentence, source.weight)) : []
  return [row(source.text.trim(), source.weight + WHOLE_TEXT), ...parts]
}

const lastSentence = (draft: string): string => (draft.split(SENTENCE_END).at(-1) ?? draft).trimStart()

const lowerBound = (rows: readonly Row[], prefix: string): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle] as Row).folded < prefix) low = middle + 1
    else high = middle
  }
  return low
}
