/** Sum of products of `b` with the numbers of `a` from `from` on; four sums side by side, so that additions do not wait for one another. */
export const dot = (a: Float32Array, from: number, b: Float32Array): number => {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  const whole = b.length - (b.length % 4)
  for (let i = 0; i < whole; i += 4) {
    s0 += (a[from + i] as number) * (b[i] as number)
    s1 += (a[from + i + 1] as number) * (b[i + 1] as number)
    s2 += (a[from + i + 2] as number) * (b[i + 2] as number)
    s3 += (a[from + i + 3] as number) * (b[i + 3] as number)
  }
  for (let i = whole; i < b.length; i++) s0 += (a[from + i] as number) * (b[i] as number)
  return s0 + s1 + s2 + s3
}

export const norm = (vector: Float32Array): number => Math.sqrt(dot(vector, 0, vector))

/** The vector with norm 1; a zero vector stays. */
export const normalised = (vector: Float32Array): Float32Array => {
  const length = norm(vector)
  return length === 0 ? vector.slice() : vector.map((x) => x / length)
}

/** The vector minus `mean`, with norm 1. */
export const centred = (vector: Float32Array, mean: Float32Array): Float32Array =>
  normalised(vector.map((x, i) => x - (mean[i] as number)))
