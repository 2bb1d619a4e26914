import type { z } from 'zod'
import type { Role } from '../domain/message.ts'
import type { Router } from './route.ts'

const ADMINS: readonly Role[] = ['admin']

/** What the switches are set to, in words too, and what they spoilt since. */
export interface DemoFaultState {
  settings: object
  words: string[]
  spoilt: Record<string, number>
}

export interface DemoFaultParts<Settings> {
  schema: z.ZodType<Settings>
  set(settings: Settings): void
  state(): DemoFaultState
}

/** Switches for the faults of the demo shop's systems; an installation without the demo shop has no such routes. */
export const addDemoFaultRoutes = <Settings>(
  router: Router,
  { schema, set, state }: DemoFaultParts<Settings>,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/demo/faults',
    summary: 'Demo mode only: how the demo shop’s systems misbehave, and how many calls that spoilt',
    roles: ADMINS,
    answer: () => state(),
  })
  router.add({
    method: 'POST',
    url: '/v1/demo/faults',
    summary: 'Demo mode only: makes the demo shop’s systems slow, wrong or dead; {} mends them',
    roles: ADMINS,
    body: schema,
    answer: ({ body }) => {
      set(body as Settings)
      return state()
    },
  })
}
