import { z } from 'zod'
import type { IntentAutonomy } from '../domain/autonomy.ts'
import { Refusal } from '../domain/errors.ts'
import { HONESTY_DAYS, type HonestTurn, type HonestyFigures, type HonestyPoint } from '../domain/honesty.ts'
import type { Correction, InspectedTurn, WhatIf } from '../domain/inspection.ts'
import type { Principal } from '../domain/message.ts'
import { STAFF } from './conversation-routes.ts'
import type { Router } from './route.ts'

/** Turns behind a point on one page. */
export const TURNS_A_PAGE = 50
/** Places that can be paged to. */
const MOST_PAGED = 100_000
const MOST_NAMED = 200

export interface InsightRouteParts {
  /** Rejects with `not_found` where there is no such turn, or its message was taken back. */
  inspect(by: Principal, conversation: string, seq: number): Promise<InspectedTurn>
  /** The same decided with another bar. */
  whatIf(by: Principal, conversation: string, seq: number, answerAbove: number): Promise<WhatIf>
  corrections: {
    of(by: Principal, conversation: string): Promise<Correction[]>
    wrong(by: Principal, conversation: string): Promise<number[]>
    correct(
      by: Principal,
      message: { conversation: string; seq: number; meant?: string },
    ): Promise<Correction | undefined>
  }
  honesty(tenant: string, days: number): Promise<HonestyFigures & { promised: number; intents: IntentAutonomy[] }>
  /** Newest first, from the `after`th on. */
  turnsAt(
    tenant: string,
    point: HonestyPoint,
    page: { days: number; after: number; limit: number },
  ): Promise<{ turns: HonestTurn[]; next?: number }>
}

const days = z.coerce
  .number()
  .refine((n) => HONESTY_DAYS.some((known) => known === n), `use ${HONESTY_DAYS.join(' or ')}`)
  .default(HONESTY_DAYS[0])

const point = z
  .object({
    days,
    bin: z.coerce.number().int().min(0).optional(),
    day: z.iso.date().optional(),
    intent: z.string().min(1).max(MOST_NAMED).optional(),
    after: z.coerce.number().int().min(0).max(MOST_PAGED).default(0),
  })
  .refine(({ bin, day, intent }) => [bin, day, intent].filter((one) => one !== undefined).length === 1, {
    message: 'give exactly one of bin, day and intent',
    path: ['bin'],
  })

/** What the bot understood of a message and why it did what it did; and how often it was right when it was sure. */
export const addInsightRoutes = (
  router: Router,
  { inspect, whatIf, corrections, honesty, turnsAt }: InsightRouteParts,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/turns/:seq',
    summary: 'How a message of a customer was understood and decided, and what became of it',
    roles: STAFF,
    answer: ({ principal, params }) => inspect(principal, params['id'] ?? '', seqOf(params)),
  })
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/turns/:seq/what-if',
    summary: 'The recorded turn decided again with another bar for answers; no side effect',
    roles: STAFF,
    query: z.object({ answerAbove: z.coerce.number().min(0).max(1) }),
    answer: ({ principal, params, query }) => whatIf(principal, params['id'] ?? '', seqOf(params), query.answerAbove),
  })
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/corrections',
    summary:
      'What staff says that messages of the conversation were about, as far as it stands, and which answers of the bot it called wrong',
    roles: STAFF,
    answer: async ({ principal, params }) => ({
      corrections: await corrections.of(principal, params['id'] ?? ''),
      wrong: await corrections.wrong(principal, params['id'] ?? ''),
    }),
  })
  router.add({
    method: 'PUT',
    url: '/v1/conversations/:id/turns/:seq/intent',
    summary: 'Says what a message of a customer was about, whatever was made of it; it is learnt from',
    roles: STAFF,
    body: z.strictObject({ intent: z.string().min(1).max(MOST_NAMED) }),
    answer: async ({ principal, params, body }) => ({
      correction: await corrections.correct(principal, {
        conversation: params['id'] ?? '',
        seq: seqOf(params),
        meant: body.intent,
      }),
    }),
  })
  router.add({
    method: 'DELETE',
    url: '/v1/conversations/:id/turns/:seq/intent',
    summary: 'Takes back what was said last about what the message was about',
    roles: STAFF,
    answer: async ({ principal, params }) => {
      await corrections.correct(principal, { conversation: params['id'] ?? '', seq: seqOf(params) })
      return {}
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/honesty',
    summary:
      'How often the bot was right by how sure it was, what it may do alone, and what agents made of suggestions',
    roles: STAFF,
    query: z.object({ days }),
    answer: ({ principal, query }) => honesty(principal.tenant, query.days),
  })
  router.add({
    method: 'GET',
    url: '/v1/honesty/turns',
    summary: 'The turns behind a figure: of a bin of confidence, a day, or an intent; newest first',
    roles: STAFF,
    query: point,
    answer: ({ principal, query: { bin, day, intent, days, after } }) =>
      turnsAt(
        principal.tenant,
        {
          ...(bin === undefined ? {} : { bin }),
          ...(day === undefined ? {} : { day }),
          ...(intent === undefined ? {} : { intent }),
        },
        { days, after, limit: TURNS_A_PAGE },
      ),
  })
}

const seqOf = (params: Record<string, string>): number => {
  const seq = z.coerce.number().int().min(1).safeParse(params['seq'])
  if (seq.success) return seq.data
  throw new Refusal('bad_input', `seq is ${JSON.stringify(params['seq'])}; use the number of a message`, {
    field: 'seq',
  })
}
