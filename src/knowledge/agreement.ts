import { ridgeWeights } from '../lib/local-ridge.ts'

/**
 * By group: how far the texts nearest to a query say together that it is of that group, about 0 to 1. Undefined where no two of them
 * are of one group: then there is nothing to agree on.
 * @param groups of the texts, nearest first @param near their cosines with the query @param between cosines among them, row by row
 */
export const agreementOf = (
  groups: readonly number[],
  near: ArrayLike<number>,
  between: ArrayLike<number>,
): ReadonlyMap<number, number> | undefined => {
  const agreement = new Map<number, number>()
  if (new Set(groups).size === groups.length) return undefined
  for (const [i, weight] of ridgeWeights(near, between).entries()) {
    const group = groups[i] as number
    agreement.set(group, (agreement.get(group) ?? 0) + weight)
  }
  return agreement
}
