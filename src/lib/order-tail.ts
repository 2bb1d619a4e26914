const TAIL_DIGITS = 4
const SHORTEST_TAIL = 3
/** What divides the runs of an order number. */
const DIVIDERS = /[^\p{L}\p{N}]/gu

/**
 * What customers and agents tell an order by: the last four characters of its number; of MUC-2026-902 the digits after the hyphen, where there are three; of
 * BK-88121-26, whose last run is shorter, 2126.
 */
export const orderTail = (id: string): string => {
  const end = id.slice(-TAIL_DIGITS)
  const digits = /\d+$/.exec(end)?.[0] ?? ''
  if (digits.length >= SHORTEST_TAIL) return digits
  return /\d{3,4}$/.exec(runTogether(id).slice(-TAIL_DIGITS))?.[0] ?? end
}

/** Whether a number ends in what somebody says it ends in, with what divides it or without. */
export const isTailOf = (said: string, id: string): boolean => id.endsWith(said) || runTogether(id).endsWith(said)

const runTogether = (id: string): string => id.replaceAll(DIVIDERS, '')
