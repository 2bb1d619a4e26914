import { z } from 'zod'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS } from './knowledge-roles.ts'
import type { Router } from './route.ts'

export interface ExportRouteParts {
  /** Of all articles that are in force. */
  csv(): Promise<string>
  zip(): Promise<Uint8Array>
}

/** Everything as it came in; importing it again changes nothing. */
export const addExportRoutes = (router: Router, { csv, zip }: ExportRouteParts): void =>
  router.add({
    method: 'GET',
    url: '/v1/knowledge/export',
    summary: 'All articles, as CSV or as a zip of Markdown files; importing it again changes nothing',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    query: z.object({ format: z.enum(['csv', 'zip']).default('csv') }),
    answer: async ({ reply, query: { format } }) => {
      reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/zip')
        .header('content-disposition', `attachment; filename="knowledge.${format}"`)
      return reply.send(format === 'csv' ? await csv() : await zip())
    },
  })
