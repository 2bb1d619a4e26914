import { z } from 'zod'
import type { Principal, Role } from '../domain/message.ts'
import type { Router } from './route.ts'

export interface ConsequenceRouteParts {
  consequencesOf(by: Principal, of: { conversation: string } & ({ seq: number } | { above: number })): Promise<object>
  retract(
    by: Principal,
    op: { conversation: string; seq: number; opId: string; reason: string; only?: number[] },
  ): Promise<object>
}

const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
/** Messages that one retraction may name. */
const MAX_NAMED = 1_000
const OVERSEERS: readonly Role[] = ['supervisor', 'admin']

/** What was decided because of a message, and taking it all back. */
export const addConsequenceRoutes = (router: Router, parts: ConsequenceRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/consequences',
    summary:
      'What was decided because of the message `seq`, or of all `above` a seq: answers, replies that were suggested, promises, outcomes',
    roles: STAFF,
    query: z
      .object({ seq: z.coerce.number().int().min(1).optional(), above: z.coerce.number().int().min(0).optional() })
      .refine(({ seq, above }) => (seq === undefined) !== (above === undefined), {
        path: ['seq'],
        message: 'use either seq or above',
      }),
    answer: ({ principal, params, query: { seq, above = 0 } }) =>
      parts.consequencesOf(principal, {
        conversation: params['id'] ?? '',
        ...(seq === undefined ? { above } : { seq }),
      }),
  })
  router.add({
    method: 'POST',
    url: '/v1/conversations/:id/retract',
    summary:
      'Takes the message `seq` back with what was said because of it, or with `only` some of that; the same opId is applied once',
    roles: OVERSEERS,
    body: z.object({
      seq: z.int().min(1),
      opId: z.string().min(1).max(128),
      reason: z.string().trim().min(1).max(500),
      only: z.array(z.int().min(1)).max(MAX_NAMED).optional(),
    }),
    answer: ({ principal, params, body: { only, ...body } }) =>
      parts.retract(principal, {
        conversation: params['id'] ?? '',
        ...body,
        ...(only === undefined ? {} : { only }),
      }),
  })
}
