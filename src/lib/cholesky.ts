/** Lower Cholesky factor of a symmetric positive definite matrix, in place; only the lower triangle is read. */
export const factorise = (a: Float64Array, n: number): void => {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j] as number
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number)
      if (i > j) a[i * n + j] = sum / (a[j * n + j] as number)
      else if (sum > 0) a[j * n + j] = Math.sqrt(sum)
      else throw new Error(`the matrix is not positive definite (pivot ${j} is ${sum})`)
    }
  }
}

/** Solves A x = b in place, A given by its lower factor. */
export const solveInPlace = (factor: Float64Array, n: number, b: Float64Array): void => {
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] as number) * (b[k] as number)
    b[i] = sum / (factor[i * n + i] as number)
  }
  // Column order: walks the factor along its rows.
  for (let i = n - 1; i >= 0; i--) {
    const value = (b[i] as number) / (factor[i * n + i] as number)
    b[i] = value
    for (let k = 0; k < i; k++) b[k] = (b[k] as number) - (factor[i * n + k] as number) * value
  }
}
