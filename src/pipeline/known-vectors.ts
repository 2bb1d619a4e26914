import { LRUCache } from 'lru-cache'
import { Refusal } from '../domain/errors.ts'
import type { KeyedVector } from '../domain/record.ts'
import { textKey } from '../lib/text-key.ts'
import type { Encoder } from '../ports/encoder.ts'

/** Vectors kept for another use, 1.5 KB each. */
const MOST_KEPT = 2_000

/** Stands in for the encoder where the vectors of the texts are known already: other heads read them, or the same ones again. */
export interface KnownVectors extends Pick<Encoder, 'embed' | 'fingerprint'> {
  /** Undefined where it is not known; not counted as missed. */
  find(text: string): Float32Array | undefined
  learn(vectors: Iterable<Pick<KeyedVector, 'key' | 'vector'>>): void
  forget(): void
  /** Texts asked for whose vector was not known. */
  missed(): number
}

export const createKnownVectors = (fingerprint: string): KnownVectors => {
  const known = new LRUCache<string, Float32Array>({ max: MOST_KEPT })
  let missed = 0
  return {
    fingerprint,
    find: (text) => known.get(textKey(text)),
    learn: (vectors) => {
      for (const { key, vector } of vectors) known.set(key, vector)
    },
    forget: () => known.clear(),
    missed: () => missed,
    embed: async (texts) =>
      texts.map((text) => {
        const vector = known.get(textKey(text))
        if (vector !== undefined) return vector
        missed++
        throw new Refusal('model_down', 'the vector of a text is not known')
      }),
  }
}
