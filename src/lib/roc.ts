export interface Scored {
  score: number
  positive: boolean
}

export interface RocPoint {
  /** Share of the negatives at or above the bar. */
  falseShare: number
  /** Share of the positives at or above the bar. */
  trueShare: number
}

/** From the strictest bar to the laxest, (0, 0) and (1, 1) included; none where one kind is missing. */
export const rocPoints = (items: readonly Scored[]): RocPoint[] => {
  const positives = items.filter(({ positive }) => positive).length
  const negatives = items.length - positives
  if (positives === 0 || negatives === 0) return []
  const sorted = items.toSorted((a, b) => b.score - a.score)
  const points: RocPoint[] = [{ falseShare: 0, trueShare: 0 }]
  let found = 0
  for (const [i, { score, positive }] of sorted.entries()) {
    if (positive) found++
    if (sorted[i + 1]?.score === score) continue
    points.push({ falseShare: (i + 1 - found) / negatives, trueShare: found / positives })
  }
  return points
}

/** Chance that a positive scores above a negative, ties count half (Hanley & McNeil 1982); undefined where one kind is missing. */
export const rocArea = (items: readonly Scored[]): number | undefined => {
  const points = rocPoints(items)
  if (points.length === 0) return undefined
  let area = 0
  for (const [i, { falseShare, trueShare }] of points.entries()) {
    const before = points[i - 1]
    if (before !== undefined) area += ((falseShare - before.falseShare) * (trueShare + before.trueShare)) / 2
  }
  return area
}
