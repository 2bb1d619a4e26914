import type { Draft } from '../domain/decision.ts'
import type { Understanding } from '../domain/understanding.ts'
import type { GivenAnswer } from './recent.ts'

/** Milliseconds in which nobody reads an answer and writes again: what comes earlier was on its way already. */
export const READING_MS = 3_000

/**
 * Marks a message (`text` as written, at `at`) to which the bot would say, word for word, what it has said in this conversation lately: asked again in whatever words,
 * the answer did not help. News is no repeat (the parcel has moved), small talk neither.
 */
export const withRepeat = (
  understanding: Understanding,
  draft: Draft | undefined,
  answers: readonly GivenAnswer[],
  { text, at }: { text: string; at: Date },
): Understanding => {
  // Who says which order was meant, as asked, does not ask again.
  if (draft === undefined || draft.courtesy || understanding.context?.kind === 'which_order') return understanding
  const given = answers.find((answer) => answer.text === draft.text)
  if (given === undefined) return understanding
  // Who goes on from an answer has read it, unless they only sent the same words twice.
  const goesOn = understanding.context !== undefined && given.asked?.trim() !== text.trim()
  const unread = !goesOn && at.getTime() - Date.parse(given.at) < READING_MS
  return { ...understanding, repeats: { record: given.record, unread } }
}
