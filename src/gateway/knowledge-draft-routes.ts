import { z } from 'zod'
import type { Imports } from '../domain/knowledge-import.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

/** Longest note on a commit, characters. */
const LONGEST_NOTE = 500

/** What uploads would do, and what becomes of them. There is one library, the default tenant's: for others these routes do not exist. */
export const addKnowledgeDraftRoutes = (router: Router, imports: Imports): void => {
  const own = { roles: EDITORS, tenant: DEFAULT_TENANT }
  router.add({
    ...own,
    method: 'GET',
    url: '/v1/knowledge/imports',
    summary: 'Uploads that wait and those that were committed, newest first',
    answer: async () => ({ imports: await imports.list() }),
  })
  router.add({
    ...own,
    method: 'POST',
    url: '/v1/knowledge/starter-kit/retire',
    summary:
      'What would retire the articles of the starter kit that nobody edited: an import that waits for its commit',
    status: 201,
    answer: ({ principal }) => imports.retireStarter(principal.sub),
  })
  router.add({
    ...own,
    method: 'GET',
    url: '/v1/knowledge/imports/:id/preview',
    summary: 'What an upload would change, contradict and repeat, and which real questions it would answer otherwise',
    answer: ({ params }) => imports.preview(params['id'] ?? ''),
  })
  router.add({
    ...own,
    method: 'GET',
    url: '/v1/knowledge/imports/:id/refused.csv',
    summary: 'The rows of an upload that were refused, as CSV',
    answer: async ({ params, reply }) => {
      const csv = await imports.refusedCsv(params['id'] ?? '')
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="refused.csv"')
        .send(csv)
    },
  })
  router.add({
    ...own,
    method: 'POST',
    url: '/v1/knowledge/imports/:id/commit',
    summary: 'Applies an upload, whole or not at all',
    body: z.object({ note: z.string().trim().min(1).max(LONGEST_NOTE).optional() }),
    answer: ({ params, principal, body }) => imports.commit(params['id'] ?? '', principal.sub, body.note),
  })
  router.add({
    ...own,
    method: 'POST',
    url: '/v1/knowledge/imports/:id/rollback',
    summary: 'Takes a committed upload back',
    answer: ({ params, principal }) => imports.rollback(params['id'] ?? '', principal.sub),
  })
  router.add({
    ...own,
    method: 'DELETE',
    url: '/v1/knowledge/imports/:id',
    summary: 'Forgets an upload that was not committed',
    status: 204,
    answer: ({ params }) => imports.discard(params['id'] ?? ''),
  })
}
