import type { Decision } from '../domain/decision.ts'
import type { GivenAnswer } from './recent.ts'

/** A decision that suggests nothing, word for word, that was said lately and did not help. */
export const withoutUnhelpful = <D extends Decision>(decision: D, answers: readonly GivenAnswer[]): D => {
  const unhelpful = new Set(answers.filter((answer) => answer.ratedDown).map(({ text }) => text))
  if (!decision.suggestions.some(({ text }) => unhelpful.has(text))) return decision
  return { ...decision, suggestions: decision.suggestions.filter(({ text }) => !unhelpful.has(text)) }
}
