import { createDots, type Dots, roundUp4 } from './dots.ts'

/** How sharply likeness falls off: exp(-SHARPNESS × squared distance) of vectors of length 1. */
const SHARPNESS = 2

/** Likeness of two vectors of length 1 by their cosine. */
export const likeness = (cosine: number): number => Math.exp(-2 * SHARPNESS * (1 - cosine))

export interface KernelRidgeOptions {
  /** Penalty; with weights, that of a row of weight 1. */
  ridge: number
  /** Steps of conjugate gradients: stopping early is part of the penalty. */
  steps: number
  /** How much each row counts; default 1 each. */
  weights?: ArrayLike<number>
}

/**
 * Kernel ridge regression on one-hot labels, all classes at once: (K + ridge · W⁻¹) A = Y by conjugate gradients, where Y is one-hot
 * minus the classes' shares. A new row scores `Σ likeness(row · rowᵢ) · Aᵢ`: 1 at an example of the class, 0 far from all.
 * @param rows row-major, labels.length × dimensions, each of length 1
 * @returns A turned: row-major, classes × labels.length
 */
export const fitKernelRidge = (
  rows: Float32Array,
  labels: ArrayLike<number>,
  dimensions: number,
  classes: number,
  { ridge, steps, weights }: KernelRidgeOptions,
): Float32Array => {
  const n = labels.length
  const long = roundUp4(n)
  const tall = roundUp4(classes)
  const block = Math.min(long, BLOCK)
  const dots = createDots(long * roundUp4(dimensions) + long * long + 3 * tall * long + tall * block)
  const kernel = kernelOf(rows, n, dimensions, dots)
  const answers = new Float32Array(tall * long)
  const residual = targetsOf(labels, classes, tall, long)
  const direction = dots.floats(tall * long)
  direction.set(residual)
  const product = dots.floats(tall * long)
  const part = dots.floats(tall * block)
  const penalty = Float32Array.from({ length: n }, (_, i) => ridge / (weights?.[i] ?? 1))
  const squares = Float64Array.from({ length: classes }, (_, c) => square(residual, residual, c * long, n))
  for (let step = 0; step < steps; step++) {
    multiply(dots, direction, kernel, part, product, { tall, long, block })
    for (let c = 0; c < classes; c++) {
      const from = c * long
      for (let i = 0; i < n; i++)
        product[from + i] = (product[from + i] as number) + (penalty[i] as number) * (direction[from + i] as number)
      const before = squares[c] as number
      const along = square(direction, product, from, n)
      if (before <= 0 || along <= 0) continue
      const stride = before / along
      for (let i = from; i < from + n; i++) {
        answers[i] = (answers[i] as number) + stride * (direction[i] as number)
        residual[i] = (residual[i] as number) - stride * (product[i] as number)
      }
      const after = square(residual, residual, from, n)
      squares[c] = after
      for (let i = from; i < from + n; i++)
        direction[i] = (residual[i] as number) + (after / before) * (direction[i] as number)
    }
  }
  const turned = new Float32Array(classes * n)
  for (let c = 0; c < classes; c++) turned.set(answers.subarray(c * long, c * long + n), c * n)
  return turned
}

/** Rows of the kernel that stay in a core's cache while all classes pass. */
const BLOCK = 32

const kernelOf = (rows: Float32Array, n: number, dimensions: number, dots: Dots): Float32Array => {
  const wide = roundUp4(dimensions)
  const long = roundUp4(n)
  const x = dots.floats(long * wide)
  for (let r = 0; r < n; r++) x.set(rows.subarray(r * dimensions, (r + 1) * dimensions), r * wide)
  const kernel = dots.floats(long * long)
  dots.run(x, x, kernel, long, long, wide)
  for (let r = 0; r < long; r++)
    for (let s = 0; s < long; s++) kernel[r * long + s] = r < n && s < n ? likeness(kernel[r * long + s] as number) : 0
  return kernel
}

/** product = direction · kernel, which is symmetric. */
const multiply = (
  dots: Dots,
  direction: Float32Array,
  kernel: Float32Array,
  part: Float32Array,
  product: Float32Array,
  { tall, long, block }: { tall: number; long: number; block: number },
): void => {
  for (let from = 0; from < long; from += block) {
    const width = Math.min(block, long - from)
    dots.run(direction, kernel.subarray(from * long, (from + width) * long), part, tall, width, long)
    for (let c = 0; c < tall; c++) product.set(part.subarray(c * width, (c + 1) * width), c * long + from)
  }
}

const targetsOf = (labels: ArrayLike<number>, classes: number, tall: number, long: number): Float32Array => {
  const n = labels.length
  const targets = new Float32Array(tall * long)
  for (let i = 0; i < n; i++) {
    const at = (labels[i] as number) * long + i
    targets[at] = 1
  }
  for (let c = 0; c < classes; c++) {
    const share = targets.subarray(c * long, c * long + n).reduce((sum, y) => sum + y, 0) / n
    for (let i = 0; i < n; i++) targets[c * long + i] = (targets[c * long + i] as number) - share
  }
  return targets
}

const square = (a: Float32Array, b: Float32Array, from: number, n: number): number => {
  let sum = 0
  for (let i = from; i < from + n; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
