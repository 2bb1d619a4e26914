import type { Passage, Verdict } from '../domain/understanding.ts'
import { sigmoid } from '../lib/logistic.ts'

/**
 * P(the best passage answers the text) for an article whose intent the heads were never trained on, from its fused score and
 * its margin over the best passage of another intent. Fitted on the 755 validation messages, those out of scope included, searched
 * in the starter articles cut to one question in each language.
 */
const FIT = { intercept: -2.57, score: 5.18, margin: 10.62 }

/**
 * Uploaded articles bring intents that no head knows, so no head can vote for them: the search alone speaks for those. Where
 * it is surer than the verdict is, it decides. `trained` are the heads' intents.
 */
export const withUntrained = (
  verdict: Verdict,
  passages: readonly Passage[],
  trained: ReadonlySet<string>,
): Verdict => {
  const [best] = passages
  if (best === undefined || trained.has(best.intent)) return verdict
  // Where all that was found is of one intent, what follows it is no better than the last of them: a library of one article has no margin.
  const rival = passages.find(({ intent }) => intent !== best.intent) ?? passages.at(-1)
  const margin = best.score - (rival?.score ?? best.score)
  return ifSurer(verdict, best.intent, sigmoid(FIT.intercept + FIT.score * best.score + FIT.margin * margin))
}

/** The verdict, or where it is less sure than that, an intent that no head could vote for. */
export const ifSurer = (verdict: Verdict, intent: string, confidence: number): Verdict => {
  if (confidence <= verdict.confidence) return verdict
  const others = verdict.ranked.map((ranked) => ({ ...ranked, confidence: ranked.confidence * (1 - confidence) }))
  return {
    ...verdict,
    intent,
    confidence,
    outOfScope: Math.min(verdict.outOfScope, 1 - confidence),
    agreement: 0,
    gap: confidence - (others[0]?.confidence ?? 0),
    ranked: [{ intent, confidence }, ...others].slice(0, MOST_RANKED),
  }
}

const MOST_RANKED = 5
