import { z } from 'zod'
import type { Article } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import type { Passage } from '../domain/understanding.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS, READERS } from './knowledge-roles.ts'
import { MAX_TEXT } from './protocol.ts'
import type { Router } from './route.ts'

const MAX_FOUND = 50

export interface KnowledgeRouteParts {
  search(query: { text: string; top: number; language?: Language }): Promise<Passage[]>
  articles(): readonly Article[]
  exportCsv(articles: readonly Article[]): string
}

/** Search and export. There is one library, the default tenant's: for others its routes do not exist. */
export const addKnowledgeRoutes = (router: Router, { search, articles, exportCsv }: KnowledgeRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/search',
    summary: 'Hybrid search with scores: fused, words (BM25) and meaning (cosine)',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    query: z.object({
      q: z.string().min(1).max(MAX_TEXT),
      top: z.coerce.number().int().min(1).max(MAX_FOUND).default(10),
      lang: z.enum(['zh', 'en']).optional(),
    }),
    answer: async ({ query: { q, top, lang } }) => ({
      hits: await search({ text: q, top, ...(lang === undefined ? {} : { language: lang }) }),
    }),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/export',
    summary: 'All articles as CSV; importing it again changes nothing',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    query: z.object({ format: z.literal('csv').default('csv') }),
    answer: ({ reply }) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="knowledge.csv"')
        .send(exportCsv(articles())),
  })
}
