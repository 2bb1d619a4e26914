export interface WindowOf {
  /** Pixels scrolled, and pixels seen. */
  top: number
  height: number
  count: number
  rowPx: number
  overscan: number
  /** Places that are drawn wherever they are. */
  kept: readonly number[]
}

/** The places of a long list to draw, ascending, each once. */
export const windowOf = ({ top, height, count, rowPx, overscan, kept }: WindowOf): number[] => {
  const first = Math.max(0, Math.floor(top / rowPx) - overscan)
  const end = Math.min(count, Math.ceil((top + height) / rowPx) + overscan)
  const places = new Set(kept.filter((at) => at >= 0 && at < count))
  for (let at = first; at < end; at++) places.add(at)
  return [...places].sort((a, b) => a - b)
}
