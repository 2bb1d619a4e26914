import type { EmbeddedExample } from '../../src/learning/rows.ts'
import { fitSoftmaxRegression, probabilitiesOf } from '../../src/lib/softmax-regression.ts'
import { centred, dot, normalised } from '../../src/lib/vectors.ts'
import { type Classify, fitPool } from './pool.ts'

const LINEAR = { c: 30, maxIterations: 40, tolerance: 1e-5 }

/**
 * Groups of intents by average linkage of their means, twice the root of their number; a regression tells the groups apart, one in each group its
 * intents. `asGroup` multiplies the pool with the groups' probabilities, `asTree` with those of both levels; each to the power of `weight`.
 */
export const fitHierarchy = (
  rows: readonly EmbeddedExample[],
  intents: readonly string[],
  way: 'asGroup' | 'asTree',
  weight: number,
  pool: Classify = fitPool(rows, intents),
): Classify => {
  const dimensions = rows[0]?.vector.length ?? 0
  const mean = new Float32Array(dimensions)
  for (const { vector } of rows)
    for (let i = 0; i < dimensions; i++) mean[i] = (mean[i] as number) + (vector[i] as number) / rows.length
  const own = rows.map(({ vector }) => centred(vector, mean))
  const classes = rows.map(({ intent }) => intents.indexOf(intent))
  const groupOf = groupsOf(own, classes, intents.length)
  const groups = Math.max(...groupOf) + 1
  const regress = (kept: readonly number[], labelOf: (r: number) => number, labels: number) => {
    const flat = new Float32Array(kept.length * dimensions)
    for (const [place, r] of kept.entries()) flat.set(own[r] as Float32Array, place * dimensions)
    return fitSoftmaxRegression(flat, Int32Array.from(kept, labelOf), dimensions, labels, LINEAR)
  }
  const everyRow = [...rows.keys()]
  const top = regress(everyRow, (r) => groupOf[classes[r] as number] as number, groups)
  const within = Array.from({ length: groups }, (_, g) => {
    const members = [...intents.keys()].filter((c) => groupOf[c] === g)
    const kept = everyRow.filter((r) => members.includes(classes[r] as number))
    const model =
      members.length < 2 ? undefined : regress(kept, (r) => members.indexOf(classes[r] as number), members.length)
    return { members, model }
  })
  return (row) => {
    const vector = centred(row.vector, mean)
    const scores = Float64Array.from(pool(row))
    const groupChance = probabilitiesOf(top, vector)
    for (const [g, { members, model }] of within.entries()) {
      const chances = way === 'asTree' && model !== undefined ? probabilitiesOf(model, vector) : undefined
      for (const [place, c] of members.entries())
        scores[c] =
          (scores[c] as number) *
          ((groupChance[g] as number) * ((chances?.[place] as number | undefined) ?? 1)) ** weight
    }
    return scores
  }
}

/** The group of each class. */
const groupsOf = (vectors: readonly Float32Array[], classes: readonly number[], count: number): number[] => {
  const means = Array.from({ length: count }, (_, c) => {
    const sum = new Float32Array(vectors[0]?.length ?? 0)
    for (const [r, vector] of vectors.entries())
      if (classes[r] === c) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number)
    return normalised(sum)
  })
  let groups = means.map((_, c) => [c])
  const likeness = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0
    for (const x of a) for (const y of b) sum += dot(means[x] as Float32Array, 0, means[y] as Float32Array)
    return sum / (a.length * b.length)
  }
  while (groups.length > 2 * Math.round(Math.sqrt(count))) {
    let best = { a: 0, b: 1, at: Number.NEGATIVE_INFINITY }
    for (const [a, first] of groups.entries())
      for (let b = a + 1; b < groups.length; b++) {
        const at = likeness(first, groups[b] as number[])
        if (at > best.at) best = { a, b, at }
      }
    const { a, b } = best
    groups = [...groups.filter((_, g) => g !== a && g !== b), [...(groups[a] as number[]), ...(groups[b] as number[])]]
  }
  return means.map((_, c) => groups.findIndex((group) => group.includes(c)))
}
