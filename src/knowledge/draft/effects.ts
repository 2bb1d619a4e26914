import type { Conversation } from '../../domain/conversation.ts'
import type { ContextCard } from '../../domain/customer.ts'
import type { AnswerEffect, BotAnswer, DraftPreview } from '../../domain/knowledge-import.ts'
import type { Language } from '../../domain/message.ts'
import { createBreathe } from '../../lib/breathe.ts'

/** A question that is tried before and after, and how often it was asked. */
export interface TriedQuestion {
  /** As it is shown: nobody's own data in it. */
  text: string
  /** As it was written. */
  written: string
  /** Normalised. */
  said: string
  language: Language
  count: number
  vector?: Float32Array
  /** Where it stands, of a customer's question the last time. */
  place?: { conversation: string; seq: number }
  /** Who asked it the last time, and their orders then; absent: nobody whom the shop knows. */
  asker?: { conversation: Conversation; card: ContextCard }
}

export interface Trial {
  from: DraftPreview['effects']['from']
  questions: readonly TriedQuestion[]
}

/** What the bot does about a question; `said` are its words to this customer, compared and shown to nobody. */
export interface Treated extends BotAnswer {
  said: string
}

/** What the bot would do about a question that stands alone, by the library as it is; undefined where it has no words for it. */
export type TreatQuestion = (question: TriedQuestion) => Promise<Treated | undefined>

/** Puts all questions to the bot, one after the other. */
export const tryAll = async (
  { questions }: Trial,
  treat: TreatQuestion,
  onDone: (done: number) => void,
): Promise<(Treated | undefined)[]> => {
  const breathe = createBreathe()
  const treated: (Treated | undefined)[] = []
  for (const question of questions) {
    onDone(treated.push(await treat(question)))
    await breathe()
  }
  return treated
}

/** Where the bot does something else, or the same in other words: what customers are told first, then the most asked. */
export const effectsOf = (
  { from, questions }: Trial,
  before: readonly (Treated | undefined)[],
  after: readonly (Treated | undefined)[],
): DraftPreview['effects'] => {
  const changed = questions.flatMap(({ text, count }, i): AnswerEffect[] => {
    const [was, is] = [before[i], after[i]]
    if (was?.article === is?.article && was?.does === is?.does && was?.said === is?.said) return []
    return [
      {
        question: text,
        count,
        ...(was === undefined ? {} : { before: shown(was) }),
        ...(is === undefined ? {} : { after: shown(is) }),
      },
    ]
  })
  const total = (list: readonly { count: number }[]): number => list.reduce((sum, { count }) => sum + count, 0)
  return {
    tried: total(questions),
    from,
    changed: changed.sort((a, b) => Number(isTold(b)) - Number(isTold(a)) || b.count - a.count),
    gained: total(changed.filter((effect) => !isSent(effect.before) && isSent(effect.after))),
    lost: total(changed.filter((effect) => isSent(effect.before) && !isSent(effect.after))),
  }
}

const isSent = (side: BotAnswer | undefined): boolean => side?.does === 'answer'
const isTold = ({ before, after }: AnswerEffect): boolean => isSent(before) || isSent(after)
const shown = ({ said: _, ...side }: Treated): BotAnswer => side
