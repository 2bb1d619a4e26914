import type { Decide, Decision, Policy } from '../domain/decision.ts'
import type { Language } from '../domain/message.ts'
import type { DecisionRecord, TurnInputs } from '../domain/record.ts'
import type { Understanding } from '../domain/understanding.ts'

/** A recorded turn with what it was decided from. */
export interface TurnToDecide {
  record: Pick<DecisionRecord, 'understanding'>
  inputs: Pick<TurnInputs, 'conversation' | 'drafts'>
  /** The message, normalised. */
  text: string
  label(intent: string, language: Language): string
}

/** Decides a recorded turn once more under another policy: nothing is understood, looked up or written again. */
export const decideAgain = (
  decide: Decide,
  { record, inputs, text, label }: TurnToDecide,
  policy: Policy,
): { decision: Decision; understanding: Understanding } => {
  const understanding: Understanding = { ...record.understanding, text }
  const { conversation, drafts } = inputs
  const decision = decide(
    { understanding, conversation, drafts, label: (intent) => label(intent, understanding.language) },
    policy,
  )
  return { decision, understanding }
}

/** The policy with one bar for everything that is answered alone, also for what was taken back or is suggest-only. */
export const withBar = (policy: Policy, answerAbove: number): Policy => ({
  ...policy,
  answerAbove,
  answerAboveByIntent: {},
})
