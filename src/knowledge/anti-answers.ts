import { z } from 'zod'
import type { AntiAnswer } from '../domain/anti-answer.ts'
import type { Article } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { say } from '../domain/said.ts'
import type { KeptValue } from '../ports/kept-value.ts'
import { refusing } from './refusing.ts'

/** Anti-answers of a shop, phrasings of each, and characters of a phrasing, at most. */
const MOST_ANTI_ANSWERS = 500
const MOST_PHRASINGS = 20
const LONGEST_PHRASING = 500

const id = z.string().trim().min(1).max(120)
const phrasing = z
  .string()
  .trim()
  .min(1, 'is empty: write the question as customers ask it')
  .max(LONGEST_PHRASING, `is longer than ${LONGEST_PHRASING} characters: shorten it`)

/** What somebody says to add one. */
export const newAntiAnswer = z.object({
  questions: z
    .array(phrasing)
    .min(1, 'write at least one question')
    .max(MOST_PHRASINGS, `keep the best ${MOST_PHRASINGS} phrasings`),
  language: z.enum(['zh', 'en']).optional(),
  never: z.union([z.object({ article: id }).strict(), z.object({ intent: id }).strict()], {
    error: 'name { "article": … } or { "intent": … }',
  }),
  note: z.string().trim().max(LONGEST_PHRASING).optional(),
})
export type NewAntiAnswer = z.output<typeof newAntiAnswer>

const kept = z.array(
  newAntiAnswer.extend({ id, language: z.enum(['zh', 'en']), by: z.string(), at: z.string() }).strip(),
)
/** @throws Error naming what is wrong in a file of anti-answers */
export const parseAntiAnswers = (value: unknown): readonly AntiAnswer[] => {
  const parsed = kept.safeParse(value)
  if (parsed.success) return parsed.data as AntiAnswer[]
  throw new Error(z.prettifyError(parsed.error))
}

export interface AntiAnswers {
  list(): readonly AntiAnswer[]
  /** @throws Refusal bad_input where the article or intent does not exist, or there are too many */
  add(wanted: NewAntiAnswer, by: string): Promise<AntiAnswer>
  /** @throws Refusal not_found */
  remove(id: string): Promise<void>
}

/** The list that knowledge managers keep of what must never answer what. */
export const createAntiAnswers = (parts: {
  kept: KeptValue<readonly AntiAnswer[]>
  articles: () => readonly Article[]
  languageOf: (text: string) => Language
  now: () => Date
  newId: () => string
}): AntiAnswers => ({
  list: parts.kept.current,
  add: async ({ questions, language, never, note }, by) => {
    const known = parts.articles()
    if ('article' in never && !known.some((article) => article.id === never.article))
      throw refusing('bad_input', say('never_article', { article: never.article }), { field: 'never.article' })
    if ('intent' in never && !known.some(({ intent }) => intent === never.intent))
      throw refusing('bad_input', say('never_intent', { intent: never.intent }), { field: 'never.intent' })
    const added: AntiAnswer = {
      id: parts.newId(),
      questions: [...new Set(questions)],
      language: language ?? parts.languageOf(questions[0] as string),
      never,
      ...(note === undefined || note === '' ? {} : { note }),
      by,
      at: parts.now().toISOString(),
    }
    await parts.kept.change((list) => {
      if (list.length >= MOST_ANTI_ANSWERS)
        throw refusing('bad_input', say('never_most', { most: MOST_ANTI_ANSWERS }), { field: 'questions' })
      return [...list, added]
    })
    return added
  },
  remove: async (wanted) => {
    await parts.kept.change((list) => {
      const rest = list.filter((one) => one.id !== wanted)
      if (rest.length === list.length)
        throw refusing('not_found', say('never_unknown', { id: wanted }), { field: 'id' })
      return rest
    })
  },
})
