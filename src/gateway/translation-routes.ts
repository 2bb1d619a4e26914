import { z } from 'zod'
import { MAX_TRANSLATED } from '../domain/message.ts'
import type { Phrase, Translation } from '../ports/translator.ts'
import { STAFF } from './conversation-routes.ts'
import type { Router } from './route.ts'

export interface TranslationRouteParts {
  pairs(tenant: string): readonly string[]
  translate(tenant: string, phrase: Phrase): Promise<Translation>
}

const language = z.enum(['zh', 'en'])

/** What the other side wrote, in one's own language, and the way back. Nothing of it is kept with the conversation. */
export const addTranslationRoutes = (router: Router, { pairs, translate }: TranslationRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/translations',
    summary: 'Pairs of languages that a model is mounted for, such as `zh-en`; none where translation is off',
    roles: STAFF,
    answer: ({ principal }) => ({ pairs: pairs(principal.tenant) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/translations',
    summary:
      'A text in the other language, made by a machine on this server; `lostNumbers` is what it got wrong for sure',
    roles: STAFF,
    body: z.strictObject({ text: z.string().trim().min(1).max(MAX_TRANSLATED), from: language, to: language }),
    answer: ({ principal, body }) => translate(principal.tenant, body),
  })
}
