import { z } from 'zod'
import type { AutonomyChange, IntentAutonomy } from '../domain/autonomy.ts'
import { Refusal } from '../domain/errors.ts'
import type { Role } from '../domain/message.ts'
import type { Router } from './route.ts'

const READERS: readonly Role[] = ['supervisor', 'admin']
const SWITCHERS: readonly Role[] = ['supervisor', 'admin']

export interface TenantAutonomy {
  /** Share of the answers given alone that is promised to be right. */
  promised: number
  intents: IntentAutonomy[]
  /** Newest last. */
  changes: AutonomyChange[]
}

export interface AutonomyRouteParts {
  of(tenant: string): TenantAutonomy
  reduce(tenant: string, intent: string, by: string): Promise<AutonomyChange | undefined>
  restore(tenant: string, intent: string, by: string): Promise<AutonomyChange | undefined>
}

const body = z.strictObject({ intent: z.string().min(1).max(200) })

/** Where the bot may act alone, what it rests on, and taking back and giving back. */
export const addAutonomyRoutes = (router: Router, { of, reduce, restore }: AutonomyRouteParts): void => {
  const stateOf = (tenant: string, wanted: string): IntentAutonomy => {
    const found = of(tenant).intents.find(({ intent }) => intent === wanted)
    if (found === undefined)
      throw new Refusal('not_found', `there is no intent ${JSON.stringify(wanted)}: see GET /v1/autonomy`, {
        field: 'intent',
      })
    return found
  }
  router.add({
    method: 'GET',
    url: '/v1/autonomy',
    summary: 'Per intent: the bar, outcomes with their exact 95 % interval, and what was taken back',
    roles: READERS,
    answer: ({ principal }) => ({ tenant: principal.tenant, ...of(principal.tenant) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/autonomy/reduce',
    summary: 'Makes an intent suggest-only until a person gives it back',
    roles: SWITCHERS,
    body,
    answer: async ({ principal: { tenant, sub }, body: { intent } }) => {
      const { state } = stateOf(tenant, intent)
      const change = state === 'alone' ? await reduce(tenant, intent, sub) : undefined
      if (change === undefined)
        throw new Refusal(
          'conflict',
          `${JSON.stringify(intent)} is not answered alone as it is: see GET /v1/autonomy`,
          {
            field: 'intent',
          },
        )
      return change
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/autonomy/restore',
    summary: 'Lets the bot answer an intent alone again; what outcomes took back takes an admin',
    roles: SWITCHERS,
    body,
    answer: async ({ principal: { tenant, sub, role }, body: { intent } }) => {
      const { state, by } = stateOf(tenant, intent)
      if (state === 'reduced' && by === undefined && role !== 'admin')
        throw new Refusal('forbidden', `outcomes took ${JSON.stringify(intent)} back: an admin can give it back`, {
          field: 'role',
        })
      const change = await restore(tenant, intent, sub)
      if (change === undefined)
        throw new Refusal('not_found', `${JSON.stringify(intent)} was not taken back: see GET /v1/autonomy`, {
          field: 'intent',
        })
      return change
    },
  })
}
