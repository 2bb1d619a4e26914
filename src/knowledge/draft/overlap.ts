/** Share of the smaller set that is in the other one, 0 to 1; nothing has nothing in common. */
export const share = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (small.size === 0) return 0
  let common = 0
  for (const word of small) if (large.has(word)) common++
  return common / small.size
}
