import { z } from 'zod'
import type { Coverage, KeptAnswer } from '../domain/coverage.ts'
import type { Role } from '../domain/message.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

const READERS: readonly Role[] = ['supervisor', 'knowledge', 'admin']
const KEEPERS: readonly Role[] = ['agent', 'supervisor', 'knowledge', 'admin']

export interface CoverageRouteParts {
  coverage(): Promise<Coverage>
  /** Begins a run; one that is under way goes on. */
  run(): void
  /** `seq` of the messages of a conversation that are kept. */
  keptOf(conversation: string): number[]
  keep(at: { conversation: string; seq: number }, by: string): Promise<KeptAnswer>
  remove(id: string): Promise<void>
}

const place = z.object({ conversation: z.string().min(1).max(64), seq: z.number().int().min(1) })

/** What customers ask and nothing answers, and what agents would like to keep. */
export const addCoverageRoutes = (
  router: Router,
  { coverage, run, keptOf, keep, remove }: CoverageRouteParts,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/coverage',
    summary:
      'Unanswered questions in clusters, with drafts; articles that somebody should look at; answers that agents kept',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: coverage,
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/coverage',
    summary: 'Looks at the last four weeks now; it runs every night anyway',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    status: 202,
    answer: () => {
      run()
      return coverage()
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/kept-answers',
    summary: "Keeps an agent's own answer, for an article to be made of it",
    roles: KEEPERS,
    tenant: DEFAULT_TENANT,
    body: place,
    status: 201,
    answer: ({ body, principal }) => keep(body, principal.sub),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/kept-answers',
    summary: 'Which messages of a conversation are kept',
    roles: KEEPERS,
    tenant: DEFAULT_TENANT,
    query: z.object({ conversation: place.shape.conversation }),
    answer: ({ query }) => ({ seqs: keptOf(query.conversation) }),
  })
  router.add({
    method: 'DELETE',
    url: '/v1/knowledge/kept-answers/:id',
    summary: 'Lets it go: an article was made of it, or will not be',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    status: 204,
    answer: async ({ params, reply }) => {
      await remove(params['id'] ?? '')
      return reply.send()
    },
  })
}
