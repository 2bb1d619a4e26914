import type { Decide, Decision, DecisionInput, Policy } from '../domain/decision.ts'
import { lastResort, RULES } from './rules.ts'
import { priorityOf } from './urgency.ts'

/** What to do about a message: the first rule that speaks, else hand off; and how soon a person should come. Pure. */
export const decide: Decide = (input, policy) => {
  const decision = firstWord(input, policy)
  const priority = priorityOf(input.understanding, policy)
  return priority === undefined ? decision : { ...decision, priority }
}

const firstWord = (input: DecisionInput, policy: Policy): Decision => {
  for (const rule of RULES) {
    const decision = rule(input, policy)
    if (decision !== undefined) return decision
  }
  return lastResort(input)
}
