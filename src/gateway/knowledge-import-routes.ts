import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Imports } from '../domain/knowledge-import.ts'
import type { Language } from '../domain/message.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS } from './knowledge-roles.ts'
import { FORM_BYTES, uploaded } from './knowledge-upload.ts'
import type { Router } from './route.ts'

export interface KnowledgeImportRouteParts {
  imports: Imports
  /** Bytes of one upload. */
  maxUpload: number
  /** The table to fill in, as CSV. */
  template(language: Language): string
}

/** Characters of a table's or a column's name, and how many of them a mapping may have. */
const MAX_NAME = 300
const MAX_COLUMNS = 100
const MAX_TABLES = 200

/** Uploads and their reports. There is one library, the default tenant's: for others these routes do not exist. */
export const addKnowledgeImportRoutes = async (
  app: FastifyInstance,
  router: Router,
  { imports, maxUpload, template }: KnowledgeImportRouteParts,
): Promise<void> => {
  await app.register(multipart, { limits: { fileSize: maxUpload, files: 1, fields: 4 } })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/imports',
    summary: 'Uploads a file (multipart field `file`): a dry run, nothing changes before its commit',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    bodyLimit: maxUpload + FORM_BYTES,
    answer: async ({ principal, request, reply }) => {
      const { name, bytes, field } = await uploaded(request, maxUpload)
      const replace = field('replace') === 'true'
      const report = await imports.upload({ name, bytes, by: principal.sub, replace })
      return reply.status(report.state === 'processing' ? 202 : 201).send(report)
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/imports/template.csv',
    summary: 'A table to fill in, with an example row (`lang`: zh or en)',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    query: z.object({ lang: z.enum(['zh', 'en']).default('zh') }),
    answer: ({ reply, query: { lang } }) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="template-${lang}.csv"`)
        .send(template(lang)),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/imports/:id/mapping',
    summary:
      'Says what the columns are, and reads the upload again: per table a list in the order of its columns, null where one is left out',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: z.object({
      tables: z
        .array(
          z.object({
            table: z.string().max(MAX_NAME),
            columns: z.array(z.string().max(MAX_NAME).nullable()).max(MAX_COLUMNS),
          }),
        )
        .min(1)
        .max(MAX_TABLES),
    }),
    answer: async ({ params, body, reply }) => {
      const report = await imports.map(params['id'] ?? '', body.tables)
      return reply.status(report.state === 'processing' ? 202 : 200).send(report)
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/imports/:id',
    summary: 'What an upload would change, or did',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    answer: ({ params }) => imports.report(params['id'] ?? ''),
  })
}
