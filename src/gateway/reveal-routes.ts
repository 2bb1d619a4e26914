import { z } from 'zod'
import type { AuditedEntry } from '../domain/audit.ts'
import type { Localised } from '../domain/customer.ts'
import type { Principal, Role } from '../domain/message.ts'
import { PERSONAL_FIELDS, type PersonalField } from '../domain/personal.ts'
import { STAFF } from './conversation-routes.ts'
import type { Router } from './route.ts'

export interface RevealRouteParts {
  reveal(
    by: Principal,
    request: { customer?: string | undefined; order?: string | undefined; field: PersonalField; reason: string },
  ): Promise<{ field: PersonalField; value: string | Localised }>
  audited(tenant: string, page: { before?: number; limit: number }): Promise<AuditedEntry[]>
}

const OVERSEERS: readonly Role[] = ['supervisor', 'admin']
const MAX_ID = 128
/** Characters: a reason says something, and is no place for a letter. */
const REASON = { min: 2, max: 200 }
const MAX_AUDITED = 500
const AUDITED = 100

const id = z.string().min(1).max(MAX_ID)

/** What is shown masked, for a reason; and who looked, for those who answer for it. */
export const addRevealRoutes = (router: Router, { reveal, audited }: RevealRouteParts): void => {
  router.add({
    method: 'POST',
    url: '/v1/mesh/reveal',
    summary: 'One masked field of one customer or order in full, for a reason that goes to the audit trail first',
    roles: STAFF,
    body: z.strictObject({
      customer: id.optional(),
      order: id.optional(),
      field: z.enum(PERSONAL_FIELDS),
      reason: z
        .string()
        .trim()
        .min(REASON.min, 'say why, in a word or two')
        .max(REASON.max, `say it in ${REASON.max} characters`),
    }),
    answer: ({ principal, body, reply }) => {
      reply.header('cache-control', 'no-store')
      return reveal(principal, body)
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/audit',
    summary: 'Who looked at what of which customer, and why, newest first; `before` is the id where a page ended',
    roles: OVERSEERS,
    query: z.object({
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_AUDITED).default(AUDITED),
    }),
    answer: async ({ principal: { tenant }, query: { before, limit }, reply }) => {
      reply.header('cache-control', 'no-store')
      const entries = await audited(tenant, { limit, ...(before === undefined ? {} : { before }) })
      return { entries: entries.map(({ tenant: _, ...entry }) => entry) }
    },
  })
}
