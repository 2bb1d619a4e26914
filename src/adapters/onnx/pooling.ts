/** How the vectors of a text's tokens become the one of the text. */
export const POOLINGS = ['mean', 'cls', 'max', 'last'] as const
export type Pooling = (typeof POOLINGS)[number]

/** Row-major `tokens` vectors of one text, no padding among them, to one vector. */
export const pool = (pooling: Pooling, rows: Float32Array, tokens: number): Float32Array => {
  const dimensions = rows.length / tokens
  if (pooling === 'cls') return rows.slice(0, dimensions)
  if (pooling === 'last') return rows.slice((tokens - 1) * dimensions)
  const pooled = rows.slice(0, dimensions)
  for (let token = 1; token < tokens; token++)
    for (let i = 0; i < dimensions; i++) {
      const value = rows[token * dimensions + i] as number
      pooled[i] = pooling === 'max' ? Math.max(pooled[i] as number, value) : (pooled[i] as number) + value
    }
  return pooling === 'max' ? pooled : pooled.map((sum) => sum / tokens)
}
