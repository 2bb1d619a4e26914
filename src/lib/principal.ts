import { createDots, roundUp4 } from './dots.ts'

/** Enough for the subspace; its axes need not be those of the greatest variance one by one. */
const ROUNDS = 12
/** Share of an axis that must be left to count as a direction of its own. */
const DEPENDENT = 1e-6

/**
 * The subspace in which rows of mean zero vary most, by orthogonal iteration (Golub & Van Loan, Matrix Computations, §8.2.4).
 * @param rows row-major, n × dimensions
 * @param kept dimensions of the subspace, at most `dimensions`
 * @returns an orthonormal basis, row-major, kept × dimensions; the same on every CPU
 */
export const principalAxes = (rows: Float32Array, dimensions: number, kept: number): Float32Array => {
  const n = rows.length / dimensions
  const wide = roundUp4(dimensions)
  const long = roundUp4(n)
  const tall = roundUp4(kept)
  const dots = createDots(wide * long + wide * wide + 2 * tall * wide)
  const turned = dots.floats(wide * long)
  for (let r = 0; r < n; r++)
    for (let i = 0; i < dimensions; i++) turned[i * long + r] = rows[r * dimensions + i] as number
  const scatter = dots.floats(wide * wide)
  dots.run(turned, turned, scatter, wide, wide, long)
  const axes = dots.floats(tall * wide)
  for (let i = 0; i < dimensions; i++) axes[(i % kept) * wide + i] = 1
  const product = dots.floats(tall * wide)
  for (let round = 0; round < ROUNDS; round++) {
    dots.run(axes, scatter, product, tall, wide, wide)
    axes.set(product)
    orthonormalise(axes, kept, wide)
  }
  const basis = new Float32Array(kept * dimensions)
  for (let a = 0; a < kept; a++) basis.set(axes.subarray(a * wide, a * wide + dimensions), a * dimensions)
  return basis
}

/** Modified Gram–Schmidt in place; an axis that depends on those before it becomes zero. */
const orthonormalise = (axes: Float32Array, count: number, wide: number): void => {
  for (let a = 0; a < count; a++) {
    const axis = axes.subarray(a * wide, (a + 1) * wide)
    const before = length(axis)
    for (let b = 0; b < a; b++) {
      const earlier = axes.subarray(b * wide, (b + 1) * wide)
      let along = 0
      for (let i = 0; i < wide; i++) along += (axis[i] as number) * (earlier[i] as number)
      for (let i = 0; i < wide; i++) axis[i] = (axis[i] as number) - along * (earlier[i] as number)
    }
    const after = length(axis)
    for (let i = 0; i < wide; i++) axis[i] = after > DEPENDENT * before ? (axis[i] as number) / after : 0
  }
}

const length = (vector: Float32Array): number => {
  let sum = 0
  for (const x of vector) sum += x * x
  return Math.sqrt(sum)
}
