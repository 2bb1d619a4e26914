/** Rows that are drawn above and below those in sight, so that a quick scroll shows no holes. */
const SPARE_ROWS = 12

/** Which rows of a long list of equally high rows are drawn: from `first` to before `end`. Heights in pixels. */
export const rowsInSight = (of: {
  rows: number
  rowHeight: number
  /** From the top of the list to the top of the window; negative while the list begins below it. */
  above: number
  height: number
}): { first: number; end: number } => {
  const first = Math.max(0, Math.floor(of.above / of.rowHeight) - SPARE_ROWS)
  const end = Math.min(of.rows, Math.ceil((of.above + of.height) / of.rowHeight) + SPARE_ROWS)
  return { first: Math.min(first, of.rows), end: Math.max(Math.min(first, of.rows), end) }
}
