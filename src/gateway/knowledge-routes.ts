import { z } from 'zod'
import type { Language } from '../domain/message.ts'
import type { Passage } from '../domain/understanding.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { READERS } from './knowledge-roles.ts'
import { MAX_TEXT } from './protocol.ts'
import type { Router } from './route.ts'

const MAX_FOUND = 50

export interface KnowledgeRouteParts {
  search(query: { text: string; top: number; language?: Language }): Promise<Passage[]>
}

/** Search. There is one library, the default tenant's: for others its routes do not exist. */
export const addKnowledgeRoutes = (router: Router, { search }: KnowledgeRouteParts): void => {
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
}
