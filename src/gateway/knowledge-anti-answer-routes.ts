import type { z } from 'zod'
import type { AntiAnswer } from '../domain/anti-answer.ts'
import type { Role } from '../domain/message.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

const READERS: readonly Role[] = ['agent', 'supervisor', 'knowledge', 'engineer', 'admin']

export interface AntiAnswerRouteParts<Wanted extends z.ZodType> {
  /** Of a new one. */
  wanted: Wanted
  list(): readonly AntiAnswer[]
  add(wanted: z.output<Wanted>, by: string): Promise<AntiAnswer>
  remove(id: string): Promise<void>
}

/** What must never be answered with what. */
export const addAntiAnswerRoutes = <Wanted extends z.ZodType>(
  router: Router,
  { wanted, list, add, remove }: AntiAnswerRouteParts<Wanted>,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/anti-answers',
    summary: 'Questions that must never get certain answers',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: () => ({ antiAnswers: list() }),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/anti-answers',
    summary: 'Forbids an article, or the articles of an intent, to answer a question and whatever means the same',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: wanted,
    status: 201,
    answer: ({ body, principal }) => add(body, principal.sub),
  })
  router.add({
    method: 'DELETE',
    url: '/v1/knowledge/anti-answers/:id',
    summary: 'Lifts it',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    status: 204,
    answer: async ({ params, reply }) => {
      await remove(params['id'] ?? '')
      return reply.send()
    },
  })
}
