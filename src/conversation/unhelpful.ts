import type { Decision } from '../domain/decision.ts'
import type { Outcome } from '../domain/record.ts'
import type { GivenAnswer } from './recent.ts'

/** Whether, as of `at`, the customer had said that the answer did not help, or an agent that it was wrong. */
export const isRatedDown = (outcomes: readonly Outcome[], at: Date): boolean =>
  outcomes.some(
    ({ result, value, at: rated }) => result === 'rated' && value === 0 && Date.parse(rated) <= at.getTime(),
  )

/** A decision that suggests nothing, word for word, that was said lately and did not help. */
export const withoutUnhelpful = <D extends Decision>(decision: D, answers: readonly GivenAnswer[]): D => {
  const unhelpful = new Set(answers.filter((answer) => answer.ratedDown).map(({ text }) => text))
  if (!decision.suggestions.some(({ text }) => unhelpful.has(text))) return decision
  return { ...decision, suggestions: decision.suggestions.filter(({ text }) => !unhelpful.has(text)) }
}
