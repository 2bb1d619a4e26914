import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Versions } from '../ports/versions.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS, READERS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

const MOST_VERSIONS = 500
/** Changed articles that a comparison tells of at most. */
const MOST_CHANGES = 200
const LONGEST_NOTE = 500

const noteSchema = z.object({ note: z.string().max(LONGEST_NOTE).optional() })

/** Versions of the library and of single articles: read, compared, brought back, erased. */
export const addVersionRoutes = (router: Router, versions: Versions): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/versions',
    summary: 'Versions of the library, newest first: who, when, why, how many articles',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    query: z.object({ limit: z.coerce.number().int().min(1).max(MOST_VERSIONS).default(50) }),
    answer: async ({ query }) => ({ versions: await versions.history(query.limit) }),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/versions/:n/changes',
    summary:
      'What differs between two versions, by words; against the one before unless `against` says another, 0 for nothing',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    query: z.object({ against: z.coerce.number().int().min(0).optional() }),
    answer: ({ params, query }) => versions.changes(versionNumber(params['n']), query.against, MOST_CHANGES),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/versions/:n/rollback',
    summary: 'Makes a version that has the articles of an older one',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: noteSchema,
    answer: ({ params, principal, body }) => versions.rollback(versionNumber(params['n']), principal.sub, body.note),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/articles/:id/history',
    summary: 'Versions of the library that added, changed or retired an article, newest first',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: async ({ params }) => ({ versions: await versions.historyOf(params['id'] ?? '') }),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/articles/:id/versions/:version',
    summary: 'An article as it was, as a source or a decision names it; of an erased one, who erased it, when and why',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: ({ params }) => versions.article(params['id'] ?? '', params['version'] ?? ''),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/articles/:id/versions/:version/restore',
    summary: 'Puts one article back as it was',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: noteSchema,
    answer: ({ params, principal, body }) =>
      versions.restore(params['id'] ?? '', params['version'] ?? '', principal.sub, body.note),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/articles/:id/erase',
    summary: 'Retires an article and removes its texts from every version, for good',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: z.object({ reason: z.string().trim().min(1).max(LONGEST_NOTE) }),
    answer: ({ params, principal, body }) => versions.erase(params['id'] ?? '', body.reason, principal.sub),
  })
}

const versionNumber = (text: string | undefined): number => {
  const n = Number(text)
  if (Number.isSafeInteger(n) && n > 0) return n
  throw new Refusal('bad_input', `version ${JSON.stringify(text)}: use a number of GET /v1/knowledge/versions`, {
    field: 'n',
  })
}
