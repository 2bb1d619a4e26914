import type { VotingHeads } from '../domain/heads.ts'
import { dot, normalised } from '../lib/vectors.ts'
import type { Kinship } from './compound.ts'

/** Cosine between the centres of two intents' examples, in the neighbours' subspace; 0 where one was not trained. */
export const createKinship = ({
  neighbours: { axes, vectors, starts },
  manifest,
}: Pick<VotingHeads, 'neighbours' | 'manifest'>): Kinship => {
  const { intents, encoder } = manifest
  const classOf = new Map(intents.map((intent, c) => [intent, c]))
  const centres = new Map<number, Float32Array>()
  const centreOf = (c: number): Float32Array => {
    const known = centres.get(c)
    if (known !== undefined) return known
    const sum = new Float32Array(axes.length / encoder.dimensions)
    for (let example = starts[c] as number; example < (starts[c + 1] as number); example++)
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vectors[example * sum.length + i] as number)
    const centre = normalised(sum)
    centres.set(c, centre)
    return centre
  }
  return (one, other) => {
    const [a, b] = [classOf.get(one), classOf.get(other)]
    return a === undefined || b === undefined ? 0 : dot(centreOf(a), 0, centreOf(b))
  }
}
