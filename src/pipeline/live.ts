import type { LoadedHeads } from '../domain/heads.ts'
import type { LiveHeads } from '../domain/model-version.ts'
import type { Understand, Understanding } from '../domain/understanding.ts'
import { textKey } from '../lib/text-key.ts'
import type { Encoder } from '../ports/encoder.ts'
import { createKnownVectors } from './known-vectors.ts'

export interface LiveParts {
  encoder: Pick<Encoder, 'embed' | 'fingerprint'>
  /** The heads that work now. */
  current(): LiveHeads
  /** Heads that are only watched. */
  shadow(): LiveHeads | undefined
  understandWith(heads: LoadedHeads, encoder: Pick<Encoder, 'embed' | 'fingerprint'>): Understand
  /** Told when the watched heads failed on a text; it changes nothing for the turn. */
  onShadowError(error: unknown): void
}

/**
 * Understands with the heads of the moment: a text under way ends with those that it began with. Where heads are watched, they read
 * the same text by the same vectors, at no inference of their own, and what they would have said is kept beside the verdict.
 */
export const createLiveUnderstand = (parts: LiveParts): Understand => {
  const known = createKnownVectors(parts.encoder.fingerprint)
  const working = lastMade((heads) => parts.understandWith(heads, parts.encoder))
  const watching = lastMade((heads) => parts.understandWith(heads, known))
  return async (text, options) => {
    const { heads } = parts.current()
    const shadow = parts.shadow()
    const understanding = await working(heads)(text, options)
    if (shadow === undefined) return understanding
    try {
      known.learn((understanding.vectors ?? []).map((one) => ({ key: textKey(one.text), vector: one.vector })))
      return { ...understanding, shadow: opinionOf(shadow, await watching(shadow.heads)(text, options)) }
    } catch (error) {
      options?.signal?.throwIfAborted()
      parts.onShadowError(error)
      return understanding
    }
  }
}

const opinionOf = (
  { version, heads }: LiveHeads,
  { verdict: { intent, confidence, outOfScope } }: Understanding,
): Understanding['shadow'] & object => ({ version, heads: heads.fingerprint, intent, confidence, outOfScope })

/** Making an understanding lays down tables, so it is kept until other heads come. */
const lastMade = (make: (heads: LoadedHeads) => Understand): ((heads: LoadedHeads) => Understand) => {
  let last: { heads: LoadedHeads; understand: Understand } | undefined
  return (heads) => {
    if (last?.heads !== heads) last = { heads, understand: make(heads) }
    return last.understand
  }
}
