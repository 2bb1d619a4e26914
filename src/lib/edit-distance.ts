/** Levenshtein distance over the longer length: 0 the same, 1 nothing in common. Texts over 2,000 units are compared by their first 2,000. */
export const editShare = (a: string, b: string): number => {
  const left = [...a].slice(0, MAX_UNITS)
  const right = [...b].slice(0, MAX_UNITS)
  const longer = Math.max(left.length, right.length)
  if (longer === 0) return 0
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  left.forEach((unit, i) => {
    const next = [i + 1]
    right.forEach((other, j) => {
      const substituted = (row[j] as number) + (unit === other ? 0 : 1)
      next.push(Math.min(substituted, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    })
    row = next
  })
  return (row[right.length] as number) / longer
}

const MAX_UNITS = 2_000
