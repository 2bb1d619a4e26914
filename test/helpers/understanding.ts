import type { Draft, Policy } from '../../src/domain/decision.ts'
import type { Understanding } from '../../src/domain/understanding.ts'

/** An understanding that is sure of `track_parcel`, changed as a test needs it. */
export const understandingOf = (
  change: Partial<Understanding> & { intent?: string; confidence?: number; second?: number } = {},
): Understanding => {
  const { intent = 'track_parcel', confidence = 0.97, second = 0.01, ...rest } = change
  return {
    text: '我的货到哪了呀',
    language: 'zh',
    entities: [],
    sentiment: { score: 0, anger: 0 },
    votes: [],
    verdict: {
      intent,
      confidence,
      outOfScope: intent === 'out_of_scope' ? confidence : 0.01,
      agreement: 1,
      gap: confidence - second,
      ranked:
        intent === 'out_of_scope'
          ? [{ intent: 'track_parcel', confidence: 0.05 }]
          : [
              { intent, confidence },
              { intent: 'delivery_eta', confidence: second },
            ],
    },
    passages: [],
    fingerprints: {},
    timings: {},
    degraded: [],
    ...rest,
  }
}

export const draftOf = (change: Partial<Draft> = {}): Draft => ({
  text: '您的订单正在运输中。',
  language: 'zh',
  intent: 'track_parcel',
  mode: 'auto',
  courtesy: false,
  missing: [],
  source: { article: 'track-parcel', version: 'v1', title: '包裹到哪了' },
  passage: {
    article: 'track-parcel',
    version: 'v1',
    intent: 'track_parcel',
    language: 'zh',
    text: '包裹到哪了',
    score: 0.9,
    lexical: 3,
  },
  reads: {},
  ...change,
})

export const POLICY: Policy = {
  answerAbove: 0.9,
  answerAboveByIntent: {},
  suggestAbove: 0.2,
  ambiguityGap: 0.25,
  ambiguityMass: 0.6,
  outOfScopeAbove: 0.5,
  angerAbove: 0.8,
  missesBeforePerson: 2,
  forbiddenWords: [],
}
