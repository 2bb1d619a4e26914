import type { Decide } from '../domain/decision.ts'
import { lastResort, RULES } from './rules.ts'

/** What to do about a message: the first rule that speaks, else hand off. Pure. */
export const decide: Decide = (input, policy) => {
  for (const rule of RULES) {
    const decision = rule(input, policy)
    if (decision !== undefined) return decision
  }
  return lastResort(input)
}
