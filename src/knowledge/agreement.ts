import { ridgeWeights } from '../lib/local-ridge.ts'

/** By group; undefined where there is nothing to agree on. */
export type Agreement = ReadonlyMap<number, number> | undefined

/**
 * By group: how far the texts nearest to a query say together that it is of that group, about 0 to 1. Undefined where no two of them
 * are of one group.
 * @param groups of the texts, nearest first @param near their cosines with the query @param between cosines among them, row by row
 */
export const agreementOf = (
  groups: readonly number[],
  near: ArrayLike<number>,
  between: ArrayLike<number>,
): Agreement => {
  const agreement = new Map<number, number>()
  if (new Set(groups).size === groups.length) return undefined
  for (const [i, weight] of ridgeWeights(near, between).entries()) {
    const group = groups[i] as number
    agreement.set(group, (agreement.get(group) ?? 0) + weight)
  }
  return agreement
}
