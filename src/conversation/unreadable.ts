import type { Understand } from '../domain/understanding.ts'

/** What is understood of a message that broke its turn every time: nothing, so that a person gets it. */
export const unreadable: Understand = async (text) => ({
  text,
  language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
  entities: [],
  sentiment: { score: 0, anger: 0 },
  votes: [],
  verdict: { intent: 'out_of_scope', confidence: 0, outOfScope: 0, agreement: 0, gap: 0, ranked: [] },
  passages: [],
  fingerprints: {},
  timings: {},
  degraded: ['turn'],
})
