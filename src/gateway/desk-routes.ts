import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Language, Principal } from '../domain/message.ts'
import type { CannedAnswer } from '../domain/settings.ts'
import type { DeskWork } from '../ports/support.ts'
import { STAFF } from './conversation-routes.ts'
import type { Router } from './route.ts'

/** Somebody of the staff who has been here, as colleagues see them. */
export interface Colleague {
  agent: string
  name: string
  status: 'online' | 'busy' | 'away' | 'offline'
  /** Chats at once, and those held now. */
  capacity: number
  held: number
  /** Conversations that they have before them. */
  watching: string[]
}

export interface DeskRouteParts extends Pick<DeskWork, 'sameCustomer' | 'mentioning'> {
  colleagues(tenant: string): Colleague[]
  /** What agents say again and again, by language; those of the tenant with their shortcuts. */
  canned(tenant: string): Readonly<Record<Language, readonly string[]>> & { answers: readonly CannedAnswer[] }
  /** IANA name of the clock that the shop works by. */
  timeZone(tenant: string): string
  /** Notes that an answer of the bot was wrong; false where there is no such answer. */
  rateWrong(by: Principal, answer: { conversation: string; seq: number }): Promise<boolean>
}

/** What the console needs besides its conversations. */
export const addDeskRoutes = (
  router: Router,
  { colleagues, canned, timeZone, rateWrong, sameCustomer, mentioning }: DeskRouteParts,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/agents',
    summary: 'Who of the staff has been here: status, chats held and possible, conversations looked at',
    roles: STAFF,
    answer: ({ principal }) => ({ agents: colleagues(principal.tenant) }),
  })
  router.add({
    method: 'GET',
    url: '/v1/canned',
    summary: 'Canned answers, by language',
    roles: STAFF,
    answer: ({ principal }) => canned(principal.tenant),
  })
  router.add({
    method: 'GET',
    url: '/v1/shop',
    summary: 'The clock that the shop works by, as an IANA time zone',
    roles: STAFF,
    answer: ({ principal }) => ({ timeZone: timeZone(principal.tenant) }),
  })
  router.add({
    method: 'GET',
    url: '/v1/mentions',
    summary: 'Conversations in which a note names the agent, who has not looked since; also those that are over',
    roles: STAFF,
    answer: async ({ principal }) => ({ conversations: await mentioning(principal) }),
  })
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/same-customer',
    summary: 'Other open conversations of the same customer, whom they were proven to be included',
    roles: STAFF,
    answer: async ({ principal, params }) => ({ conversations: await sameCustomer(principal, params['id'] ?? '') }),
  })
  router.add({
    method: 'POST',
    url: '/v1/conversations/:id/answers/:seq/wrong',
    summary: 'Says that an answer of the bot was wrong; it stays where it is, and is learnt from',
    roles: STAFF,
    body: z.strictObject({}),
    answer: async ({ principal, params }) => {
      const { id: conversation = '' } = params
      const seq = z.coerce.number().int().min(1).safeParse(params['seq'])
      if (!seq.success || !(await rateWrong(principal, { conversation, seq: seq.data })))
        throw new Refusal(
          'not_found',
          `the bot gave no answer at ${JSON.stringify(params['seq'])} of ${JSON.stringify(conversation)}`,
          { field: 'seq' },
        )
      return { conversation, seq: seq.data }
    },
  })
}
