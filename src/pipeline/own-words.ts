import { LRUCache } from 'lru-cache'
import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { EmbeddedText, Passage, RankedIntent, Verdict } from '../domain/understanding.ts'

/**
 * Uploaded articles have intents that no head knows. What such an article is about in the heads' words is heard from its own passage, so
 * that a message which the heads understand is answered by the shop's words rather than by an article that came with the product.
 * All figures: eval/own-articles.ts, on knowledge/validation.jsonl with articles whose only questions are other validation messages.
 */

/** How surely the heads must have understood the message, and the passage to be about the same. */
const HEARD_ABOVE = 0.5
const ABOUT_ABOVE = 0.5
/** An article of the heads' own intent may match so much better, in fused score, and the shop's is still preferred. */
const BESIDE = 0.2
/** Share of the verdict's confidence that is left to the shop's article where no article of that intent matches better. */
const FIRST_SHARE = 0.98
/** Where one does, whichever of the two it is given to: too little to answer without a person, for one of them is not what the shop says. */
const BESIDE_SHARE = 0.9
/** Articles of the shop that are looked at. */
const MOST_LOOKED_AT = 3
/** Passages whose meaning is kept, 2 KB each. */
const MOST_KEPT = 2_000

/** What a passage is about, in trained intents, and the vector that says so. */
export interface Meaning {
  /** Normalised. */
  text: string
  ranked: readonly RankedIntent[]
  vector: Float32Array
}

export interface OwnWords {
  verdict: Verdict
  /** What was read for it. */
  read: EmbeddedText[]
}

/** `meaningOf`: of a passage as it is shown; undefined where the encoder has no vector for it in time. */
export const createOwnWords = (
  trained: ReadonlySet<string>,
  meaningOf: (text: string) => Promise<Meaning | undefined>,
) => {
  const kept = new LRUCache<string, Meaning>({ max: MOST_KEPT })
  const about = async (text: string): Promise<Meaning | undefined> => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const meaning = await meaningOf(text)
    if (meaning !== undefined) kept.set(text, meaning)
    return meaning
  }
  /** The verdict, or the same understanding in the shop's own article. */
  return async (verdict: Verdict, passages: readonly Passage[]): Promise<OwnWords> => {
    const { intent, confidence } = verdict
    const read: EmbeddedText[] = []
    if (intent === OUT_OF_SCOPE || confidence < HEARD_ABOVE || !trained.has(intent)) return { verdict, read }
    const rival = passages.find((passage) => passage.intent === intent)
    const best = rival?.score ?? 0
    const own = passages.filter((passage) => !trained.has(passage.intent)).slice(0, MOST_LOOKED_AT)
    for (const passage of own) {
      const meaning = await about(passage.text)
      if (meaning === undefined) continue
      read.push({ text: meaning.text, vector: meaning.vector, passages: [] })
      const same = meaning.ranked.find((ranked) => ranked.intent === intent)
      if (same === undefined || same.confidence < ABOUT_ABOVE) continue
      if (passage.score >= best) return { verdict: inWordsOf(passage.intent, verdict, FIRST_SHARE), read }
      return {
        verdict: inWordsOf(passage.score >= best - BESIDE ? passage.intent : intent, verdict, BESIDE_SHARE),
        read,
      }
    }
    return { verdict, read }
  }
}

const inWordsOf = (intent: string, verdict: Verdict, share: number): Verdict => {
  const confidence = verdict.confidence * share
  const ranked = [{ intent, confidence }, ...verdict.ranked.slice(1)]
  return { ...verdict, intent, confidence, gap: confidence - (ranked[1]?.confidence ?? 0), ranked }
}
