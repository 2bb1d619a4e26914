import type { Decision, Reason, ReplyTo } from '../domain/decision.ts'
import type { SentimentLevel, UrgencyFlag } from '../domain/understanding.ts'

type Context = Parameters<ReplyTo>[1]

const SOUNDS_BAD: ReadonlySet<SentimentLevel | undefined> = new Set(['annoyed', 'angry', 'furious'])
/** Danger has other words than sorry, and so has a language that we do not know. */
const OTHER_WORDS: ReadonlySet<Reason> = new Set(['safety', 'other_language'])
const SORRY = /抱歉|对不起|不好意思|致歉|遗憾|\bsorry\b|\bapolog/i

/** Whether `words` say sorry. */
export const saysSorry = (words: string): boolean => SORRY.test(words)

/** Whether sorry is to be said before the answer or the hand-off: to whom it matters, and once a conversation. */
export const owesApology = (decision: Decision, { heard, conversation, outlook }: Context): boolean => {
  if (conversation?.apologised === true || outlook.queued) return false
  if (decision.kind === 'ask' || (decision.kind === 'answer' && decision.draft.courtesy)) return false
  if (OTHER_WORDS.has(decision.reason)) return false
  return decision.reason === 'anger' || SOUNDS_BAD.has(heard?.sentiment.level)
}

export const isUrgent = ({ heard }: Context, flag: UrgencyFlag): boolean =>
  heard?.sentiment.urgency?.some((urgency) => urgency.flag === flag) === true
