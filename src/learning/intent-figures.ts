import type { Share } from '../domain/heads.ts'
import { rounded } from '../lib/rounded.ts'
import { shareOf } from './share.ts'

export interface IntentFigures {
  intent: string
  n: number
  precision: number
  recall: Share
  f1: number
}

export interface Confusion {
  label: string
  intent: string
  n: number
  /** One of the messages. */
  example: string
}

const MOST_CONFUSIONS = 40

type Labelled = { text: string; label: string; intent: string }

/** Precision, recall and F1 of every intent that occurs as label or as answer, by name. */
export const intentFigures = (rows: readonly Labelled[]): IntentFigures[] => {
  const counts = new Map<string, { n: number; claimed: number; right: number }>()
  const of = (intent: string) => {
    const known = counts.get(intent) ?? { n: 0, claimed: 0, right: 0 }
    counts.set(intent, known)
    return known
  }
  for (const { label, intent } of rows) {
    of(label).n++
    of(intent).claimed++
    if (label === intent) of(label).right++
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([intent, { n, claimed, right }]) => ({
      intent,
      n,
      precision: claimed === 0 ? 0 : rounded(right / claimed),
      recall: shareOf(right, n),
      f1: n + claimed === 0 ? 0 : rounded((2 * right) / (n + claimed)),
    }))
}

/** What was taken for what, most frequent first. */
export const confusionsOf = (rows: readonly Labelled[]): Confusion[] => {
  const found = new Map<string, Confusion>()
  for (const { label, intent, text } of rows) {
    if (label === intent) continue
    const key = `${label} ${intent}`
    const known = found.get(key)
    if (known === undefined) found.set(key, { label, intent, n: 1, example: text })
    else known.n++
  }
  return [...found.values()].sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1)).slice(0, MOST_CONFUSIONS)
}
