import { z } from 'zod'
import type { AutonomyChange, IntentAutonomy } from '../domain/autonomy.ts'
import { Refusal } from '../domain/errors.ts'
import type { Role } from '../domain/message.ts'
import type { Router } from './route.ts'

const READERS: readonly Role[] = ['supervisor', 'admin']
const RESTORERS: readonly Role[] = ['admin']

export interface TenantAutonomy {
  /** Share of the answers given alone that is promised to be right. */
  promised: number
  intents: IntentAutonomy[]
  /** Newest last. */
  changes: AutonomyChange[]
}

export interface AutonomyRouteParts {
  of(tenant: string): TenantAutonomy
  restore(tenant: string, intent: string, by: string): Promise<AutonomyChange | undefined>
}

/** Where the bot may act alone, what it rests on, and giving back what outcomes took. */
export const addAutonomyRoutes = (router: Router, { of, restore }: AutonomyRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/autonomy',
    summary: 'Per intent: the bar, outcomes with their exact 95 % interval, and what was taken back',
    roles: READERS,
    answer: ({ principal }) => ({ tenant: principal.tenant, ...of(principal.tenant) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/autonomy/restore',
    summary: 'Lets the bot answer an intent alone again that outcomes had taken back',
    roles: RESTORERS,
    body: z.strictObject({ intent: z.string().min(1).max(200) }),
    answer: async ({ principal, body: { intent } }) => {
      const change = await restore(principal.tenant, intent, principal.sub)
      if (change === undefined)
        throw new Refusal('not_found', `${JSON.stringify(intent)} was not taken back: see GET /v1/autonomy`, {
          field: 'intent',
        })
      return change
    },
  })
}
