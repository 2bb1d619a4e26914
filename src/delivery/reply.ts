import type { ReplyTo } from '../domain/decision.ts'
import type { AskOption } from '../domain/message.ts'
import { PHRASES } from './phrases.ts'

/**
 * The bot's words for a decision; undefined where it keeps silent: a person is there (W9), or the customer waits in the
 * queue and did not ask again. Only answers from articles carry `answer`; courtesies, questions and hand-off words do not.
 */
export const replyTo: ReplyTo = (decision, context) => {
  if (context.silent) return undefined
  const phrases = PHRASES[context.language]
  const { outlook } = context
  switch (decision.kind) {
    case 'answer': {
      const { draft } = decision
      if (draft.courtesy) return { text: draft.text }
      return {
        text: draft.text,
        answer: {
          confidence: draft.voter?.confidence ?? context.confidence,
          intent: draft.intent,
          sources: [draft.source],
        },
      }
    }
    case 'ask': {
      if (outlook.queued) return undefined
      const person: AskOption = { intent: 'human_agent', label: phrases.person() }
      if (decision.reason === 'out_of_scope') return { text: phrases.outOfScope(), options: [person] }
      return { text: phrases.ask(decision.options.map(({ label }) => label)), options: [...decision.options, person] }
    }
    case 'suggest':
    case 'handOff': {
      const minutes = outlook.etaSeconds === undefined ? undefined : Math.max(1, Math.round(outlook.etaSeconds / 60))
      if (outlook.queued)
        return decision.reason === 'person_asked_for'
          ? { text: phrases.stillQueued(outlook.position, minutes) }
          : undefined
      const sorry = decision.reason === 'anger' ? phrases.sorry() : ''
      const words =
        minutes === undefined ? phrases.handOffNobody(outlook.position) : phrases.handOff(outlook.position, minutes)
      return {
        text: [decision.request?.words, sorry, words].filter(Boolean).join(context.language === 'en' ? ' ' : ''),
      }
    }
  }
}
