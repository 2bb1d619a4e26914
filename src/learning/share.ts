import type { Share } from '../domain/heads.ts'
import { clopperPearson } from '../lib/intervals.ts'
import { rounded } from '../lib/rounded.ts'

/** The share with its exact 95 % interval. */
export const shareOf = (right: number, n: number): Share => {
  const { lower, upper } = clopperPearson(right, n)
  return { right, n, share: n === 0 ? 0 : rounded(right / n), lower: rounded(lower), upper: rounded(upper) }
}

export const shareWhere = <T>(items: readonly T[], holds: (item: T) => boolean): Share =>
  shareOf(items.filter(holds).length, items.length)
