import type { RankedIntent, Understanding } from '../domain/understanding.ts'

/** A message that the conversation gives its meaning: one intent, as surely as that is known, and nothing beside it. */
export const meaning = (understanding: Understanding, { intent, confidence }: RankedIntent): Understanding => ({
  ...understanding,
  verdict: {
    ...understanding.verdict,
    intent,
    confidence,
    outOfScope: 0,
    gap: confidence,
    ranked: [
      { intent, confidence },
      ...understanding.verdict.ranked
        .filter((ranked) => ranked.intent !== intent)
        .map((other) => ({ ...other, confidence: Math.min(other.confidence, 1 - confidence) })),
    ],
  },
})
