import { createRandom, shuffled } from '../lib/random.ts'

/** The fold of each item, 0 to folds - 1: every label is spread evenly, in a seeded order. */
export const foldsOf = (labels: readonly string[], folds: number, seed: number): number[] => {
  const random = createRandom(seed)
  const places = new Map<string, number[]>()
  for (const [i, label] of labels.entries()) places.set(label, [...(places.get(label) ?? []), i])
  const fold = new Array<number>(labels.length).fill(0)
  let next = 0
  for (const [, items] of [...places].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const i of shuffled(items, random)) fold[i] = next++ % folds
  return fold
}
