import { z } from 'zod'
import type { Judgement } from '../domain/desk-marks.ts'
import { Refusal } from '../domain/errors.ts'
import type { JudgedFigures } from '../domain/judged-figures.ts'
import type { Language, Principal } from '../domain/message.ts'
import { type PageContext, pageFault } from '../domain/page-context.ts'
import { STAFF } from './conversation-routes.ts'
import type { Limits } from './limits.ts'
import type { Router } from './route.ts'

export interface CustomerRouteParts {
  limits: Pick<Limits, 'message'>
  /** What customers ask most now, to begin a conversation with. */
  askedMost(tenant: string): Promise<{ intent: string; text: Record<Language, string> }[]>
  /** Notes how a customer found their own conversation once it was over. @throws Refusal */
  judge(by: Principal, conversation: string, judgement: Omit<Judgement, 'at'>): Promise<void>
  /** Keeps what the page around the widget says, with a customer's own conversation that is not over. @throws Refusal */
  page(by: Principal, conversation: string, said: PageContext): Promise<void>
  judged(tenant: string, days: number): Promise<JudgedFigures>
  /** Notes what a customer says of an answer of the bot in their own conversation; false where there is no such answer. */
  rate(by: Principal, answer: { conversation: string; seq: number; helped: boolean }): Promise<boolean>
}

/** Characters of a customer's words on a conversation. */
const MAX_WORDS = 500
/** Bytes of a body that says where a customer is: the most that can be kept, however it is escaped. */
const LARGEST_PAGE = 16 * 1024
const MAX_STARS = 5
const DAYS = 7
const MOST_DAYS = 90
const judgement = z
  .strictObject({
    scale: z.enum(['thumbs', 'stars']),
    score: z.int(),
    words: z.string().trim().min(1).max(MAX_WORDS).optional(),
  })
  .refine(({ scale, score }) => (scale === 'thumbs' ? score === 0 || score === 1 : score >= 1 && score <= MAX_STARS), {
    path: ['score'],
    message: `use 0 or 1 with thumbs, 1 to ${MAX_STARS} with stars`,
  })

/** What the widget needs besides its conversation. */
export const addCustomerRoutes = (
  router: Router,
  { limits, askedMost, judge, judged, page, rate }: CustomerRouteParts,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/ratings',
    summary: 'What customers said of conversations that ended in the last days',
    roles: STAFF,
    query: z.object({ days: z.coerce.number().int().min(1).max(MOST_DAYS).default(DAYS) }),
    answer: ({ principal, query }) => judged(principal.tenant, query.days),
  })
  router.add({
    method: 'POST',
    url: '/v1/conversations/:id/rating',
    summary: 'Says how a conversation was that is over; once',
    roles: ['customer'],
    body: judgement,
    answer: async ({ principal, params, body: { scale, score, words } }) => {
      await judge(principal, params['id'] ?? '', { scale, score, ...(words === undefined ? {} : { words }) })
      return { scale, score }
    },
  })
  router.add({
    method: 'PUT',
    url: '/v1/conversations/:id/page',
    summary: 'Says where the customer is on the page around the widget; agents see it as unverified',
    roles: ['customer'],
    bodyLimit: LARGEST_PAGE,
    // `pageFault` looks further, and no deeper than it may be.
    body: z.strictObject({ said: z.record(z.string(), z.unknown()) }),
    answer: async ({ principal, params, body: { said } }) => {
      limits.message(principal)
      const fault = pageFault(said)
      if (fault !== undefined) {
        const field = fault.at === '' ? 'said' : `said.${fault.at}`
        throw new Refusal('bad_input', `${field}: ${fault.fix}`, { field })
      }
      await page(principal, params['id'] ?? '', said as PageContext)
      return {}
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/questions',
    summary: 'What customers ask most this week, in the words of the articles',
    roles: ['customer'],
    answer: async ({ principal }) => ({ questions: await askedMost(principal.tenant) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/conversations/:id/answers/:seq/rating',
    summary: 'Says whether an answer of the bot helped; the first word counts',
    roles: ['customer'],
    body: z.strictObject({ helped: z.boolean() }),
    answer: async ({ principal, params, body: { helped } }) => {
      const { id: conversation = '' } = params
      const seq = z.coerce.number().int().min(1).safeParse(params['seq'])
      if (!seq.success || !(await rate(principal, { conversation, seq: seq.data, helped })))
        throw new Refusal(
          'not_found',
          `the bot gave no answer at ${JSON.stringify(params['seq'])} of ${JSON.stringify(conversation)}`,
          { field: 'seq' },
        )
      return { conversation, seq: seq.data, helped }
    },
  })
}
