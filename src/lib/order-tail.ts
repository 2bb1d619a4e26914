const TAIL_DIGITS = 4
const SHORTEST_TAIL = 3

/** What customers and agents tell an order by: the last four characters of its number, or of MUC-2026-902 the digits after the hyphen, where there are three. */
export const orderTail = (id: string): string => {
  const end = id.slice(-TAIL_DIGITS)
  const digits = /\d+$/.exec(end)?.[0] ?? ''
  return digits.length >= SHORTEST_TAIL ? digits : end
}
