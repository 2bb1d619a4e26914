import { fold } from '../lib/fold.ts'

export interface CompletionItem {
  id: string
  /** A prefix of the draft; here always the whole draft. */
  base: string
  /** What follows; never changed by folding. */
  text: string
}

export interface CompletionSource {
  id: string
  text: string
  /** Higher is shown first among equals. */
  weight: number
}

/** Folded texts and sentences in order, asked by prefix. */
export interface CompletionIndex {
  startingWith(prefix: string): CompletionRow[]
  add(source: CompletionSource): void
}

export interface CompletionRow extends CompletionSource {
  folded: string
}

const MAX_ITEMS = 3
/** Fewer typed characters say nothing yet; Chinese says more with one than English does. */
const MIN_TYPED = { zh: 2, en: 3 }
const MAX_SCANNED = 200
/** A whole text before its first sentence: Tab takes all, and a word at a time takes less. */
const WHOLE_TEXT = 0.5
const SENTENCE_END = /(?<=[。！？；!?\n])|(?<=[.;]\s)/u
const HAN = /\p{Script=Han}/u

export const createCompletionIndex = (sources: readonly CompletionSource[]): CompletionIndex => {
  // A text that is said every day is one row: copies would fill what is scanned, and memory.
  const heaviest = new Map<string, CompletionRow>()
  for (const row of sources.flatMap(rowsOf))
    if (row.weight > (heaviest.get(row.text)?.weight ?? Number.NEGATIVE_INFINITY)) heaviest.set(row.text, row)
  const rows = [...heaviest.values()].sort((a, b) => (a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : 0))
  return {
    startingWith: (prefix) => {
      const found: CompletionRow[] = []
      for (let at = lowerBound(rows, prefix); at < rows.length && found.length < MAX_SCANNED; at++) {
        const row = rows[at] as CompletionRow
        if (!row.folded.startsWith(prefix)) break
        if (row.folded.length > prefix.length) found.push(row)
      }
      return found
    },
    add: (source) => {
      for (const row of rowsOf(source)) {
        const from = lowerBound(rows, row.folded)
        let at = from
        while (rows[at]?.folded === row.folded && rows[at]?.text !== row.text) at++
        const known = rows[at]?.folded === row.folded ? rows[at] : undefined
        if (known === undefined) rows.splice(from, 0, row)
        else if (row.weight > known.weight) rows[at] = row
      }
    },
  }
}

/**
 * Prefix-exact completions of a draft, likeliest first: whole texts are tried against the whole draft, sentences against its
 * last, unfinished one. Compared folded (NFKC, lower case); a match inside an English word completes it.
 */
export const completeDraft = (indexes: readonly CompletionIndex[], draft: string): CompletionItem[] => {
  const items = new Map<string, CompletionItem>()
  for (const tail of new Set([draft, lastSentence(draft)])) {
    if (tail.trim().length < (HAN.test(tail) ? MIN_TYPED.zh : MIN_TYPED.en)) continue
    const prefix = fold(tail)
    const rows = indexes.flatMap((index) => index.startingWith(prefix)).sort((a, b) => b.weight - a.weight)
    for (const row of rows) {
      const text = row.text.slice(tail.length)
      if (!items.has(text)) items.set(text, { id: row.id, base: draft, text })
      if (items.size === MAX_ITEMS) return [...items.values()]
    }
  }
  return [...items.values()]
}

const rowsOf = (source: CompletionSource): CompletionRow[] => {
  const sentences = source.text.split(SENTENCE_END).map((sentence) => sentence.trim())
  const row = (text: string, weight: number): CompletionRow => ({ ...source, text, weight, folded: fold(text) })
  const parts = sentences.length > 1 ? sentences.filter(Boolean).map((sentence) => row(sentence, source.weight)) : []
  return [row(source.text.trim(), source.weight + WHOLE_TEXT), ...parts]
}

const lastSentence = (draft: string): string => (draft.split(SENTENCE_END).at(-1) ?? draft).trimStart()

const lowerBound = (rows: readonly CompletionRow[], prefix: string): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle] as CompletionRow).folded < prefix) low = middle + 1
    else high = middle
  }
  return low
}
