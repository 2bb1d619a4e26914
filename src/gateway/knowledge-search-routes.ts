import { z } from 'zod'
import type { Language } from '../domain/message.ts'
import type { FoundPassage } from '../domain/understanding.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS, READERS } from './knowledge-roles.ts'
import { MAX_TEXT } from './protocol.ts'
import type { Router } from './route.ts'

const MAX_FOUND = 50
/** Bytes of a question with a draft beside it, and of a dictionary. */
const LARGEST_TRY = 1024 * 1024
const LARGEST_DICTIONARY = 1024 * 1024

const language = z.enum(['zh', 'en'])
const question = z.string().trim().min(1).max(MAX_TEXT)

export interface KnowledgeSearchParts {
  search(query: {
    text: string
    top: number
    language?: Language
  }): Promise<{ hits: FoundPassage[]; corrected?: string }>
  /** `fields`: of an article that is searched as if it were saved. */
  tryQuestion(question: { text: string; language?: Language; channel?: string; fields?: unknown }): Promise<object>
  synonyms: {
    groups(): readonly (readonly string[])[]
    /** Resolves when questions are read by them. */
    replace(groups: readonly (readonly string[])[]): Promise<readonly (readonly string[])[]>
  }
}

/** Search, trying questions, and the dictionary they are read by. There is one library, the default tenant's: for others the routes do not exist. */
export const addKnowledgeSearchRoutes = (
  router: Router,
  { search, tryQuestion, synonyms }: KnowledgeSearchParts,
): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/search',
    summary:
      'Hybrid search: how probable each hit is, by which words and how near in meaning; `corrected` where the question was misspelt',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    query: z.object({
      q: question,
      top: z.coerce.number().int().min(1).max(MAX_FOUND).default(10),
      lang: language.optional(),
    }),
    answer: ({ query: { q, top, lang } }) =>
      search({ text: q, top, ...(lang === undefined ? {} : { language: lang }) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/try',
    summary:
      'What a customer’s question finds, and what it would but for dates, modes and the like; a draft counts as if it were saved',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    bodyLimit: LARGEST_TRY,
    body: z.object({
      text: question,
      lang: language.optional(),
      channel: z.string().max(100).optional(),
      article: z.looseObject({}).optional(),
    }),
    answer: ({ body: { text, lang, channel, article } }) =>
      tryQuestion({
        text,
        ...(lang === undefined ? {} : { language: lang }),
        ...(channel === undefined ? {} : { channel }),
        ...(article === undefined ? {} : { fields: article }),
      }),
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/synonyms',
    summary: 'Groups of words that mean the same in this shop',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    answer: () => ({ groups: synonyms.groups() }),
  })
  router.add({
    method: 'PUT',
    url: '/v1/knowledge/synonyms',
    summary: 'Replaces them all; questions are read by them at once',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    bodyLimit: LARGEST_DICTIONARY,
    body: z.object({ groups: z.array(z.array(z.string())) }),
    answer: async ({ body: { groups } }) => ({ groups: await synonyms.replace(groups) }),
  })
}
