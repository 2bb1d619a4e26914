import type { Policy } from '../domain/decision.ts'
import { LOWEST_ANSWER_ABOVE, type Thresholds } from '../domain/settings.ts'

/**
 * The policy as the tenant has it. What training found too little evidence for stays suggest-only, and no bar is below the floor,
 * whatever was kept.
 */
export const withThresholds = (policy: Policy, { answerAbove, suggestAbove, intents }: Thresholds): Policy => {
  const own = Object.entries(intents).map(([intent, bar]): [string, number] => {
    const trained = policy.answerAboveByIntent[intent]
    if (bar === 'never' || trained === Number.POSITIVE_INFINITY) return [intent, Number.POSITIVE_INFINITY]
    return [intent, Math.max(bar, LOWEST_ANSWER_ABOVE)]
  })
  return {
    ...policy,
    ...(answerAbove === undefined ? {} : { answerAbove: Math.max(answerAbove, LOWEST_ANSWER_ABOVE) }),
    ...(suggestAbove === undefined ? {} : { suggestAbove }),
    answerAboveByIntent:
      own.length === 0 ? policy.answerAboveByIntent : { ...policy.answerAboveByIntent, ...Object.fromEntries(own) },
  }
}
