import { z } from 'zod'
import type { Role } from '../domain/message.ts'
import type { RankingState } from '../domain/ranking.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

const READERS: readonly Role[] = ['supervisor', 'knowledge', 'engineer', 'admin']

export interface RankingRouteParts {
  state(): RankingState
  switch(on: boolean, by: string): Promise<void>
  forget(by: string): Promise<void>
}

/** What agents' choices did to the order in which articles are found. */
export const addRankingRoutes = (router: Router, parts: RankingRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/ranking',
    summary: "Whether agents' choices move the ranking, by how much at most, and the latest of them",
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: parts.state,
  })
  router.add({
    method: 'PUT',
    url: '/v1/knowledge/ranking',
    summary: 'Switches that on or off; what was learned stays',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: z.object({ on: z.boolean() }),
    answer: async ({ body, principal }) => {
      await parts.switch(body.on, principal.sub)
      return parts.state()
    },
  })
  router.add({
    method: 'DELETE',
    url: '/v1/knowledge/ranking',
    summary: 'Forgets what was learned',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    answer: async ({ principal }) => {
      await parts.forget(principal.sub)
      return parts.state()
    },
  })
}
