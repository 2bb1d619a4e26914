/** A number with its unit, a price, a date or a time of day, as an answer says it. */
export interface Figure {
  /** Figures of one kind can be compared. */
  kind: string
  /** In the kind's measure; both ends of a range, else the same. */
  low: number
  high: number
  /** The unit that it was written in, as a multiple of the kind's measure. */
  unit: number
  shown: string
  start: number
  end: number
}

/** Nothing costs the same in every currency. */
export const ANY_MONEY = 'money'

/** Terms say the same when they differ by no more than a month differs from 30 days. */
const TERM_TOLERANCE = 0.04

export const sameFigure = (a: Figure, b: Figure): boolean => {
  const tolerance = a.kind === 'time' ? TERM_TOLERANCE : 0
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= tolerance * Math.max(x, y)
  const ranges = a.low !== a.high && b.low !== b.high
  return near(a.high, b.high) && (!ranges || near(a.low, b.low))
}
