import { createRandom, shuffled } from '../lib/random.ts'

/** Accuracy on the same messages of a model that was taught with a share of the examples. */
export interface CurvePoint {
  share: number
  examples: number
  accuracy: number
}

/** Shares of the examples that a curve is drawn through. */
export const CURVE_SHARES = [0.125, 0.25, 0.5, 1]

/** So large a share of every intent's examples, at least one of each; smaller shares are part of larger ones. */
export const shareOfExamples = <T extends { intent: string }>(
  examples: readonly T[],
  share: number,
  seed: number,
): T[] => {
  const byIntent = new Map<string, T[]>()
  for (const example of shuffled(examples, createRandom(seed))) {
    const known = byIntent.get(example.intent) ?? []
    byIntent.set(example.intent, known)
    known.push(example)
  }
  const kept = new Set([...byIntent.values()].flatMap((of) => of.slice(0, Math.max(1, Math.round(share * of.length)))))
  return examples.filter((example) => kept.has(example))
}
