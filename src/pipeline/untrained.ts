import type { Passage, Verdict } from '../domain/understanding.ts'
import { sigmoid } from '../lib/logistic.ts'

/**
 * P(the best passage answers the text) for an article whose intent the heads were never trained on, from its fused score and
 * its margin over the best passage of another intent. Fitted on 639 cases: starter articles were cut to one question in one
 * language, taken from the heads' sight, and searched with the validation messages, those out of scope included.
 */
const FIT = { intercept: -1.44, score: 3.45, margin: 9.16 }

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
  const rival = passages.find(({ intent }) => intent !== best.intent)
  const margin = best.score - (rival?.score ?? 0)
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
