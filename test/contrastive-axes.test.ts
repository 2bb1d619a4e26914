import { expect, it } from 'vitest'
import { contrastiveAxes } from '../src/lib/contrastive-axes.ts'
import { createRandom } from '../src/lib/random.ts'

const DIMENSIONS = 12
const AXES = 4
const OPTIONS = { steps: 100, rate: 3e-2, temperature: 0.1, seed: 1 }
/** Axes of greatest variance see the noise of the first half and nothing of the classes, which the second half tells. */
const START = Float32Array.from({ length: AXES * DIMENSIONS }, (_, i) =>
  i % DIMENSIONS === Math.floor(i / DIMENSIONS) ? 1 : 0.01,
)
const CLASSES = 8
const EACH = 10

/** Rows whose class is in three of the second six dimensions, under louder noise in the first six. */
const noisyRows = (seed: number): { rows: Float32Array; labels: number[] } => {
  const random = createRandom(seed)
  const noise = (): number => random.next() + random.next() - 1
  const labels = Array.from({ length: CLASSES * EACH }, (_, r) => r % CLASSES)
  const rows = Float32Array.from(
    labels.flatMap((label) =>
      Array.from({ length: DIMENSIONS }, (_, i) =>
        i < DIMENSIONS / 2 ? 2 * noise() : ((label >> (i - 6)) % 2 === 0 ? 1 : -1) * (i < 9 ? 1 : 0) + 0.1 * noise(),
      ),
    ),
  )
  return { rows, labels }
}

/** Share of rows whose nearest other by cosine on the axes is of their own class. */
const nearestRight = (axes: Float32Array, { rows, labels }: { rows: Float32Array; labels: number[] }): number => {
  const seen = labels.map((_, r) => {
    const at = Array.from({ length: AXES }, (_, a) =>
      Array.from({ length: DIMENSIONS }).reduce<number>(
        (sum, _, i) => sum + (axes[a * DIMENSIONS + i] as number) * (rows[r * DIMENSIONS + i] as number),
        0,
      ),
    )
    const length = Math.hypot(...at)
    return at.map((x) => x / length)
  })
  const cosine = (r: number, s: number): number =>
    (seen[r] as number[]).reduce((sum, x, a) => sum + x * ((seen[s] as number[])[a] as number), 0)
  const right = labels.filter((label, r) => {
    const others = [...labels.keys()].filter((s) => s !== r)
    return labels[others.reduce((best, s) => (cosine(r, s) > cosine(r, best) ? s : best))] === label
  })
  return right.length / labels.length
}

it('axes learnt from rows bring others of the same class nearest, also rows that were not learnt from', () => {
  const learnt = contrastiveAxes(noisyRows(1).rows, noisyRows(1).labels, DIMENSIONS, START, OPTIONS)
  const unseen = noisyRows(2)
  expect(nearestRight(START, unseen)).toBeLessThan(0.5)
  expect(nearestRight(learnt, unseen)).toBeGreaterThan(0.8)
})

it('labels that mean nothing teach nothing', () => {
  const { rows, labels } = noisyRows(1)
  const drawn = createRandom(3)
  const learnt = contrastiveAxes(
    rows,
    labels.map(() => drawn.below(CLASSES)),
    DIMENSIONS,
    START,
    OPTIONS,
  )
  expect(nearestRight(learnt, noisyRows(2))).toBeLessThan(0.6)
})

it('the same rows and seed give the same bytes, another seed others', () => {
  const { rows, labels } = noisyRows(1)
  const learn = (seed: number): Float32Array => contrastiveAxes(rows, labels, DIMENSIONS, START, { ...OPTIONS, seed })
  expect(learn(1)).toEqual(learn(1))
  expect(learn(2)).not.toEqual(learn(1))
})

it('odd shapes, lone rows and rows of zeros leave numbers', () => {
  const rows = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0.5, 0.5, 0])
  const start = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1])
  for (const labels of [
    [0, 0, 1, 1, 2],
    [0, 1, 2, 3, 4],
    [0, 0, 0, 0, 0],
  ]) {
    const learnt = contrastiveAxes(rows, labels, 3, start, OPTIONS)
    expect(learnt.length).toBe(start.length)
    expect([...learnt].every(Number.isFinite)).toBe(true)
  }
  expect(contrastiveAxes(rows, [0, 1, 2, 3, 4], 3, start, OPTIONS)).toEqual(start)
})
