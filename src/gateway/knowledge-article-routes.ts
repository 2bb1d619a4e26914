import { z } from 'zod'
import type { Article } from '../domain/article.ts'
import type { ArticleEdits, ArticlePage, ArticleQuery, ArticleUsage } from '../domain/article-edits.ts'
import { Refusal } from '../domain/errors.ts'
import type { OfferedSlots } from '../domain/slots.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS, READERS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

const MOST_LISTED = 200
const LONGEST_NOTE = 500
/** Bytes of an article on its way in: some thousand phrasings and two long answers. */
const LARGEST_ARTICLE = 2 * 1_024 * 1_024

export interface ArticleRouteParts {
  article(id: string): Article | undefined
  list(query: ArticleQuery): ArticlePage
  usage(id: string): ArticleUsage
  edits: ArticleEdits
  slots(): OfferedSlots
}

const note = z.string().max(LONGEST_NOTE).optional()

/** Articles one by one: list, read, write, retire; what answers may refer to. */
export const addArticleRoutes = (router: Router, parts: ArticleRouteParts): void => {
  const { article, list, usage, edits, slots } = parts
  router.add({
    method: 'GET',
    url: '/v1/knowledge/articles',
    summary: 'Articles by text, mode, intent, language and state, with what became of them; `next` goes into `after`',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    query: z.object({
      q: z.string().max(LONGEST_NOTE).optional(),
      mode: z.enum(['auto', 'suggest', 'off']).optional(),
      intent: z.string().max(LONGEST_NOTE).optional(),
      lang: z.enum(['zh', 'en']).optional(),
      state: z.enum(['current', 'future', 'past', 'review']).optional(),
      sort: z.enum(['id', 'title', 'shown', 'accepted']).default('id'),
      after: z.string().max(LONGEST_NOTE).optional(),
      limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(50),
    }),
    answer: ({ query }) => list(query as ArticleQuery),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/articles/:id',
    summary: 'An article as it is now, and what became of it',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: ({ params }) => {
      const id = params['id'] ?? ''
      const found = article(id)
      if (found === undefined)
        throw new Refusal('not_found', `there is no article ${JSON.stringify(id)}`, { field: 'id' })
      return { article: found, usage: usage(id) }
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/articles/check',
    summary: 'What would be refused of an article; nothing is stored',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    bodyLimit: LARGEST_ARTICLE,
    body: z.looseObject({}),
    answer: ({ body }) => ({ faults: edits.check('fields' in body ? body['fields'] : body) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/articles',
    summary: 'Adds an article; without `id` it gets one',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    status: 201,
    bodyLimit: LARGEST_ARTICLE,
    body: z.looseObject({ note }),
    answer: ({ body: { note: said, ...fields }, principal }) =>
      edits.create({ fields, ...noted(said), by: principal.sub }),
  })
  router.add({
    method: 'PUT',
    url: '/v1/knowledge/articles/:id',
    summary: 'Writes an article anew; `from` is the version that the edit began with, and another one meanwhile is 409',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    bodyLimit: LARGEST_ARTICLE,
    body: z.looseObject({ from: z.string().min(1).max(LONGEST_NOTE), note }),
    answer: ({ params, body: { from, note: said, ...fields }, principal }) =>
      edits.change(params['id'] ?? '', { fields, from, ...noted(said), by: principal.sub }),
  })
  router.add({
    method: 'DELETE',
    url: '/v1/knowledge/articles/:id',
    summary: 'Takes an article out of the library; its versions stay',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    query: z.object({ note }),
    answer: ({ params, query, principal }) =>
      edits.retire(params['id'] ?? '', { ...noted(query.note), by: principal.sub }),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/slots',
    summary: 'What answers may refer to as {{slot}}: the shop’s systems, its catalogue and its own facts',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: slots,
  })
}

const noted = (said: string | undefined): { note?: string } => (said === undefined ? {} : { note: said })
