import type { Interval } from './intervals.ts'
import type { Random } from './random.ts'

/** How two answers to the same questions differ: right in both, in one only, in none. */
export interface Pairs {
  both: number
  onlyA: number
  onlyB: number
  neither: number
}

export const countPairs = (a: readonly boolean[], b: readonly boolean[]): Pairs => {
  const pairs: Pairs = { both: 0, onlyA: 0, onlyB: 0, neither: 0 }
  for (const [i, right] of a.entries()) pairs[right ? (b[i] ? 'both' : 'onlyA') : b[i] ? 'onlyB' : 'neither']++
  return pairs
}

/**
 * Two-sided exact p of McNemar's test (McNemar 1947): how odd it is that of `onlyA + onlyB` coins so many fall on one side.
 * 1 where nothing differs.
 */
export const mcnemar = ({ onlyA, onlyB }: Pick<Pairs, 'onlyA' | 'onlyB'>): number => {
  const n = onlyA + onlyB
  const few = Math.min(onlyA, onlyB)
  // Terms in logarithms: 2^-n is 0 in doubles from 1,075 on.
  let log = -n * Math.LN2
  let tail = Math.exp(log)
  for (let k = 1; k <= few; k++) {
    log += Math.log((n - k + 1) / k)
    tail += Math.exp(log)
  }
  return Math.min(1, 2 * tail)
}

/**
 * 95 % percentile interval of `statistic` over groups of items, each group drawn anew with replacement (Efron 1979): what belongs
 * together in an item, e.g. two models' answers to it, stays together.
 * @param groups sizes; the statistic is given, for each group, how often each of its items was drawn
 */
export const bootstrap = (
  groups: readonly number[],
  statistic: (draws: readonly Uint16Array[]) => number,
  { samples, random }: { samples: number; random: Random },
): Interval => {
  const draws = groups.map((n) => new Uint16Array(n))
  const values = new Float64Array(samples)
  for (let s = 0; s < samples; s++) {
    for (const counts of draws) {
      counts.fill(0)
      for (let i = 0; i < counts.length; i++) {
        const at = random.below(counts.length)
        counts[at] = (counts[at] as number) + 1
      }
    }
    values[s] = statistic(draws)
  }
  values.sort()
  const at = (share: number): number => values[Math.min(samples - 1, Math.floor(share * samples))] as number
  return { lower: at(0.025), upper: at(0.975) }
}
