/**
 * Rows multiplied after their signs were compared: at least, and for each one wanted. On real vectors with noise (bench/knowledge.ts) the
 * ten nearest are found with a recall of 0.99 at 50,000 rows.
 */
const LEAST_MULTIPLIED = 256
const MULTIPLIED_EACH = 10

/**
 * Of the rows with a flag those whose signs differ least from the query's, enough to find the `k` nearest among them: the share of signs
 * that differ is the angle over π (Charikar 2002). `most`: signs there are.
 */
export const fewestDiffering = (
  differences: Uint16Array,
  { flags, most }: { flags: Uint8Array; most: number },
  k: number,
): number[] => {
  const wanted = Math.max(LEAST_MULTIPLIED, MULTIPLIED_EACH * k)
  const counts = new Int32Array(most + 1)
  for (let row = 0; row < flags.length; row++) {
    const difference = differences[row] as number
    counts[difference] = (counts[difference] as number) + (flags[row] as number)
  }
  let limit = 0
  for (let total = counts[0] as number; total < wanted && limit < most; ) total += counts[++limit] as number
  const rows: number[] = []
  for (let row = 0; row < flags.length; row++)
    if ((differences[row] as number) <= limit && flags[row] === 1) rows.push(row)
  return rows
}
