import { createDots, roundUp4 } from './dots.ts'
import { createRandom, type Random, shuffled } from './random.ts'

export interface ContrastiveOptions {
  steps: number
  /** Step of Adam on each number of the axes. */
  rate: number
  /** Units of cosine that are worth a factor e. */
  temperature: number
  seed: number
}

/** What a step looks at: so many classes at most, so many rows of each. */
const CLASSES_A_BATCH = 64
const ROWS_A_CLASS = 4
/** Of Adam (Kingma & Ba 2015). */
const FIRST_DECAY = 0.9
const SECOND_DECAY = 0.999
const TINY = 1e-8

/**
 * Axes on which a row's nearest others are of its own class: neighbourhood components analysis (Goldberger et al. 2004) on cosines,
 * in small batches. Deterministic by seed.
 * @param rows row-major, labels.length × dimensions
 * @param start row-major, axes × dimensions: where learning begins, e.g. the principal axes
 * @returns row-major, axes × dimensions
 */
export const contrastiveAxes = (
  rows: Float32Array,
  labels: ArrayLike<number>,
  dimensions: number,
  start: Float32Array,
  { steps, rate, temperature, seed }: ContrastiveOptions,
): Float32Array => {
  const random = createRandom(seed)
  const rowsOf = byClass(labels)
  const kept = start.length / dimensions
  const wide = roundUp4(dimensions)
  const axes = roundUp4(kept)
  const most = roundUp4(Math.min(rowsOf.length, CLASSES_A_BATCH) * ROWS_A_CLASS)
  const dots = createDots(2 * axes * wide + 2 * most * wide + 5 * most * axes + 2 * most * most)
  const map = dots.floats(axes * wide)
  const gradient = dots.floats(axes * wide)
  const batch = dots.floats(most * wide)
  const batchTurned = dots.floats(wide * most)
  const seen = dots.floats(most * axes)
  const seenTurned = dots.floats(axes * most)
  const pull = dots.floats(most * axes)
  const pullTurned = dots.floats(axes * most)
  const cosines = dots.floats(most * most)
  const pulls = dots.floats(most * most)
  for (let a = 0; a < kept; a++) map.set(start.subarray(a * dimensions, (a + 1) * dimensions), a * wide)
  const first = new Float32Array(map.length)
  const second = new Float32Array(map.length)
  for (let step = 1; step <= steps; step++) {
    const chosen = batchOf(rowsOf, random)
    batch.fill(0)
    for (const [i, r] of chosen.entries()) batch.set(rows.subarray(r * dimensions, (r + 1) * dimensions), i * wide)
    dots.run(batch, map, seen, most, axes, wide)
    const lengths = toLengthOne(seen, chosen.length, axes)
    dots.run(seen, seen, cosines, most, most, axes)
    pullsOf(
      cosines,
      chosen.map((r) => labels[r] as number),
      temperature,
      most,
      pulls,
    )
    turn(seen, most, axes, seenTurned)
    dots.run(pulls, seenTurned, pull, most, axes, most)
    alongTheSphere(pull, seen, lengths, axes)
    turn(pull, most, axes, pullTurned)
    turn(batch, most, wide, batchTurned)
    dots.run(pullTurned, batchTurned, gradient, axes, wide, most)
    const [firstLeft, secondLeft] = [1 - FIRST_DECAY ** step, 1 - SECOND_DECAY ** step]
    for (let i = 0; i < map.length; i++) {
      const g = gradient[i] as number
      const m = FIRST_DECAY * (first[i] as number) + (1 - FIRST_DECAY) * g
      const v = SECOND_DECAY * (second[i] as number) + (1 - SECOND_DECAY) * g * g
      first[i] = m
      second[i] = v
      map[i] = (map[i] as number) - (rate * (m / firstLeft)) / (Math.sqrt(v / secondLeft) + TINY)
    }
  }
  const learnt = new Float32Array(start.length)
  for (let a = 0; a < kept; a++) learnt.set(map.subarray(a * wide, a * wide + dimensions), a * dimensions)
  return learnt
}

/** Rows of each class that has two at least: a lone one has nothing to be near to. */
const byClass = (labels: ArrayLike<number>): number[][] => {
  const rowsOf = new Map<number, number[]>()
  for (let r = 0; r < labels.length; r++) {
    const rows = rowsOf.get(labels[r] as number)
    if (rows === undefined) rowsOf.set(labels[r] as number, [r])
    else rows.push(r)
  }
  return [...rowsOf.values()].filter(({ length }) => length > 1)
}

const batchOf = (rowsOf: readonly number[][], random: Random): number[] =>
  shuffled(rowsOf, random)
    .slice(0, CLASSES_A_BATCH)
    .flatMap((rows) => shuffled(rows, random).slice(0, ROWS_A_CLASS))

const toLengthOne = (seen: Float32Array, rows: number, axes: number): Float64Array => {
  const lengths = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = 0
    for (let i = r * axes; i < (r + 1) * axes; i++) sum += (seen[i] as number) ** 2
    const length = Math.sqrt(sum) || 1
    lengths[r] = length
    for (let i = r * axes; i < (r + 1) * axes; i++) seen[i] = (seen[i] as number) / length
  }
  return lengths
}

/** Derivative of -mean log P(the neighbour is of the row's class) by each cosine, both ways at once. */
const pullsOf = (
  cosines: Float32Array,
  labels: readonly number[],
  temperature: number,
  wide: number,
  pulls: Float32Array,
): void => {
  const n = labels.length
  pulls.fill(0)
  const chance = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let all = 0
    let same = 0
    for (let j = 0; j < n; j++) {
      const likely = j === i ? 0 : Math.exp(((cosines[i * wide + j] as number) - 1) / temperature)
      chance[j] = likely
      all += likely
      if (labels[j] === labels[i]) same += likely
    }
    if (same === 0) continue
    for (let j = 0; j < n; j++) {
      const likely = chance[j] as number
      const g = (likely / all - (labels[j] === labels[i] ? likely / same : 0)) / (temperature * n)
      pulls[i * wide + j] = (pulls[i * wide + j] as number) + g
      pulls[j * wide + i] = (pulls[j * wide + i] as number) + g
    }
  }
}

/** From the derivative by vectors of length 1 to that by the vectors before they were shortened. */
const alongTheSphere = (pull: Float32Array, seen: Float32Array, lengths: Float64Array, axes: number): void => {
  for (const [r, length] of lengths.entries()) {
    let along = 0
    for (let i = r * axes; i < (r + 1) * axes; i++) along += (seen[i] as number) * (pull[i] as number)
    for (let i = r * axes; i < (r + 1) * axes; i++)
      pull[i] = ((pull[i] as number) - along * (seen[i] as number)) / length
  }
}

const turn = (from: Float32Array, rows: number, columns: number, to: Float32Array): void => {
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) to[c * rows + r] = from[r * columns + c] as number
}
