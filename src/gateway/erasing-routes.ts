import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { Router } from './route.ts'

/** What was erased, or would be. */
export interface ErasedCounts {
  conversations: number
  events: number
  files: number
}

export interface ErasingRouteParts {
  /** Erases all that a customer of this tenant said and was told. */
  eraseCustomer(by: Principal, op: { customer: string; reason: string; dryRun: boolean }): Promise<ErasedCounts>
}

/** Erasing on request, while the product runs. */
export const addErasingRoutes = (router: Router, { eraseCustomer }: ErasingRouteParts): void => {
  router.add({
    method: 'POST',
    url: '/v1/erasures',
    summary: 'Erases for good everything that one customer said and was told; with dryRun it only counts',
    roles: ['admin'],
    body: z.object({
      customer: z.string().min(1).max(128),
      reason: z.string().trim().min(1).max(500),
      dryRun: z.boolean().default(false),
    }),
    answer: async ({ principal, body }) => {
      const erased = await eraseCustomer(principal, body)
      if (erased.conversations === 0)
        throw new Refusal('not_found', `there is nothing of customer ${JSON.stringify(body.customer)} to erase`, {
          field: 'customer',
        })
      return { ...erased, dryRun: body.dryRun }
    },
  })
}
