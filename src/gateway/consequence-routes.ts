import { z } from 'zod'
import type { Principal, Role } from '../domain/message.ts'
import type { Router } from './route.ts'

export interface ConsequenceRouteParts {
  consequencesOf(by: Principal, of: { conversation: string; seq: number }): Promise<object>
  retract(by: Principal, op: { conversation: string; seq: number; opId: string; reason: string }): Promise<object>
}

const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
const OVERSEERS: readonly Role[] = ['supervisor', 'admin']

/** What was decided because of a message, and taking it all back. */
export const addConsequenceRoutes = (router: Router, parts: ConsequenceRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/consequences',
    summary: 'What was decided because of the message `seq`: answers, replies sent as suggested, promises, outcomes',
    roles: STAFF,
    query: z.object({ seq: z.coerce.number().int().min(1) }),
    answer: ({ principal, params, query: { seq } }) =>
      parts.consequencesOf(principal, { conversation: params['id'] ?? '', seq }),
  })
  router.add({
    method: 'POST',
    url: '/v1/conversations/:id/retract',
    summary: 'Takes the message `seq` back with everything that was said because of it; the same opId is applied once',
    roles: OVERSEERS,
    body: z.object({
      seq: z.int().min(1),
      opId: z.string().min(1).max(128),
      reason: z.string().trim().min(1).max(500),
    }),
    answer: ({ principal, params, body }) => parts.retract(principal, { conversation: params['id'] ?? '', ...body }),
  })
}
