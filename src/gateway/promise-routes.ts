import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { TrackedPromise } from '../domain/promise.ts'
import { STAFF } from './conversation-routes.ts'
import type { Router } from './route.ts'

export interface PromiseRouteParts {
  /** Notes what a person says of a promise; undefined where there is none. */
  mark(by: Principal, promise: string, state: 'kept' | 'broken' | 'late'): Promise<TrackedPromise | undefined>
}

/** What people say became of a promise: not everything that was promised shows in the shop's systems. */
export const addPromiseRoutes = (router: Router, { mark }: PromiseRouteParts): void => {
  router.add({
    method: 'POST',
    url: '/v1/promises/:id',
    summary: 'Says what became of a promise: kept, broken, or late for one that was broken',
    roles: STAFF,
    body: z.strictObject({ state: z.enum(['kept', 'broken', 'late']) }),
    answer: async ({ principal, params, body: { state } }) => {
      const id = params['id'] ?? ''
      const promise = await mark(principal, id, state)
      if (promise === undefined)
        throw new Refusal('not_found', `there is no promise ${JSON.stringify(id)}`, { field: 'id' })
      const { tenant: _, customer: __, baseline: ___, ...shown } = promise
      return shown
    },
  })
}
