import type { EmbeddedExample } from '../../src/learning/rows.ts'
import { createRandom, type Random, shuffled } from '../../src/lib/random.ts'
import { normalised } from '../../src/lib/vectors.ts'
import { type Classify, fitPool } from './pool.ts'

/** Cosine that is worth a factor e, as in the neighbours' voter. */
const TEMPERATURE = 0.1
const CLASSES_A_BATCH = 64
const EXAMPLES_A_CLASS = 4
const RATE = 3e-4
const SEED = 1

/**
 * A linear map of the frozen vectors, learnt contrastively: an example's neighbours in the batch are to be of its own intent (Goldberger
 * et al. 2004, on cosines). It starts as the identity. Then the product's own
 * voters are fitted on the mapped vectors.
 */
export const fitProjected = (rows: readonly EmbeddedExample[], intents: readonly string[], steps: number): Classify => {
  const d = rows[0]?.vector.length ?? 0
  const mean = new Float32Array(d)
  for (const { vector } of rows)
    for (let i = 0; i < d; i++) mean[i] = (mean[i] as number) + (vector[i] as number) / rows.length
  const own = rows.map(({ vector }) => normalised(vector.map((x, i) => x - (mean[i] as number))))
  const map = Float32Array.from({ length: d * d }, (_, i) => (Math.floor(i / d) === i % d ? 1 : 0))
  const first = new Float32Array(d * d)
  const second = new Float32Array(d * d)
  const random = createRandom(SEED)
  for (let step = 1; step <= steps; step++) {
    const batch = batchOf(rows, intents, random)
    const gradient = gradientOf(
      batch.map((r) => own[r] as Float32Array),
      batch.map((r) => (rows[r] as EmbeddedExample).intent),
      map,
      d,
    )
    for (let i = 0; i < map.length; i++) {
      const g = gradient[i] as number
      first[i] = 0.9 * (first[i] as number) + 0.1 * g
      second[i] = 0.999 * (second[i] as number) + 0.001 * g * g
      const spread = Math.sqrt((second[i] as number) / (1 - 0.999 ** step)) + 1e-8
      map[i] = (map[i] as number) - (RATE * ((first[i] as number) / (1 - 0.9 ** step))) / spread
    }
  }
  const mapped = (row: EmbeddedExample): EmbeddedExample => ({
    ...row,
    vector: normalised(times(normalised(row.vector.map((x, i) => x - (mean[i] as number))), map, d)),
  })
  const pool = fitPool(rows.map(mapped), intents)
  return (row) => pool(mapped(row))
}

/** Rows of some intents, a few of each. */
const batchOf = (rows: readonly EmbeddedExample[], intents: readonly string[], random: Random): number[] => {
  const chosen = new Set(shuffled([...intents], random).slice(0, CLASSES_A_BATCH))
  const taken = new Map<string, number>()
  return shuffled([...rows.keys()], random).filter((r) => {
    const { intent } = rows[r] as EmbeddedExample
    const n = taken.get(intent) ?? 0
    if (!chosen.has(intent) || n >= EXAMPLES_A_CLASS) return false
    taken.set(intent, n + 1)
    return true
  })
}

const times = (row: Float32Array, map: Float32Array, d: number): Float32Array => {
  const out = new Float32Array(d)
  for (let i = 0; i < d; i++) {
    const x = row[i] as number
    for (let j = 0; j < d; j++) out[j] = (out[j] as number) + x * (map[i * d + j] as number)
  }
  return out
}

/** Of -mean log P(neighbour is of the same intent), by the map. */
const gradientOf = (
  batch: readonly Float32Array[],
  labels: readonly string[],
  map: Float32Array,
  d: number,
): Float32Array => {
  const n = batch.length
  const raw = batch.map((row) => times(row, map, d))
  const lengths = raw.map((row) => Math.hypot(...row))
  const unit = raw.map((row, r) => row.map((x) => x / (lengths[r] as number)))
  const pull = Array.from({ length: n }, () => new Float32Array(d))
  for (let i = 0; i < n; i++) {
    const a = unit[i] as Float32Array
    const chance = new Float64Array(n)
    let all = 0
    let same = 0
    for (let j = 0; j < n; j++) {
      if (j === i) continue
      const b = unit[j] as Float32Array
      let cosine = 0
      for (let k = 0; k < d; k++) cosine += (a[k] as number) * (b[k] as number)
      chance[j] = Math.exp((cosine - 1) / TEMPERATURE)
      all += chance[j] as number
      if (labels[j] === labels[i]) same += chance[j] as number
    }
    if (same === 0) continue
    for (let j = 0; j < n; j++) {
      const p = chance[j] as number
      if (p === 0) continue
      const g = (p / all - (labels[j] === labels[i] ? p / same : 0)) / (TEMPERATURE * n)
      if (Math.abs(g) < 1e-9) continue
      const [b, left, right] = [unit[j] as Float32Array, pull[i] as Float32Array, pull[j] as Float32Array]
      for (let k = 0; k < d; k++) {
        left[k] = (left[k] as number) + g * (b[k] as number)
        right[k] = (right[k] as number) + g * (a[k] as number)
      }
    }
  }
  const gradient = new Float32Array(d * d)
  for (let r = 0; r < n; r++) {
    const [z, g, x] = [unit[r] as Float32Array, pull[r] as Float32Array, batch[r] as Float32Array]
    let along = 0
    for (let k = 0; k < d; k++) along += (z[k] as number) * (g[k] as number)
    for (let k = 0; k < d; k++) g[k] = ((g[k] as number) - along * (z[k] as number)) / (lengths[r] as number)
    for (let i = 0; i < d; i++) {
      const xi = x[i] as number
      for (let j = 0; j < d; j++) gradient[i * d + j] = (gradient[i * d + j] as number) + xi * (g[j] as number)
    }
  }
  return gradient
}
